"""Admission: from a student's cells to the cells that are graded, rebuilt on the master.

The class's own released notebook decides which cells there are, their order, ids, points and
test cells. A student contributes the source of solution cells, written answers and free code
cells, nothing else: no metadata, no outputs, no tags, no test. Everything that was changed,
missing, doubled or dropped is a note to the instructor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.bridge.notebooks.scan import SubmittedCell
from autograder.core.text import clean


@dataclass(frozen=True)
class MasterCell:
    """One cell of the released notebook, and what a student may do with it."""

    cell_id: str
    grade_id: str | None
    role: str  # "test" | "solution" | "answer" | "demo" | "text" | "free"
    cell_type: str
    source: str
    points: float = 0.0


@dataclass(frozen=True)
class Master:
    """The released notebook: the cells, and the raw JSON they came from."""

    name: str
    cells: tuple[MasterCell, ...]
    notebook: dict[str, Any] = field(repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the released notebook."""
        return hashlib.sha256(json.dumps(self.notebook, sort_keys=True).encode()).hexdigest()

    @property
    def exercises(self) -> list[MasterCell]:
        """The automatically graded test cells, in order."""
        return [cell for cell in self.cells if cell.role == "test"]

    @property
    def answers(self) -> list[MasterCell]:
        """The written answers that a person grades."""
        return [cell for cell in self.cells if cell.role == "answer"]


@dataclass(frozen=True)
class AdmittedCell:
    """One cell of the rebuilt notebook; `master` is None for a free cell the student added."""

    cell_id: str
    role: str
    cell_type: str
    source: str
    master: MasterCell | None

    @property
    def runs(self) -> bool:
        """Whether grading executes this cell."""
        return self.cell_type == "code" and self.role in ("solution", "answer", "free")


@dataclass(frozen=True)
class Admitted:
    """The rebuilt notebook and what had to be put right on the way.

    `bad_file` says why the file could not be read; the notebook is then the one handed out.
    """

    cells: tuple[AdmittedCell, ...]
    notes: tuple[str, ...]
    bad_file: str | None = None

    def cell_id(self, grade_id: str) -> str:
        """The id of the cell with this grade id; "" where the master has none."""
        found = (c.cell_id for c in self.cells if c.master and c.master.grade_id == grade_id)
        return next(found, "")

    def answered(self, grade_id: str) -> bool:
        """Whether the student changed the cell that was handed out under this grade id."""
        for cell in self.cells:
            if cell.master is not None and cell.master.grade_id == grade_id:
                return cell.source != cell.master.source
        return False


def master_of(name: str, notebook: dict[str, Any]) -> Master:
    """The master of a released notebook (plain JSON data, from the class's own folder)."""
    notebook = _with_ids(notebook)
    return Master(name, tuple(_master_cell(cell) for cell in notebook["cells"]), notebook)


def _with_ids(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook in format 4.5; one from before has no cell ids, its cells are numbered."""
    if all("id" in cell for cell in notebook["cells"]):
        return notebook
    cells = [cell | {"id": f"cell-{number:03d}"} for number, cell in enumerate(notebook["cells"])]
    return notebook | {"nbformat_minor": 5, "cells": cells}


def _master_cell(cell: dict[str, Any]) -> MasterCell:
    data = cell.get("metadata", {}).get("nbgrader", {})
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    if data.get("grade") and data.get("solution"):
        role = "answer"
    elif data.get("grade"):
        role = "test"
    elif data.get("solution"):
        role = "solution"
    elif cell["cell_type"] != "code":
        role = "text"
    else:
        role = "demo" if "demo" in cell.get("metadata", {}).get("tags", []) else "free"
    return MasterCell(
        cell["id"],
        data.get("grade_id"),
        role,
        cell["cell_type"],
        source,
        float(data.get("points", 0.0)),
    )


def admit(master: Master, submitted: Sequence[SubmittedCell]) -> Admitted:
    """Rebuild a submission on its master; what was put right is said in the notes.

    Order is the master's; a free code cell that the student added stays behind the master's cell
    that it followed. Where a graded cell is there twice the last one counts (as in nbgrader) and
    the earlier ones run as free cells, so that what students saw is what is graded.
    """
    owners = [_owner(master, cell) for cell in submitted]
    last = {own.cell_id: index for index, own in enumerate(owners) if own is not None}
    chosen: dict[str, SubmittedCell] = {}
    behind: dict[str | None, list[SubmittedCell]] = {}
    notes: list[str] = []
    place: str | None = None
    for index, (cell, own) in enumerate(zip(submitted, owners, strict=True)):
        if own is not None and last[own.cell_id] == index:
            chosen[own.cell_id] = cell
            place = own.cell_id
            continue
        if own is not None:
            notes.append(f"{_name(own)} is there twice; the last one counts")
        elif cell.grade_id is not None:
            notes.append("a cell with a grade id that this assignment does not have was dropped")
        if cell.cell_type == "code" and not cell.source.lstrip().startswith("check("):
            behind.setdefault(place, []).append(cell)
    notes += _changes(master, chosen)
    cells = [_free(cell, index) for index, cell in enumerate(behind.get(None, []))]
    for own in master.cells:
        cells.append(_rebuilt(own, chosen.get(own.cell_id)))
        added = behind.get(own.cell_id, [])
        cells += [_free(cell, len(cells) + index) for index, cell in enumerate(added)]
    return Admitted(tuple(cells), tuple(dict.fromkeys(notes)))


def _owner(master: Master, cell: SubmittedCell) -> MasterCell | None:
    """The master's cell that this cell is an edition of: by grade id, else by cell id."""
    for own in master.cells:
        if cell.grade_id is not None and own.grade_id == cell.grade_id:
            return own
        if cell.grade_id is None and own.cell_id == cell.cell_id:
            return own
    return None


def _changes(master: Master, chosen: dict[str, SubmittedCell]) -> list[str]:
    notes = []
    for own in master.cells:
        cell = chosen.get(own.cell_id)
        if own.role in ("text", "demo"):
            continue
        if cell is None:
            notes.append(f"{_name(own)} was missing; put back as it was handed out")
        elif cell.cell_type != own.cell_type:
            notes.append(
                f"{_name(own)} was turned into a {clean(cell.cell_type, 20)} cell; put right"
            )
        elif own.role == "test" and cell.source.strip() != own.source.strip():
            notes.append(f"{_name(own)} was changed; the class's own test was used")
    return notes


def _name(cell: MasterCell) -> str:
    what = {"test": "the test cell", "solution": "the cell", "answer": "the written answer"}
    return f"{what.get(cell.role, 'the cell')} {cell.grade_id or cell.cell_id}"


def _rebuilt(own: MasterCell, cell: SubmittedCell | None) -> AdmittedCell:
    theirs = cell is not None and own.role in ("solution", "answer", "free")
    source = cell.source if cell is not None and theirs else own.source
    return AdmittedCell(own.cell_id, own.role, own.cell_type, source, own)


def _free(cell: SubmittedCell, index: int) -> AdmittedCell:
    return AdmittedCell(f"free-{index:03d}", "free", "code", cell.source, None)
