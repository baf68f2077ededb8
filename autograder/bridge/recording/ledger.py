"""What has been recorded already: the gradebook's scores, read without loading nbgrader.

A submission is recorded when its graded notebook on disk is the one that was written for this
result, the gradebook holds exactly its scores, and nothing of what makes a penalty for lateness
has changed: hand-in time, due date, extension, the class's configuration. Whatever is not so, is
written again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.bridge.class_folder.classroom import CONFIG, Classroom, Submission
from autograder.bridge.class_folder.timestamp import FILE, read_stamp
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.grading.result import Result
from autograder.bridge.recording.gradebook_check import sqlite_file

Scores = dict[tuple[str, str], dict[str, float | None]]

SCORES = """
SELECT hand_in.student_id, assignment.name, cell.name, grade.auto_score
FROM grade
JOIN base_cell AS cell ON cell.id = grade.cell_id
JOIN submitted_notebook AS notebook ON notebook.id = grade.notebook_id
JOIN submitted_assignment AS hand_in ON hand_in.id = notebook.assignment_id
JOIN assignment ON assignment.id = hand_in.assignment_id
"""

DUE = "SELECT '', name, duedate FROM assignment"
EXTENSIONS = """
SELECT hand_in.student_id, assignment.name, hand_in.extension
FROM submitted_assignment AS hand_in
JOIN assignment ON assignment.id = hand_in.assignment_id
"""


class Ledger:
    """What was recorded when this run began."""

    def __init__(self, room: Classroom) -> None:
        self.room = room
        self.scores = _scores(room)
        self.config = _digest(room.root / CONFIG) or ""
        self.late = _late_facts(room)

    def holds(self, submission: Submission, key: str, result: Result) -> bool:
        """Whether nothing is left to write for this result."""
        due = {mark.exercise: mark.score for mark in result.marks.values()}
        due |= {name: None if said else 0.0 for name, said in result.answered.items()}
        recorded = self.scores.get((submission.student, submission.assignment))
        return recorded == due and _stamp(self.room, key) == self._seal(submission)

    def note(self, submission: Submission, key: str) -> None:
        """Remember what was just written for this result, and under which late policy."""
        write_whole(_stamp_path(self.room, key), self._seal(submission))

    def _seal(self, submission: Submission) -> str:
        """The graded notebook's bytes and all that decides a penalty, as one text."""
        page = _digest(notebook_path(self.room, submission))
        facts = (
            read_stamp(submission.notebook.parent / FILE),
            self.late.get(("", submission.assignment)),
            self.late.get((submission.student, submission.assignment)),
            self.config,
        )
        return f"{page} {hashlib.sha256(repr(facts).encode()).hexdigest()}"


def notebook_path(room: Classroom, submission: Submission) -> Path:
    """Where the graded notebook of a submission lies."""
    folder = room.root / "autograded" / submission.student / submission.assignment
    return folder / f"{submission.assignment}.ipynb"


def _scores(room: Classroom) -> Scores:
    found: Scores = {}
    try:
        for student, assignment, cell, score in _rows(room, SCORES):
            found.setdefault((student, assignment), {})[cell] = score
    except sqlite3.Error:
        return {}  # no gradebook yet, or none that can be read: everything is written
    return found


def _late_facts(room: Classroom) -> dict[tuple[str, str], str]:
    """Due dates by ("", assignment), extensions by (student, assignment), where there are any."""
    try:
        rows = [*_rows(room, DUE), *_rows(room, EXTENSIONS)]
    except sqlite3.Error:
        return {}
    return {(who, what): str(value) for who, what, value in rows if value is not None}


def _rows(room: Classroom, query: str) -> list[tuple[Any, ...]]:
    path = sqlite_file(room)
    if path is not None:
        with closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
    from sqlalchemy import create_engine, text  # takes a while to import

    with create_engine(room.db_url).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _stamp_path(room: Classroom, key: str) -> Path:
    return room.state / "recorded" / key[:2] / key


def _stamp(room: Classroom, key: str) -> str:
    path = _stamp_path(room, key)
    return path.read_text(encoding="utf-8") if path.is_file() else ""
