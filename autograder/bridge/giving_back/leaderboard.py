"""The class's leaderboard of the capstone: points from the gradebook, under labels."""

from __future__ import annotations

from typing import Any, NamedTuple

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.report.anonymity import neutral_labels

FILE = "leaderboard.json"
VERSION = 1
ASSIGNMENT, EXERCISE = "11_edge_and_capstone", "recipe"
FEW = 5  # in a smaller group a label hides nobody


class Standing(NamedTuple):
    """One hand-in: who, the label on the board, and the points."""

    student: str
    label: str
    points: float


def standings(room: Classroom) -> list[Standing]:
    """Every graded capstone, best first; a mark that is still open is left out.

    Labels are drawn with the class's secret: nobody else can compute whose label is whose.
    """
    points = _points(room)
    labels = neutral_labels(points, salt=f"leaderboard\0{room.secret}")
    rows = [Standing(student, labels[student], value) for student, value in points.items()]
    return sorted(rows, key=lambda row: (-row.points, row.label))


def board(rows: list[Standing]) -> dict[str, Any]:
    """What is handed out: labels and points, nothing else."""
    return {
        "version": VERSION,
        "exercise": EXERCISE,
        "rows": [{"name": row.label, "points": row.points} for row in rows],
    }


def _points(room: Classroom) -> dict[str, float]:
    with open_gradebook(room) as gradebook:
        return {
            notebook.student.id: float(grade.score)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name == EXERCISE
            and (grade.manual_score is not None or grade.auto_score is not None)
        }
