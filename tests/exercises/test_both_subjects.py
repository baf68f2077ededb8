"""The same report from the notebook's own process and from a sandboxed one."""

import os

import pytest

from autograder.core.judge import judge
from autograder.core.local import LocalSubject
from autograder.core.seeds import rng_for
from autograder.core.variant import function_of, source_of
from autograder.exercises import EXERCISES
from autograder.sandbox import Cell, Sandbox
from autograder.sandbox.jail import bubblewrap

LAYERS = ["reference", "first", "second", "middle", "last"]


@pytest.fixture(scope="module")
def sandbox():
    """Skips where bubblewrap is missing, but never in continuous integration."""
    if bubblewrap() is None and "CI" not in os.environ:
        pytest.skip("bubblewrap is not installed: `autograder doctor` names the command")
    with Sandbox("strong") as started:
        yield started


def source(exercise, layer):
    """The reference of an exercise, or one of its mistakes."""
    mistakes = exercise.misconceptions
    places = {"first": 0, "second": 1, "middle": len(mistakes) // 2, "last": -1}
    return source_of(exercise.reference) if layer == "reference" else mistakes[places[layer]].source


def essence(report):
    lines = [(v.id, v.passed, v.waits, v.hint_id, v.code, v.want) for v in report.verdicts]
    return report.score, report.hint_ids, report.hint, lines


@pytest.mark.parametrize("layer", LAYERS)
def test_both_subjects_give_the_same_report(sandbox, layer):
    exercises = EXERCISES.values()
    cells = [Cell(each.id, source(each, layer)) for each in exercises]
    differing = {}
    with sandbox.load(cells, seed=0) as loaded:
        for each in exercises:
            with loaded.subject(each.id) as subject:
                remote = judge(each, subject, rng_for(3, each.id), picture=False)
            function = function_of(source(each, layer), each.id)
            local = judge(each, LocalSubject(function, each.id), rng_for(3, each.id), picture=False)
            assert local.passed == (layer == "reference"), each.id
            if essence(local) != essence(remote):
                differing[each.id] = essence(local), essence(remote)
    assert differing == {}
