"""Feedback pages of a class: what `nbgrader generate_feedback` writes, in a fraction of the time.

The same page for the same template and configuration, byte for byte. The scores of all students
come from the gradebook at once; nbgrader opens it again for every page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.config import class_config
from autograder.bridge.giving_back.feedback_page import FeedbackExporter
from autograder.bridge.recording.gradebook import open_gradebook


@dataclass
class Standing:
    """What the gradebook says about one submitted notebook; cells are by their grade id."""

    score: float
    max_score: float
    penalty: float | None
    scores: dict[str, tuple[float, float]] = field(default_factory=dict)  # score, points
    comments: dict[str, str | None] = field(default_factory=dict)


def write_feedback(room: Classroom, assignments: Iterable[str]) -> list[Path]:
    """Write one HTML page for every graded submission of these assignments."""
    exporter = _exporter(room)
    pages: list[Path] = []
    with open_gradebook(room) as gradebook:
        for assignment in assignments:
            standings = read_standings(gradebook.db, assignment)
            for path in sorted(room.root.glob(f"autograded/*/{assignment}/{assignment}.ipynb")):
                student = path.parts[-3]
                if student in standings:
                    page = room.root / "feedback" / student / assignment / f"{assignment}.html"
                    text = _page(exporter, path, assignment, standings[student])
                    write_whole(page, text)
                    pages.append(page)
    return pages


def read_standings(session: Session, assignment: str) -> dict[str, Standing]:
    """What the gradebook says about every submission of an assignment, by student."""
    here = (Assignment.name == assignment, Notebook.name == assignment)
    student = SubmittedAssignment.student_id
    found = {
        row.student_id: Standing(row.score, row.max_score, row.late_submission_penalty)
        for row in session.execute(
            select(
                student,
                SubmittedNotebook.score.label("score"),
                SubmittedNotebook.max_score.label("max_score"),
                SubmittedNotebook.late_submission_penalty,
            )
            .join(SubmittedNotebook.assignment)
            .join(SubmittedAssignment.assignment)
            .join(SubmittedNotebook.notebook)
            .where(*here)
        )
    }
    points = func.coalesce(GradeCell.__table__.c.max_score, TaskCell.__table__.c.max_score)
    cell = BaseCell.__table__.c
    for row in session.execute(
        _of_cells(select(student, cell.name, Grade.score, points.label("points")), Grade)
        .outerjoin(GradeCell.__table__, GradeCell.__table__.c.id == cell.id)
        .outerjoin(TaskCell.__table__, TaskCell.__table__.c.id == cell.id)
        .where(*here)
    ):
        found[row.student_id].scores[row.name] = (row.score, row.points)
    for row in session.execute(
        _of_cells(select(student, cell.name, Comment.comment), Comment).where(*here)
    ):
        found[row.student_id].comments[row.name] = row.comment
    return found


def _of_cells(query: Any, kind: Any) -> Any:
    """A query over grades or comments, joined to their cells, students and assignments."""
    cell = BaseCell.__table__
    return (
        query.join_from(kind, cell, cell.c.id == kind.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == kind.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
    )


def _exporter(room: Classroom) -> FeedbackExporter:
    """The exporter as nbgrader's own converter sets it up."""
    config = class_config(room)
    converter = GenerateFeedback(CourseDirectory(config=config), config=config)
    return FeedbackExporter(config=converter.config)


def _page(exporter: FeedbackExporter, path: Path, name: str, standing: Standing) -> str:
    """One page, from a graded notebook and what the gradebook says about it."""
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            _put(cell.metadata.nbgrader, standing)
    penalty = standing.penalty or 0
    said = {
        "notebook": name,
        "score": standing.score - penalty,
        "max_score": standing.max_score,
        "late_penalty": penalty,
    }
    resources = {"nbgrader": said, "metadata": {"name": name}, "config_dir": ""}
    page, _ = exporter.from_notebook_node(notebook, resources)
    return str(page)


def _put(data: NotebookNode, standing: Standing) -> None:
    """The score and the comment of a cell, where nbgrader's template looks for them."""
    task = data.get("task", False)
    if data.solution or task:
        data["comment"] = standing.comments[data.grade_id]
    if data.grade or task:
        data["score"], data["points"] = standing.scores[data.grade_id]
