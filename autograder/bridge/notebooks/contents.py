"""What the course consists of, read from its notebooks: lrlib/course.json and course/README.md.

One description of each notebook feeds both: the data that the progress map of a learner is drawn
from, and the table of contents that a visitor reads.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

HEAD = """\
# The notebooks

Derived from the sources in `instructor/` by `autograder build`; edit those, not these.
Open them with `make lab`, which works on your own copy. There, the same table at the beginning of
the course and at the end of each notebook shows your best scores, and what comes next.

| notebook | afterwards you can | you write | minutes | points |
|---|---|---|---:|---:|
"""


class Contents(ValueError):
    """A source whose first cell does not say what the contents need."""


def described(name: str, notebook: NotebookNode) -> dict[str, Any]:
    """A notebook as plain data: title, goals, minutes, and its graded cells with their points."""
    first = notebook.cells[0].source
    title = re.search(r"^# (?:\d+ · )?(.+)$", first, re.MULTILINE)
    minutes = re.search(r"^\*(\d+) minutes · (\d+) points", first, re.MULTILINE)
    goals = re.findall(r"^- (.+?)[;.]?$", first, re.MULTILINE)
    if not (title and minutes and goals):
        raise Contents(
            f"{name}: the first cell needs '# NN · Title', '*M minutes · P points*' and "
            "'- ' goals, got: " + first[:80]
        )
    exercises = [_exercise(cell) for cell in notebook.cells if _is_graded(cell)]
    points = sum(each["points"] for each in exercises)
    if points != int(minutes[2]):
        raise Contents(
            f"{name}: the first cell says {minutes[2]} points, its cells add up to {points:g}; "
            "correct the first cell"
        )
    return {
        "name": name,
        "title": title[1],
        "minutes": int(minutes[1]),
        "goals": goals,
        "exercises": exercises,
    }


def _is_graded(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _exercise(cell: NotebookNode) -> dict[str, Any]:
    data = cell.metadata.nbgrader
    return {"name": data.grade_id, "points": data.points, "by_hand": cell.cell_type == "markdown"}


def course_map(course: list[tuple[Path, NotebookNode]]) -> str:
    """The text of lrlib/course.json for the sources of a course, in order."""
    notebooks = [described(path.stem, notebook) for path, notebook in course]
    return json.dumps({"notebooks": notebooks}, indent=1, ensure_ascii=False) + "\n"


def contents(course: list[tuple[Path, NotebookNode]]) -> str:
    """The text of course/README.md for the sources of a course, in order."""
    notebooks = [described(path.stem, notebook) for path, notebook in course]
    rows = [contents_row(notebook) for notebook in notebooks]
    total = sum(_points(notebook) for notebook in notebooks)
    graded = sum(bool(notebook["exercises"]) for notebook in notebooks)
    hours = sum(notebook["minutes"] for notebook in notebooks) / 60
    said = f"{len(rows)} notebooks, {graded} of them graded: {total:g} points, {hours:.0f} hours."
    return HEAD + "\n".join(rows) + f"\n\n{said}\n"


def contents_row(notebook: dict[str, Any]) -> str:
    """One line of the table."""
    name, goals = notebook["name"], "; ".join(notebook["goals"])
    link = f"[{name[:2]} {notebook['title']}]({name}.ipynb)"
    written = ", ".join(
        "an answer in words" if each["by_hand"] else f"`{each['name']}`"
        for each in notebook["exercises"]
    )
    row = (link, goals, written or "-", str(notebook["minutes"]), f"{_points(notebook):g}")
    return f"| {' | '.join(row)} |"


def _points(notebook: dict[str, Any]) -> float:
    return float(sum(each["points"] for each in notebook["exercises"]))
