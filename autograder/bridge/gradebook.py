"""Marks into nbgrader's gradebook: one writer, one explicit score for every graded cell.

Both ways of grading end here: `autograder grade` and nbgrader's own commands (through `hooks`).
A score that a person gave is never touched; a mark that is null asks for a person.
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import event
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.bridge.classroom import Classroom, Submission
from autograder.bridge.job import Result
from autograder.bridge.timestamp import FILE, parse_stamp

BUSY_SECONDS = 60


@dataclass(frozen=True)
class Recorded:
    """What the gradebook holds for a submission after recording it."""

    score: float
    max_score: float
    needs_manual_grade: bool


@contextmanager
def open_gradebook(room: Classroom) -> Iterator[Gradebook]:
    """The class's gradebook; on SQLite a locked file is waited for instead of failing at once."""
    _let_nbgrader_find_alembic()
    with Gradebook(room.db_url, room.settings["course_id"]) as gradebook:
        if gradebook.engine.dialect.name == "sqlite":
            event.listen(gradebook.engine, "connect", _wait_when_locked)
            gradebook.engine.dispose()  # the next connection is made with the listener in place
        yield gradebook


def _let_nbgrader_find_alembic() -> None:
    """nbgrader makes a new gradebook by calling `alembic`, which stands beside this Python."""
    if shutil.which("alembic") is None:
        here = str(Path(sys.executable).parent)
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def _wait_when_locked(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def record(gradebook: Gradebook, submission: Submission, result: Result) -> SubmittedAssignment:
    """Write one result: creates student and submission where needed, commits once."""
    gradebook.update_or_create_student(submission.student)
    stamp: datetime | None = parse_stamp(submission.notebook.parent / FILE)
    with warnings.catch_warnings():
        # nbgrader builds a new submission while SQLAlchemy flushes on its own; it is harmless.
        warnings.simplefilter("ignore", SAWarning)
        kept = gradebook.update_or_create_submission(
            submission.assignment, submission.student, **({"timestamp": stamp} if stamp else {})
        )
    for notebook in kept.notebooks:
        if notebook.name == submission.assignment:
            _write_scores(notebook, result)
    gradebook.db.commit()
    return kept


def _write_scores(notebook: SubmittedNotebook, result: Result) -> None:
    by_name = {mark.exercise: mark for mark in result.marks.values()}
    for grade in notebook.grades:
        if grade.name in by_name:
            grade.auto_score = by_name[grade.name].score
        else:  # a written answer: zero when untouched, else a person reads it
            grade.auto_score = None if result.answered.get(grade.name) else 0.0
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
    untouched = {name for name, answered in result.answered.items() if not answered}
    untouched |= {f"{mark.exercise}_solution" for mark in by_name.values() if not mark.attempted}
    for comment in notebook.comments:
        comment.auto_comment = "No response." if comment.name in untouched else None


def apply_late_policy(
    config: Config, gradebook: Gradebook, submission: Submission, kept: SubmittedAssignment
) -> None:
    """The class's own late policy, through nbgrader's preprocessor; nothing to do when in time."""
    penalties = [notebook.late_submission_penalty for notebook in kept.notebooks]
    if kept.total_seconds_late > 0 or any(penalty is not None for penalty in penalties):
        names = {
            "student": submission.student,
            "assignment": submission.assignment,
            "notebook": submission.assignment,
            "db_url": str(gradebook.engine.url.render_as_string(hide_password=False)),
        }
        AssignLatePenalties(config=config).preprocess(new_notebook(), {"nbgrader": names})


def student_names(room: Classroom) -> dict[str, str]:
    """The names on the roster by student id; students without one are left out."""
    with open_gradebook(room) as gradebook:
        found = {
            student.id: " ".join(filter(None, (student.first_name, student.last_name)))
            for student in gradebook.students
        }
    return {student: name for student, name in found.items() if name}


def standing(gradebook: Gradebook, submission: Submission) -> Recorded:
    """The score of a submission as the gradebook sees it, manual scores included."""
    notebook = gradebook.find_submission_notebook(
        submission.assignment, submission.assignment, submission.student
    )
    return Recorded(notebook.score, notebook.max_score, bool(notebook.needs_manual_grade))
