"""Putting a result back into a notebook: the master's cells, the student's text, our outputs.

Every byte of metadata comes from the master. Each test cell gets exactly one output, ours: an
`execute_result` whose `text/plain` is the clamped score (nbgrader reads it as partial credit) and
whose `text/html` is the report.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.bridge.admission import Admitted, Master
from autograder.bridge.job import Result

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


def to_text(notebook: NotebookNode) -> str:
    """The bytes of a notebook file: sorted keys, one space of indent, newline at the end."""
    return nbformat.v4.writes(notebook).rstrip("\n") + "\n"


def rebuilt(master: Master, admitted: Admitted) -> NotebookNode:
    """The rebuilt notebook of a submission, not marked yet."""
    cells = [(cell.cell_id, cell.role, cell.source) for cell in admitted.cells]
    return _notebook(master, cells, lambda _cell_id, _role: [])


def graded(master: Master, result: Result) -> NotebookNode:
    """The marked notebook: master, the student's text as it was graded, our outputs."""
    notebook = _notebook(
        master, result.cells, lambda cell_id, role: _outputs(cell_id, role, result)
    )
    if result.bad_file:
        text = f"**This file could not be graded:** {result.bad_file}."
        notebook.cells.insert(0, new_markdown_cell(text, id=NOTE_CELL))
    return notebook


def _notebook(
    master: Master,
    cells: Iterable[tuple[str, str, str]],
    outputs: Callable[[str, str], list[NotebookNode]],
) -> NotebookNode:
    head = {key: value for key, value in master.notebook.items() if key != "cells"}
    notebook = nbformat.from_dict(copy.deepcopy(head))
    raw = {cell["id"]: cell for cell in master.notebook["cells"]}
    notebook.cells = []
    for cell_id, role, source in cells:
        if cell_id in raw:
            cell = nbformat.from_dict(copy.deepcopy(raw[cell_id]))
            cell.source = plain_markdown(source) if role == "answer" else source
        else:
            cell = new_code_cell(source, id=cell_id)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = outputs(cell_id, role), None
        notebook.cells.append(cell)
    return notebook


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


def _outputs(cell_id: str, role: str, result: Result) -> list[NotebookNode]:
    if role == "test":
        mark = result.marks[cell_id]
        return [
            new_output(
                "execute_result",
                data={"text/html": mark.html, "text/plain": repr(float(mark.number))},
                execution_count=1,
            )
        ]
    return [_output(output) for output in result.outputs.get(cell_id, ())]


def _output(output: dict[str, Any]) -> NotebookNode:
    """One output of the student's cell as text; nothing of it is rendered or run."""
    kind, text = output["kind"], output["data"]
    if kind == "error":
        return new_output("error", ename="", evalue="", traceback=text.splitlines())
    if kind in ("stdout", "stderr"):
        return new_output("stream", name=kind, text=text)
    return new_output("display_data", data={"text/plain": text})
