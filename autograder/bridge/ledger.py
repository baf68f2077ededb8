"""What has been recorded already: the gradebook's scores, read without loading nbgrader.

A submission is recorded when its graded notebook on disk is the one that was written for this
result, and the gradebook holds exactly its scores. Whatever is not, is written again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from autograder.bridge.classroom import Classroom, Submission
from autograder.bridge.job import Result
from autograder.bridge.store import write_whole

SQLITE = "sqlite:///"
Scores = dict[tuple[str, str], dict[str, float | None]]

SCORES = """
SELECT hand_in.student_id, assignment.name, cell.name, grade.auto_score
FROM grade
JOIN base_cell AS cell ON cell.id = grade.cell_id
JOIN submitted_notebook AS notebook ON notebook.id = grade.notebook_id
JOIN submitted_assignment AS hand_in ON hand_in.id = notebook.assignment_id
JOIN assignment ON assignment.id = hand_in.assignment_id
"""


class Ledger:
    """What was recorded when this run began."""

    def __init__(self, room: Classroom) -> None:
        self.room = room
        self.scores = _scores(room)

    def holds(self, submission: Submission, key: str, result: Result) -> bool:
        """Whether nothing is left to write for this result."""
        due = {mark.exercise: mark.score for mark in result.marks.values()}
        due |= {name: None if said else 0.0 for name, said in result.answered.items()}
        recorded = self.scores.get((submission.student, submission.assignment))
        return recorded == due and _stamp(self.room, key) == _digest(
            notebook_path(self.room, submission)
        )

    def note(self, submission: Submission, key: str) -> None:
        """Remember the bytes of the graded notebook that was just written for this result."""
        digest = _digest(notebook_path(self.room, submission))
        write_whole(_stamp_path(self.room, key), digest or "")


def notebook_path(room: Classroom, submission: Submission) -> Path:
    """Where the graded notebook of a submission lies."""
    folder = room.root / "autograded" / submission.student / submission.assignment
    return folder / f"{submission.assignment}.ipynb"


def _scores(room: Classroom) -> Scores:
    found: Scores = {}
    try:
        for student, assignment, cell, score in _rows(room.db_url):
            found.setdefault((student, assignment), {})[cell] = score
    except sqlite3.Error:
        return {}  # no gradebook yet, or none that can be read: everything is written
    return found


def _rows(url: str) -> list[tuple[str, str, str, float | None]]:
    if url.startswith(SQLITE):
        path = Path(url.removeprefix(SQLITE))
        with closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as connection:
            return connection.execute(SCORES).fetchall()
    from sqlalchemy import create_engine, text  # takes a while to import

    with create_engine(url).connect() as connection:
        return [tuple(row) for row in connection.execute(text(SCORES))]


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _stamp_path(room: Classroom, key: str) -> Path:
    return room.state / "recorded" / key[:2] / key


def _stamp(room: Classroom, key: str) -> str:
    path = _stamp_path(room, key)
    return path.read_text(encoding="utf-8") if path.is_file() else ""
