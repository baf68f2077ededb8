"""The gradebook's rows, held against those that nbgrader's own functions make."""

import warnings
from datetime import datetime, timedelta

import nbformat
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import IntegrityError, SAWarning

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.grading.result import Result
from autograder.bridge.notebooks.to_text import to_text
from autograder.bridge.recording import rows as module
from autograder.bridge.recording.assemble import graded as marked
from autograder.bridge.recording.rows import record
from autograder.bridge.whole_class.grade import kept_results
from autograder.marking import Mark

MARKS = {
    "test-right": Mark("right", 2.0, 2.0, "OK", "<p>all</p>"),
    "test-idle": Mark("idle", 0.0, 3.0, "WRONG", "", attempted=False),
    "test-open": Mark("open", None, 1.0, "INFRA", "", notes=("fault",)),
}


def result(student, answered=True, **marks):
    return Result(
        *(student, "week", (), MARKS | marks),
        {"explain_why": answered},
        *({}, (), None, {}),
        hit_wall=False,
        seconds={},
    )


@pytest.fixture
def gradebook(monkeypatch):
    """An assignment with its own notebook, a second notebook and a task; nobody enrolled."""
    monkeypatch.setattr("nbgrader.api.get_alembic_version", lambda: "none")  # runs a program
    with Gradebook("sqlite:///:memory:") as book:
        book.add_assignment("week")
        for notebook in ("week", "extra"):
            book.add_notebook(notebook, "week")
        for name, points in (("right", 2), ("idle", 3), ("open", 1)):
            book.add_grade_cell(name, "week", "week", max_score=points, cell_type="code")
            book.add_solution_cell(f"{name}_solution", "week", "week")
        book.add_grade_cell("explain_why", "week", "week", max_score=4, cell_type="markdown")
        book.add_solution_cell("explain_why", "week", "week")
        book.add_task_cell("draw", "week", "week", max_score=1, cell_type="markdown")
        book.add_grade_cell("more", "extra", "week", max_score=1, cell_type="code")
        yield book


@pytest.fixture
def hand_in(tmp_path):
    """A function that makes a submission with this time stamp."""

    def make(student, stamp=""):
        folder = tmp_path / "submitted" / student / "week"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "timestamp.txt").write_text(stamp)
        return Submission(student, "week", folder / "week.ipynb")

    return make


def rows(book, student, notebook="week"):
    found = book.find_submission_notebook(notebook, "week", student)
    grades = {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in found.grades}
    return grades, {comment.name: comment.auto_comment for comment in found.comments}


def test_every_graded_cell_gets_a_score_or_asks_for_a_person(gradebook, hand_in):
    record(gradebook, [(hand_in("ada"), result("ada"))])
    grades, comments = rows(gradebook, "ada")
    assert grades == {
        "right": (2.0, None, False),
        "idle": (0.0, None, False),
        "open": (None, None, True),
        "explain_why": (None, None, True),
        "draw": (None, None, True),
    }
    assert {name for name, text in comments.items() if text} == {"idle_solution"}


def test_an_untouched_answer_is_worth_nothing_and_says_so(gradebook, hand_in):
    record(gradebook, [(hand_in("ada"), result("ada", answered=False))])
    grades, comments = rows(gradebook, "ada")
    assert grades["explain_why"] == (0.0, None, False)
    assert comments["explain_why"] == "No response."


def test_a_submission_has_the_rows_that_nbgrader_makes(gradebook, hand_in):
    gradebook.add_student("bela")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's way of building it warns
        theirs = gradebook.add_submission("week", "bela")
    record(gradebook, [(hand_in("ada"), result("ada"))])
    ours = gradebook.find_submission("week", "ada")
    for part in ("grades", "comments"):
        shape = [
            sorted((nb.name, each.name) for nb in hand_in.notebooks for each in getattr(nb, part))
            for hand_in in (ours, theirs)
        ]
        assert shape[0] == shape[1]
    assert rows(gradebook, "ada", "extra") == rows(gradebook, "bela", "extra")
    assert [nb.flagged for nb in ours.notebooks] == [nb.flagged for nb in theirs.notebooks]


def test_a_second_result_replaces_scores_and_comments_but_not_a_persons(gradebook, hand_in):
    record(gradebook, [(hand_in("ada"), result("ada"))])
    gradebook.find_grade("right", "week", "week", "ada").manual_score = 1.5
    gradebook.db.commit()
    better = Mark("idle", 3.0, 3.0, "OK", "")
    record(gradebook, [(hand_in("ada"), result("ada", **{"test-idle": better}))])
    grades, comments = rows(gradebook, "ada")
    assert grades["idle"] == (3.0, None, False)
    assert grades["right"] == (2.0, 1.5, True)
    assert comments["idle_solution"] is None
    assert len(gradebook.students) == len(gradebook.assignment_submissions("week")) == 1


def test_many_are_written_in_one_transaction_or_none_is(gradebook, hand_in, monkeypatch):
    def broken(*_arguments):
        raise KeyboardInterrupt

    some = [(hand_in(name), result(name)) for name in ("ada", "bela")]
    monkeypatch.setattr("autograder.bridge.recording.rows._comment", broken)
    with pytest.raises(KeyboardInterrupt):
        record(gradebook, some)
    assert gradebook.students == []
    monkeypatch.undo()
    record(gradebook, some)
    assert [student.id for student in gradebook.students] == ["ada", "bela"]


def test_rows_that_another_grader_made_meanwhile_are_used(gradebook, hand_in, monkeypatch):

    honest, calls = module._add_students, []

    def late_to_the_party(session, students):
        calls.append(students)
        if len(calls) == 1:
            raise IntegrityError("insert", {}, Exception("UNIQUE constraint failed"))
        honest(session, students)

    monkeypatch.setattr(module, "_add_students", late_to_the_party)
    record(gradebook, [(hand_in("ada"), result("ada"))])
    assert rows(gradebook, "ada")[0]["right"] == (2.0, None, False)


DUE = datetime(2026, 11, 2, 12)
CASES_stamp_extension_late = [
    ("2026-11-02 11:59:59 UTC", None, False),
    ("2026-11-02 12:00:01 UTC", None, True),
    ("2026-11-02 13:00:00 UTC", timedelta(hours=2), False),
    ("2026-11-02 14:00:01 UTC", timedelta(hours=2), True),
    ("yesterday", None, False),
]


@pytest.mark.parametrize("stamp, extension, late", CASES_stamp_extension_late)
def test_who_was_late_is_what_nbgrader_says(gradebook, hand_in, stamp, extension, late):
    gradebook.update_or_create_assignment("week", duedate=DUE)
    record(gradebook, [(hand_in("ada"), result("ada"))])
    gradebook.find_submission("week", "ada").extension = extension
    gradebook.db.commit()
    found = record(gradebook, [(hand_in("ada", stamp), result("ada"))])
    assert [each.student for each in found] == ["ada"] * late
    assert (gradebook.find_submission("week", "ada").total_seconds_late > 0) is late


def test_a_penalty_is_looked_at_again(gradebook, hand_in):
    record(gradebook, [(hand_in("ada"), result("ada"))])
    gradebook.find_submission_notebook("week", "week", "ada").late_submission_penalty = 2.0
    gradebook.db.commit()
    assert [s.student for s in record(gradebook, [(hand_in("ada"), result("ada"))])] == ["ada"]


def test_a_graded_notebook_has_the_bytes_that_nbformat_writes(graded_room):
    room, results = graded_room
    for kept in results:
        ours = marked(room.master(kept.assignment), kept)
        theirs = nbformat.from_dict(ours)
        nbformat.validate(theirs)
        assert to_text(ours) == nbformat.v4.writes(theirs) + "\n"


@pytest.fixture
def graded_room(graded, tier):

    room, _ = graded
    return room, kept_results(room, tier)
