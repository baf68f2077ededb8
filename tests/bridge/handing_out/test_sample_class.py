"""The sample class gets the marks that a careful person would give, each mistake by its name."""

import re

import pytest

from autograder.bridge.handing_out.sample_class import ADAM, EXERCISES, FIRST, SAMPLES
from autograder.bridge.recording.gradebook import open_gradebook

ALL = "all"
# student, assignment -> exercise -> (score, verdict, named mistake); ALL stands for full marks.
EXPECTED = {
    ("ada", FIRST): ALL,
    ("ada", ADAM): ALL,
    ("bela", FIRST): ALL,
    ("bela", ADAM): {"adam_step": (4, "WRONG", "no-bias-correction")},
    ("carla", FIRST): {"sgd_step": (0, "WRONG", "uphill")},
    ("carla", ADAM): ALL,
    ("dev", FIRST): {"gradient_descent": (0, "WRONG", "one-array-many-times")},
    ("dev", ADAM): {"adamw_step": (0, "WRONG", "decay-in-the-gradient")},
    ("emil", FIRST): dict.fromkeys(("gradient_descent", "numeric_grad"), (0, "WRONG", None)),
    ("emil", ADAM): {"adam_step": (9, "WRONG", "eps-inside-the-root")},
    ("gus", FIRST): dict.fromkeys(EXERCISES[FIRST][1:], (0, "STUDENT_ERROR", None)),
    ("fatma", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "WRONG", None)),
    ("fatma", ADAM): dict.fromkeys(EXERCISES[ADAM], (0, "WRONG", None)),
    ("hana", FIRST): {"gradient_descent": (0, "LIMIT_CPU", None)},
    ("hana", ADAM): {"adamw_step": (0, "LIMIT_CPU", None)},
    ("ivan", FIRST): ALL,
    ("jo", FIRST): ALL,
    ("kim", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "BAD_FILE", None)),
    ("kim", ADAM): dict.fromkeys(EXERCISES[ADAM], (0, "BAD_FILE", None)),
    ("lee", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "WRONG", None)),
    ("mia", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "WRONG", None)),
    ("nils", FIRST): ALL,
    ("olga", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "WRONG", None)),
    ("pia", FIRST): {"numeric_grad": (0, "STUDENT_ERROR", None)},
    ("quin", ADAM): {"adam_step": (0, "WRONG", None)},
    ("rosa", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "BAD_VALUE", None)),
    ("sam", FIRST): dict.fromkeys(EXERCISES[FIRST], (0, "WRONG", None)),
    ("tess", ADAM): ALL,
    ("uma", ADAM): {"adam_step": (4, "WRONG", "t-one-ahead")},
    ("vic", FIRST): {"step_length": (2, "WRONG", "negative-length")},
    ("wren", FIRST): ALL,
}


def entries_of(summary, student, assignment):
    return {
        entry["exercise"]: entry
        for entry in summary.entries
        if (entry["student"], entry["assignment"]) == (student, assignment)
    }


def test_every_exercise_of_every_submission_has_exactly_one_entry(graded):
    _, summary = graded
    found = [(e["student"], e["assignment"], e["exercise"]) for e in summary.entries]
    due = [(s.student, s.assignment, name) for s in SAMPLES for name in EXERCISES[s.assignment]]
    assert sorted(found) == sorted(due)
    assert len(SAMPLES) >= 24
    assert {(s.student, s.assignment) for s in SAMPLES} == set(EXPECTED)
    assert summary.ok


@pytest.mark.parametrize("key", EXPECTED, ids=["-".join(key) for key in EXPECTED])
def test_marks_verdicts_and_named_mistakes_are_the_expected_ones(graded, key):
    _, summary = graded
    expected = {} if EXPECTED[key] == ALL else EXPECTED[key]
    for exercise, entry in entries_of(summary, *key).items():
        score, verdict, mistake = expected.get(exercise, (entry["points"], "OK", None))
        found = entry["verdict"]
        if verdict == "LIMIT_CPU" and found == "LIMIT_WALL":
            found = (
                "LIMIT_CPU"  # on a crowded machine the clock's limit (4 times as long) comes first
            )
        assert (entry["score"], found) == (score, verdict), exercise
        assert entry["hint_ids"] == ([mistake] if mistake else []), exercise


def test_the_gradebook_holds_the_same_scores(graded):
    room, summary = graded
    with open_gradebook(room) as gradebook:
        for entry in summary.entries:
            grade = gradebook.find_grade(
                entry["exercise"], entry["assignment"], entry["assignment"], entry["student"]
            )
            assert grade.auto_score == entry["score"]
            assert not grade.needs_manual_grade


def test_a_written_answer_waits_for_a_person_and_an_untouched_one_is_zero(graded):
    room, _ = graded
    with open_gradebook(room) as gradebook:
        names = [
            grade.name for grade in gradebook.find_submission_notebook(ADAM, ADAM, "ada").grades
        ]
        (written,) = [name for name in names if name.startswith("explain_")]
        answered = gradebook.find_grade(written, ADAM, ADAM, "ada")
        untouched = gradebook.find_grade(written, ADAM, ADAM, "fatma")
        assert (answered.auto_score, answered.needs_manual_grade) == (None, True)
        assert (untouched.auto_score, untouched.needs_manual_grade) == (0.0, False)


def test_no_graded_notebook_holds_more_than_our_one_output_in_a_test_cell(graded):
    import nbformat

    room, _ = graded
    notebooks = sorted(room.root.glob("autograded/*/*/*.ipynb"))
    assert len(notebooks) == len(SAMPLES)
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            data = cell.metadata.get("nbgrader", {})
            if data.get("grade") and cell.cell_type == "code":
                (output,) = cell.outputs
                assert output.output_type == "execute_result"
                assert re.fullmatch(r"\d+(\.\d+)?", output.data["text/plain"])
                assert cell.source == f'check("{data["grade_id"]}")'
                assert "tags" not in cell.metadata
