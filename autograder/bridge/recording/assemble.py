"""Putting a result back into a notebook: the master's cells, the student's text, our outputs.

Every byte of metadata comes from the master. Each test cell gets exactly one output, ours: an
`execute_result` whose `text/plain` is the clamped score (nbgrader reads it as partial credit) and
whose `text/html` is the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from autograder.bridge.grading.result import Result
from autograder.bridge.notebooks.admission import Admitted, Master

Notebook = dict[str, Any]
Output = dict[str, Any]

NOTE_CELL = "autograder-notes"
MAX_ANSWER = 8_000  # characters; rendering Markdown can take the square of its length
CUT = "\n\n(cut here: an answer may have 8,000 characters)"
# nbconvert lets a link be `javascript:`, and a formgrader page has the rights of the teacher. So
# no link is left but a bare address: not [a](b), [a][b] or [a]: b, and no ```mermaid diagram.
_MARKDOWN = (
    (re.compile(r"<(?=[A-Za-z/!?])"), "< "),
    (re.compile(r"!(?=\[)"), ""),
    (re.compile(r"\](?=[(\[:])"), "] "),
    (re.compile(r"((?:`{3,}|~{3,})[ \t]*)mermaid", re.IGNORECASE), r"\1text"),
)


def rebuilt(master: Master, admitted: Admitted) -> Notebook:
    """The rebuilt notebook of a submission, not marked yet; it shares parts with the master."""
    cells = [(cell.cell_id, cell.role, cell.source) for cell in admitted.cells]
    return _notebook(master, cells, lambda _cell_id, _role: [])


def graded(master: Master, result: Result) -> Notebook:
    """The marked notebook: master, the student's text as it was graded, our outputs."""
    notebook = _notebook(
        master, result.cells, lambda cell_id, role: _outputs(cell_id, role, result)
    )
    if result.bad_file:
        text = f"**This file could not be graded:** {result.bad_file}."
        note = {"cell_type": "markdown", "id": NOTE_CELL, "metadata": {}, "source": text}
        notebook["cells"].insert(0, note)
    return notebook


def _notebook(
    master: Master,
    cells: Iterable[tuple[str, str, str]],
    outputs: Callable[[str, str], list[Output]],
) -> Notebook:
    raw = {cell["id"]: cell for cell in master.notebook["cells"]}
    added = {"cell_type": "code", "metadata": {}}
    built = []
    for cell_id, role, source in cells:
        cell = {**raw.get(cell_id, added), "id": cell_id, "source": source}
        if role == "answer" and cell["cell_type"] != "code":
            cell["source"] = plain_markdown(source)
        if cell["cell_type"] == "code":
            cell |= {"outputs": outputs(cell_id, role), "execution_count": None}
        built.append(cell)
    return {**master.notebook, "cells": built}


def plain_markdown(text: str) -> str:
    """A written answer whose Markdown can neither hold HTML nor load, run or link to anything.

    >>> plain_markdown("a < b, <script>x</script> ![me](https://example.org/me.png)")
    'a < b, < script>x< /script> [me] (https://example.org/me.png)'
    """
    if len(text) > MAX_ANSWER:
        text = text[:MAX_ANSWER] + CUT
    for pattern, plain in _MARKDOWN:
        text = pattern.sub(plain, text)
    return text


def _outputs(cell_id: str, role: str, result: Result) -> list[Output]:
    if role == "test":
        mark = result.marks[cell_id]
        return [
            {
                "output_type": "execute_result",
                "data": {"text/html": mark.html, "text/plain": repr(float(mark.number))},
                "metadata": {},
                "execution_count": 1,
            }
        ]
    return [_output(output) for output in result.outputs.get(cell_id, ())]


def _output(output: dict[str, Any]) -> Output:
    """One output of the student's cell: text, or a picture that was written again by us."""
    kind, text = output["kind"], output["data"]
    if kind == "error":
        return {"output_type": "error", "ename": "", "evalue": "", "traceback": text.splitlines()}
    if kind in ("stdout", "stderr"):
        return {"output_type": "stream", "name": kind, "text": text}
    if kind == "png":
        said = {"image/png": {"alt": "A figure that the student's code drew"}}
        return {"output_type": "display_data", "data": {"image/png": text}, "metadata": said}
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}
