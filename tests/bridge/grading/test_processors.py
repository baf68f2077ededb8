"""Every worker keeps to its share of the processors, and so does all that it starts."""

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from autograder.bridge.grading import processors
from autograder.bridge.grading.processors import keep_to, shares, usable

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets processes choose")


@pytest.fixture
def sixteen(monkeypatch):
    monkeypatch.setattr(processors, "usable", lambda: list(range(16)))


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 15, 16])
def test_the_shares_are_all_processors_once_and_differ_by_one_at_most(sixteen, workers):
    found = shares(workers)
    assert Counter(number for share in found for number in share) == Counter(range(16))
    assert len(found) == workers
    assert max(map(len, found)) - min(map(len, found)) <= 1


def test_half_as_many_workers_get_the_two_threads_of_a_core_each(sixteen):
    assert shares(8)[3] == [3, 11]


def test_more_workers_than_processors_keep_to_none(sixteen):
    assert shares(17) == [list(range(16))] * 17


@linux
def test_what_this_process_may_not_use_is_nobodys_share():
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert usable() == [min(allowed)]
        assert shares(2) == [usable()] * 2
    finally:
        os.sched_setaffinity(0, allowed)


@linux
def test_a_process_keeps_to_its_share_and_so_do_its_children():
    share = [max(usable())]
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=keep_to, initargs=(share,)
    ) as pool:
        assert pool.submit(_seen_by_a_child).result() == share


def _seen_by_a_child():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(usable).result()
