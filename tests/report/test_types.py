"""Entries that cannot be reported honestly are refused, with what to do."""

import pytest

from autograder.report.types import read_entries


def test_entry_keeps_what_was_graded(entry):
    read = read_entries([entry(score=1.5, verdict="WRONG", hint_ids=["sign"], notes=["put right"])])
    assert read[0].score == 1.5
    assert read[0].hint_ids == ("sign",)
    assert read[0].submission == ("ada", "01_what_it_is")


def test_open_mark_is_none_and_never_full(entry):
    read = read_entries([entry(score=None, verdict="INFRA")])
    assert read[0].score is None
    assert not read[0].full


def test_score_that_misses_the_points_by_rounding_is_full(entry):
    assert read_entries([entry(score=0.1 + 0.2, points=0.3)])[0].full


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"verdict": "FINE"}, "FINE"),
        ({"score": 5.0}, "score from 0 to 4"),
        ({"score": -1.0}, "score from 0 to 4"),
        ({"score": float("nan")}, "score from 0 to 4"),
        ({"points": 0.0}, "points > 0"),
        ({"points": float("inf")}, "points > 0"),
    ],
)
def test_impossible_entry_is_refused_with_its_value(entry, changes, message):
    with pytest.raises(ValueError, match=message):
        read_entries([entry(**changes)])


def test_missing_key_is_named(entry):
    raw = entry()
    del raw["verdict"]
    with pytest.raises(ValueError, match="needs verdict in every entry, entry 0"):
        read_entries([raw])


def test_exercise_of_a_submission_there_twice_is_refused(entry):
    with pytest.raises(ValueError, match="twice; merge"):
        read_entries([entry(), entry(score=0.0)])
