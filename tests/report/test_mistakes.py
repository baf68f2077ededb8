"""Ranking of the recognised mistakes."""

from autograder.report.mistakes import rank_mistakes
from autograder.report.types import read_entries

HINTS = {
    "sign": ("sgd_step", "Which way does the gradient point?", "def sgd_step(): ..."),
    "lr": ("sgd_step", "Change lr by 10: does your step change?", None),
}


def wrong(entry, student, *hint_ids, **changes):
    return entry(student, score=0.0, verdict="WRONG", hint_ids=list(hint_ids), **changes)


def test_most_held_comes_first_and_share_is_of_those_who_handed_in(entry):
    entries = read_entries(
        [wrong(entry, "a", "lr"), wrong(entry, "b", "sign"), wrong(entry, "c", "sign"), entry("d")]
    )
    first, second = rank_mistakes(entries, HINTS)
    assert (first.hint_id, first.holders, first.students, first.share) == ("sign", 2, 4, 0.5)
    assert (second.hint_id, second.holders) == ("lr", 1)
    assert first.question == "Which way does the gradient point?"


def test_student_counts_once_however_often_the_hint_stands(entry):
    entries = read_entries([wrong(entry, "a", "sign", "sign")])
    assert rank_mistakes(entries, HINTS)[0].holders == 1


def test_one_hint_id_in_two_exercises_is_two_mistakes(entry):
    entries = read_entries(
        [wrong(entry, "a", "sign"), wrong(entry, "a", "sign", exercise="momentum_step")]
    )
    by_exercise = {m.exercise: m for m in rank_mistakes(entries, HINTS)}
    assert by_exercise["sgd_step"].question
    # The hint was written for another exercise: no question is better than a wrong one.
    assert by_exercise["momentum_step"].question == ""
    assert by_exercise["momentum_step"].example is None


def test_one_hint_id_described_for_each_of_two_exercises(entry):
    hints = {
        ("sgd_step", "sign"): ("sgd_step", "Which way down?", None),
        ("momentum_step", "sign"): ("momentum_step", "Which sign has the velocity?", None),
    }
    entries = read_entries(
        [wrong(entry, "a", "sign"), wrong(entry, "a", "sign", exercise="momentum_step")]
    )
    assert {m.exercise: m.question for m in rank_mistakes(entries, hints)} == {
        "sgd_step": "Which way down?",
        "momentum_step": "Which sign has the velocity?",
    }


def test_hint_nobody_described_keeps_its_id(entry):
    mistakes = rank_mistakes(read_entries([wrong(entry, "a", "new_one")]), HINTS)
    assert (mistakes[0].hint_id, mistakes[0].question) == ("new_one", "")


def test_equal_holders_are_ranked_by_share(entry):
    entries = read_entries(
        [
            wrong(entry, "a", "lr"),
            entry("b"),
            wrong(entry, "a", "old_v", exercise="momentum_step"),
        ]
    )
    assert [m.hint_id for m in rank_mistakes(entries, HINTS)] == ["old_v", "lr"]
