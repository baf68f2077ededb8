"""Reading one untrusted notebook file: bytes in, a plain list of cells out, or the reason why not.

Nothing here runs or renders what it reads. Size, kind of file and depth are checked before the
JSON parser sees a byte, so that a file made to exhaust it costs nothing.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
MAX_CELLS = 2_000
MAX_DEPTH = 60
MAX_SOURCE = 200_000
MAX_SOURCES = 400_000
MAX_CONTAINERS = 500_000
MAX_DIGITS = 400
# Takes what it can and gives nothing back (a text that does not end takes all that is left), so the
# scan costs one look at each byte, whatever the bytes are.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_ALL_DIGITS_9 = bytes(ord("9") if byte in b"0123456789.eE+-" else 32 for byte in range(256))
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ONE_KIND = bytes.maketrans(b"{}", b"[]")


class BadFile(Exception):
    """The submission cannot be read; the message is written for student and teacher."""


@dataclass(frozen=True)
class SubmittedCell:
    """The part of a student's cell that counts: its kind, its ids and its text."""

    cell_type: str
    cell_id: str
    grade_id: str | None
    source: str


def read_bytes(path: Path, folder: int | None = None) -> bytes:
    """The bytes of a regular file of bounded size; links, pipes and devices are not followed.

    folder : an open folder that `path` starts from
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags, dir_fd=folder)
    except FileNotFoundError as error:
        raise BadFile("the notebook file is missing; hand it in again") from error
    except OSError as error:
        raise BadFile("the file is a link or cannot be opened; hand in the file itself") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadFile("this is not an ordinary file; hand in the notebook file itself")
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise BadFile(
            f"the file is larger than {MAX_BYTES // 1_000_000} MB; clear the outputs "
            "(Edit, Clear Outputs of All Cells), save and hand in again"
        )
    return content


def read_cells(content: bytes) -> list[SubmittedCell]:
    """The cells of a notebook's bytes; `BadFile` says in words what is wrong with any other bytes.

    >>> read_cells(b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}')
    [SubmittedCell(cell_type='code', cell_id='', grade_id=None, source='x = 1')]
    """
    notebook = _parse(content)
    if notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise BadFile(
            "this is not a notebook of the current format (version 4); open it in JupyterLab, "
            "save it and hand in again"
        )
    if len(notebook["cells"]) > MAX_CELLS:
        raise BadFile(f"the notebook has more than {MAX_CELLS} cells; start from a fresh copy")
    cells = [_cell(cell, number) for number, cell in enumerate(notebook["cells"], 1)]
    if sum(len(cell.source) for cell in cells) > MAX_SOURCES:
        raise BadFile(f"its cells hold more than {MAX_SOURCES} characters; start from a fresh copy")
    return cells


def _parse(content: bytes) -> dict[str, Any]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise BadFile("the file is empty; save the notebook and hand it in again")
    _refuse_what_exhausts(content)
    try:
        notebook = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadFile("the file is not text in UTF-8; hand in the .ipynb file itself") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(
            "the file is not a whole notebook (it breaks off or was changed by another program); "
            "open it in JupyterLab, save it and hand in again"
        ) from error
    if not isinstance(notebook, dict):
        raise BadFile("the file holds no notebook; hand in the .ipynb file itself")
    return notebook


def _refuse_what_exhausts(content: bytes) -> None:
    """Refuse what would cost a parser much: depth, many lists and objects, long numbers."""
    structure = _TEXT.sub(b"", content)
    if b"9" * MAX_DIGITS in structure.translate(_ALL_DIGITS_9):
        raise BadFile("the file holds a number with hundreds of digits; no notebook does")
    brackets = structure.translate(_ONE_KIND, _NO_BRACKETS)
    if len(brackets) > 2 * MAX_CONTAINERS:
        raise BadFile(
            f"the file holds more than {MAX_CONTAINERS} lists and objects; clear the "
            "outputs (Edit, Clear Outputs of All Cells), save and hand in again"
        )
    rest = _without_the_inner(brackets)
    if rest.count(b"[") > MAX_DEPTH or (rest and not _without_the_inner(rest)):
        raise BadFile("the file is nested too deeply to be a notebook")


def _without_the_inner(brackets: bytes) -> bytes:
    """Brackets without what is at most MAX_DEPTH deep; those without a partner stay."""
    for _ in range(MAX_DEPTH):
        brackets = brackets.replace(b"[]", b"")
    return brackets


def _cell(cell: Any, number: int) -> SubmittedCell:
    if not isinstance(cell, dict):
        raise BadFile(f"cell {number} of the file is no cell; open it in JupyterLab and save it")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise BadFile(f"cell {number} has no text; open the notebook in JupyterLab and save it")
    if len(source) > MAX_SOURCE:
        raise BadFile(f"cell {number} holds more than {MAX_SOURCE} characters; shorten it")
    return SubmittedCell(
        cell_type=cell.get("cell_type") if isinstance(cell.get("cell_type"), str) else "raw",
        cell_id=cell.get("id") if isinstance(cell.get("id"), str) else "",
        grade_id=_grade_id(cell),
        source=_without_surrogates(source),
    )


def _grade_id(cell: dict[str, Any]) -> str | None:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
