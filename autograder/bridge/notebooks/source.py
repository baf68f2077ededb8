"""From a percent source to the instructor's notebook: tags become nbgrader metadata.

A source says as little as it can:

=============================  ===================================================
tag                            meaning
=============================  ===================================================
``solution:adam_step``         the cell in which students write ``adam_step``
``exercise:adam_step``         its test cell; the body is empty, the build fills it
``explain:slug``, ``points:2`` a written answer that a person grades
``demo``                       an experiment or a picture: not run when grading
=============================  ===================================================
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode

from autograder import exercises

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
POINTS = "points:"


class SourceError(ValueError):
    """A percent source that cannot become a notebook; the message names file, cell and remedy."""


def read_source(
    path: Path, points_of: Callable[[str], float] | None = None, name: str | None = None
) -> NotebookNode:
    """The instructor's notebook of one percent source, solutions included.

    `points_of` gives the points of an exercise id (default: the exercise files of this package).
    """
    points_of = points_of or (lambda exercise: exercises.load(exercise).points)
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNELSPEC), language_info=NotebookNode(name="python")
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        _expand(cell, number, points_of, name or path.name)
    _refuse_repeated_ids(notebook, name or path.name)
    nbformat.validate(notebook)
    return notebook


def _expand(cell: NotebookNode, number: int, points_of: Callable[[str], float], where: str) -> None:
    tags = list(cell.metadata.get("tags", []))
    roles = [tag for tag in tags if tag.startswith(("solution:", "exercise:", "explain:"))]
    if len(roles) > 1:
        raise SourceError(f"{where}, cell {number}: one role a cell, got {roles}; split the cell")
    cell.metadata = NotebookNode({"tags": ["demo"]} if "demo" in tags else {})
    if not roles:
        cell.id = f"cell-{number:03d}"
        return
    role, _, name = roles[0].partition(":")
    if role == "solution":
        _mark(cell, f"{name}_solution", solution=True)
    elif role == "exercise":
        cell.source = f'check("{name}")'
        _mark(cell, name, grade=True, points=points_of(name))
    else:
        worth = [float(tag.removeprefix(POINTS)) for tag in tags if tag.startswith(POINTS)]
        if len(worth) != 1:
            raise SourceError(
                f"{where}, cell {number}: a written answer has one tag points:N, got {tags}"
            )
        _mark(cell, f"explain_{name}", grade=True, solution=True, points=worth[0])
    cell.id = cell.metadata.nbgrader.grade_id.replace("_", "-")


def _mark(
    cell: NotebookNode,
    grade_id: str,
    *,
    grade: bool = False,
    solution: bool = False,
    points: float | None = None,
) -> None:
    data: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": grade and not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        data["points"] = int(points) if float(points).is_integer() else points
    cell.metadata["nbgrader"] = NotebookNode(data)


def _refuse_repeated_ids(notebook: NotebookNode, where: str) -> None:
    seen: set[str] = set()
    for cell in notebook.cells:
        if cell.id in seen:
            raise SourceError(
                f"{where}: the id {cell.id} stands twice; give each exercise one cell"
            )
        seen.add(cell.id)
