"""Every attack has its safe outcome, and the invariants hold after it.

I3 it ends in time; I4 nothing outside changed; I5 no process is left; I7 the canary is nowhere;
I8 the sandbox goes on working; I9 no message tells of the host; I10 the honest exercises of the
same notebook have their marks.
"""

import os
from pathlib import Path

import attack_corpus as attacks
import pytest
from attack_corpus.finding import LIMITS, Place, examine, start_both_jails
from attack_corpus.notebooks import NOTEBOOKS
from attack_corpus.table import HEAD, Row, other_rows, read_rows

from autograder.sandbox import Sandbox
from autograder.sandbox.inside import landlock
from autograder.sandbox.jail import bubblewrap

# Values are converted by the same code in both tiers; of the rest, what differs between them.
IN_CONTAINER = [
    attack
    for attack in (*attacks.TAMPERING, *attacks.RESOURCES, *attacks.ESCAPES)
    if attack.number not in (55, 56, 58, 65, 67, 68, 69, 73, 77, 78)
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("class"), f"canary-{os.urandom(16).hex()}")


def start(tier, canary):
    os.environ["COURSE_SECRET"] = canary
    try:
        with Sandbox(tier, limits=LIMITS) as started:
            start_both_jails(started)
            yield started
    finally:
        os.environ.pop("COURSE_SECRET", None)


@pytest.fixture(scope="module")
def strong(place):
    if bubblewrap() is None and "CI" not in os.environ:
        pytest.skip("bubblewrap is not installed: `autograder doctor` names the command")
    yield from start("strong", place.canary)


@pytest.fixture(scope="module")
def container(place):
    if landlock.abi() < landlock.NEEDED_ABI:
        pytest.skip(f"this kernel's Landlock is older than version {landlock.NEEDED_ABI}")
    yield from start("container", place.canary)


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=[each.id for each in attacks.ATTACKS])
def test_attack_has_its_safe_outcome(attack, strong, place):
    found = examine(attack, strong, place)
    assert found.cell in attack.cell.split("|")
    assert set(found.calls) <= set(attack.outcome.split("|"))
    assert not found.broken


@pytest.mark.parametrize("attack", IN_CONTAINER, ids=[each.id for each in IN_CONTAINER])
def test_attack_has_its_safe_outcome_in_a_container(attack, container, place):
    """There, more is refused at once: processes, and writing anywhere."""
    time = attacks.TIME.split("|")
    found = examine(attack, container, place)
    assert found.cell in {*attack.cell.split("|"), "error", "limit_cpu", "limit_wall"}
    assert set(found.calls) <= {*attack.outcome.split("|"), "fault error", "fault missing", *time}
    assert not found.broken


def test_every_number_of_the_catalogue_is_covered():
    here = {attack.number for attack in attacks.ATTACKS} | attacks.WITH_A_CLASS
    assert here | set(attacks.ELSEWHERE) == set(range(1, 131))
    assert not here & set(attacks.ELSEWHERE)


def test_the_corpus_holds_more_than_150_notebooks():
    assert len({each.student for each in NOTEBOOKS}) == len(NOTEBOOKS) >= 150


def test_the_table_in_the_docs_lists_the_corpus_and_safe_outcomes():
    """Derived by `python -m tests.attacks --write`."""
    text = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    rows = read_rows(text)
    due = dict.fromkeys((each.student for each in NOTEBOOKS), "")
    assert [row[:2] for row in rows] == [
        row[:2] for row in sorted(rows_of_the_corpus(due), key=lambda row: row.number)
    ]
    allowed = {each.id: f"{each.cell}|{each.outcome}".split("|") for each in attacks.ATTACKS}
    for row in rows:
        words = [word.removeprefix("cell: ") for word in row.call.split(", ")]
        case = f"{row.number:03d} {row.name}"
        assert case not in allowed or set(words) <= set(allowed[case]), row


def rows_of_the_corpus(marks):
    return [*(Row(a.number, a.name, "", "") for a in attacks.ATTACKS), *other_rows(marks)]


def test_every_case_has_a_name_of_its_own():
    names = [each.id for each in attacks.ATTACKS] + [each.student for each in attacks.HAND_INS]
    assert len(set(names)) == len(names)
