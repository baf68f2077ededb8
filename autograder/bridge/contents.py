"""The table of contents of the course, derived from the notebooks: course/README.md."""

from __future__ import annotations

import re
from pathlib import Path

from nbformat.notebooknode import NotebookNode

HEAD = """\
# The notebooks

Derived from the sources in `instructor/` by `autograder build`; edit those, not these.
Open them with `make lab`, which works on your own copy.

| notebook | afterwards you can | minutes | points |
|---|---|---:|---:|
"""


class Contents(ValueError):
    """A source whose first cell does not say what the contents need."""


def contents_row(name: str, notebook: NotebookNode) -> str:
    """One line of the table: title, goals, minutes, and the points its cells add up to."""
    first = notebook.cells[0].source
    title = re.search(r"^# (?:\d+ · )?(.+)$", first, re.MULTILINE)
    minutes = re.search(r"^\*(\d+) minutes · (\d+) points", first, re.MULTILINE)
    goals = re.findall(r"^- (.+?)[;.]?$", first, re.MULTILINE)
    if not (title and minutes and goals):
        raise Contents(
            f"{name}: the first cell needs '# NN · Title', '*M minutes · P points*' and "
            "'- ' goals, got: " + first[:80]
        )
    points = total_points(notebook)
    if points != int(minutes[2]):
        raise Contents(
            f"{name}: the first cell says {minutes[2]} points, its cells add up to {points:g}; "
            "correct the first cell"
        )
    link = f"[{name[:2]} {title[1]}]({name}.ipynb)"
    return f"| {link} | {'; '.join(goals)} | {minutes[1]} | {points:g} |"


def total_points(notebook: NotebookNode) -> float:
    """The points of all graded cells of a notebook."""
    cells = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    return float(sum(data.get("points", 0) for data in cells))


def contents(course: list[tuple[Path, NotebookNode]]) -> str:
    """The text of course/README.md for the sources of a course, in order."""
    rows = [contents_row(path.stem, notebook) for path, notebook in course]
    total = sum(total_points(notebook) for _, notebook in course)
    return HEAD + "\n".join(rows) + f"\n\n{len(rows)} notebooks, {total:g} points.\n"
