"""nbgrader's gradebook of a class: opening it, and what stands in it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import event

from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.recording.faults import explained
from autograder.bridge.recording.gradebook_check import check_gradebook
from autograder.bridge.recording.locked import BUSY_SECONDS, wait_until_free


@dataclass(frozen=True)
class Recorded:
    """What the gradebook holds for a submission after recording it."""

    score: float
    max_score: float
    needs_manual_grade: bool


class NoDriver(RuntimeError):
    """The database named by `--db` needs a driver that is not installed."""


@contextmanager
def open_gradebook(room: Classroom) -> Iterator[Gradebook]:
    """The class's gradebook; on SQLite a locked file is waited for instead of failing at once."""
    _let_nbgrader_find_alembic()
    wait_until_free(room.db_url)
    check_gradebook(room)
    with explained(room.root), _opened(room) as gradebook:
        if gradebook.engine.dialect.name == "sqlite":
            event.listen(gradebook.engine, "connect", _wait_when_locked)
            gradebook.engine.dispose()  # the next connection is made with the listener in place
        yield gradebook


def _opened(room: Classroom) -> Gradebook:
    try:
        return Gradebook(room.db_url, room.settings["course_id"])
    except ImportError as error:
        raise NoDriver(
            f"the gradebook's address asks for the Python package {error.name}, which is not "
            "installed; install the extra 'cluster' and write postgresql+psycopg2://USER@HOST/NAME"
        ) from error


def _let_nbgrader_find_alembic() -> None:
    """nbgrader makes a new gradebook by calling `alembic`, which stands beside this Python."""
    if shutil.which("alembic") is None:
        here = str(Path(sys.executable).parent)
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def _wait_when_locked(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


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
