"""From the percent sources to the notebooks that students open, byte for byte reproducible.

The release rules (solutions cut, test cells locked, checksums) are nbgrader's own preprocessors,
so a notebook of the course and one released by `nbgrader generate_assignment` are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from autograder.bridge.notebooks.contents import contents, course_map
from autograder.bridge.notebooks.source import read_source
from autograder.bridge.notebooks.to_text import to_text

RELEASE_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)


@dataclass(frozen=True)
class Built:
    """One derived file: where it belongs and what it must hold."""

    path: Path
    text: str

    @property
    def current(self) -> bool:
        """Whether the file on disk holds exactly these bytes."""
        return self.path.is_file() and self.path.read_bytes() == self.text.encode("utf-8")


def source_files(course: Path) -> list[Path]:
    """The percent sources of a course folder, in the order of the course."""
    found = sorted((course / "instructor").glob("[0-9][0-9]_*.py"))
    if not found:
        raise FileNotFoundError(
            f"no sources like 01_name.py in {course / 'instructor'}; "
            "point --course at the folder that holds instructor/"
        )
    return found


def student_notebook(instructor: NotebookNode) -> NotebookNode:
    """What a student opens: no solutions, no outputs, test cells locked, checksums set."""
    notebook = nbformat.reads(nbformat.writes(instructor), as_version=4)
    for step in RELEASE_STEPS:
        notebook, _ = step().preprocess(notebook, {})
    return notebook


def build(course: Path) -> list[Built]:
    """Every derived file of the course, as text: notebooks, table of contents, data of the map.

    The map's data lie in lrlib, if that lies beside the course: a learner has the package, and the
    notebooks, but not the folder of the course.
    """
    sources = [(path, read_source(path)) for path in source_files(course)]
    notebooks = [
        Built(course / f"{path.stem}.ipynb", to_text(student_notebook(notebook)))
        for path, notebook in sources
    ]
    package = course.resolve().parent / "lrlib"
    maps = [Built(package / "course.json", course_map(sources))] if package.is_dir() else []
    return [*notebooks, Built(course / "README.md", contents(sources)), *maps]


def write(built: list[Built]) -> list[Path]:
    """Write what is not current; the paths that changed."""
    changed = [item for item in built if not item.current]
    for item in changed:
        item.path.write_bytes(item.text.encode("utf-8"))
    return [item.path for item in changed]


def strays(course: Path) -> list[Path]:
    """Notebooks in the course folder that no source derives."""
    derived = {path.stem for path in source_files(course)}
    return [path for path in sorted(course.glob("*.ipynb")) if path.stem not in derived]
