"""Hostile and broken hand-ins of the first notebook, as data: what is handed in and what it gets.

Every case is one student of a class with two honest ones. A case starts from the right answers
(`answers` replaces some of them) and is damaged by `damage`.

points : what the four exercises get: "full", "none", or the exercises that get nothing
verdict : the verdict of every exercise that gets nothing; "" if it does not matter
note   : a piece of a note to the instructor that must be there
"""

import json
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

from autograder.bridge.handing_out import sample_answers as said

Notebook = dict[str, Any]
FIRST = "sgd_step"
LAST = "step_length"
SCRIPT = "<script>alert('XSS')</script><img src=x onerror=alert('XSS')>"
ESCAPES = "\x1b[2J\x1b]0;gone\x07"
HOSTILE_MARKDOWN = "\n\n".join(
    (
        SCRIPT,
        "[link](javascript:alert('XSS')) [data](data:text/html;base64,PHNjcmlwdD4=)",
        "[one] <javascript:alert(1)>\n\n[one]: jAvAsCrIpT:alert(1)\n[two]: VBScript:x 'y'\n\n[two]",
        "[entity](java&#115;cript:alert&#40;1&#41;) [colon](javascript&colon;alert(1))",
        "![picture](https://example.org/seen.png) ![file](../../../gradebook.db)",
        '```mermaid\ngraph TD\nA["<img src=x onerror=alert(1)>"]\nclick A "javascript:x"\n```',
        "$\\href{javascript:alert(1)}{x}$ $<svg/onload=alert(1)>$ \\begin{x}<svg/onload=x>\\end{x}",
        '# title " onmouseover="alert(1)\n\n<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
    )
)


class HandIn(NamedTuple):
    number: int
    name: str
    damage: Callable[[Notebook], Notebook | bytes] = lambda notebook: notebook
    points: str | tuple[str, ...] = "full"
    verdict: str = ""
    note: str = ""
    answers: dict[str, str] = {}  # noqa: RUF012 (never changed)

    @property
    def student(self) -> str:
        return f"n{self.number:03d}-" + "".join(c if c.isalnum() else "-" for c in self.name)


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell with this grade id."""
    return next(
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def graded_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]


def code(source: str, **more: Any) -> dict[str, Any]:
    """A code cell that a student added."""
    plain = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": []}
    return {**plain, "execution_count": None, "source": source, **more}


def with_cell(place: int, *cells: dict[str, Any]) -> Callable[[Notebook], Notebook]:
    def damage(notebook: Notebook) -> Notebook:
        notebook["cells"][place:place] = cells
        return notebook

    return damage


def on_cells(change: Callable[[dict[str, Any]], object]) -> Callable[[Notebook], Notebook]:
    """`change` on every graded cell."""

    def damage(notebook: Notebook) -> Notebook:
        for cell in graded_cells(notebook):
            change(cell)
        return notebook

    return damage


def with_head(**head: Any) -> Callable[[Notebook], Notebook]:
    return lambda notebook: {**notebook, **head}


def raw(content: bytes) -> Callable[[Notebook], bytes]:
    return lambda _notebook: content


def text(change: Callable[[str], bytes]) -> Callable[[Notebook], bytes]:
    return lambda notebook: change(json.dumps(notebook, indent=1))


def doubled_and_wrong(notebook: Notebook) -> Notebook:
    cell = cell_of(notebook, f"{FIRST}_solution")
    notebook["cells"].append({**cell, "id": "again", "source": "def sgd_step(*a): return 0.0"})
    return notebook


def without_metadata(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook


def as_markdown(notebook: Notebook) -> Notebook:
    cell_of(notebook, f"{FIRST}_solution")["cell_type"] = "markdown"
    return notebook


def merged(notebook: Notebook) -> Notebook:
    one, other = (cell_of(notebook, f"{name}_solution") for name in (FIRST, LAST))
    one["source"] = "".join(one["source"]) + "\n\n" + "".join(other["source"])
    notebook["cells"].remove(other)
    return notebook


def swapped(notebook: Notebook) -> Notebook:
    one, other = (cell_of(notebook, f"{name}_solution") for name in (FIRST, LAST))
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    return notebook


def reversed_order(notebook: Notebook) -> Notebook:
    notebook["cells"].reverse()
    return notebook


def old_release(notebook: Notebook) -> Notebook:
    """A release that had no `step_length`, other ids, and an exercise that is gone since."""
    for grade_id in (LAST, f"{LAST}_solution"):
        notebook["cells"].remove(cell_of(notebook, grade_id))
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"old-{number}"
    old = {"nbgrader": {"grade_id": "an_old_exercise", "solution": True, "grade": False}}
    notebook["cells"].append(code("def an_old_exercise(): ...", metadata=old))
    return notebook


def hostile_outputs(cell: dict[str, Any]) -> None:
    if cell["cell_type"] == "code":
        html = {"text/html": SCRIPT, "image/svg+xml": f"<svg>{SCRIPT}</svg>", "text/plain": "4.0"}
        cell["outputs"] = [{"output_type": "display_data", "data": html, "metadata": {}}]
    else:
        cell["attachments"] = {"x.svg": {"image/svg+xml": SCRIPT}}
    cell["metadata"]["trusted"] = True


def answers_of_a_page(notebook: Notebook) -> Notebook:
    """Whatever a page shows of a student holds HTML: answers, sources, outputs, errors, ids."""
    for cell in graded_cells(notebook):
        if cell["cell_type"] == "markdown":
            cell["source"] = HOSTILE_MARKDOWN
    show = (
        f"S = {SCRIPT!r}\nprint(S)\nimport sys\nprint(S, file=sys.stderr)\n"
        "from IPython.display import HTML, Markdown, SVG, Javascript, display\n"
        "display(HTML(S), Markdown(S), Javascript('alert(1)'))\n"
        "class Loud:\n"
        "    def _repr_html_(self): return S\n"
        "    def _repr_mimebundle_(self, **k):\n"
        "        return {'text/html': S, 'application/javascript': 'alert(1)', 'text/latex': S}\n"
        "display(Loud())\n" + f"# {SCRIPT}\nraise ValueError(S)"
    )
    damage = with_cell(2, code(show, id=f'x"><{SCRIPT}'), code("</script>" + SCRIPT, id="mine2"))
    return damage(notebook)


LIE = {"points": 1000, "score": 1000, "grade": True, "locked": False}
BOMB = pickle.dumps(HOSTILE_MARKDOWN)
PASS = 'def sgd_step(theta, grad, lr):\n    raise ValueError(f"{theta} {grad} {lr}")\n'

CELLS = (
    HandIn(18, "tests replaced by points", on_cells(lambda c: c.update(source="4.0")),
           "none", note="was changed; the class's own test was used"),
    HandIn(18, "wrong answers and forged tests",
           on_cells(lambda c: c["metadata"]["nbgrader"].get("locked") and c.update(source="4.0")),
           "none", "WRONG", "was changed", said.ALL_WRONG),
    HandIn(18, "the last of two cells counts", doubled_and_wrong, (FIRST,), "", "there twice"),
    HandIn(18, "no metadata at all", without_metadata),
    HandIn(18, "a cell that shadows check",
           with_cell(1, code("def check(*a): return 100.0\nimport builtins\n"
                             "builtins.check = check\nimport sys\nsys.modules['autograder'] = 1")),
           "none", "WRONG", "", said.ALL_WRONG),
    HandIn(18, "ids of our own",
           with_cell(0, *(code("x = 1", id=name) for name in
                          ("autograder-notes", "free-000", "free-001", "free-000", "")))),
    HandIn(19, "a solution as text", as_markdown, note="turned into a markdown cell"),
    HandIn(19, "two cells merged", merged, (LAST,), "WRONG", "step_length_solution was missing"),
    HandIn(20, "two ids swapped", swapped),
    HandIn(20, "all cells in reverse", reversed_order),
    HandIn(21, "a kernel of their own",
           with_head(metadata={"kernelspec": {"name": "../../evil", "language": "bash",
                                              "display_name": SCRIPT}})),
    HandIn(22, "points in the metadata",
           on_cells(lambda c: c["metadata"]["nbgrader"].update(LIE)),
           "none", "WRONG", "", said.ALL_WRONG),
    HandIn(22, "a score in the notebook", with_head(metadata={"score": 9, "timestamp": "1970"}),
           "none", "WRONG", "", said.ALL_WRONG),
    HandIn(98, "an error that tells the hidden numbers", points=(FIRST,), verdict="STUDENT_ERROR",
           answers={FIRST: PASS}),
    HandIn(113, "outputs and attachments", on_cells(hostile_outputs)),
    HandIn(117, "html wherever a page shows something", answers_of_a_page),
    HandIn(118, "a kind of cell with terminal escapes",
           lambda n: [cell_of(n, f"{FIRST}_solution").update(cell_type=ESCAPES), n][1],
           note="turned into a"),
    HandIn(119, "a kind of cell with a line of the log",
           lambda n: [cell_of(n, f"{FIRST}_solution").update(cell_type="x\n[INFO] ok"), n][1],
           note="turned into a"),
    HandIn(119, "a kind of cell written from right to left",
           lambda n: [cell_of(n, f"{FIRST}_solution").update(cell_type="\u202e61/61\u2066 \u200f"),
                      n][1],
           note="turned into a"),
    HandIn(122, "an old release", old_release, (LAST,), "WRONG", "step_length was missing"),
    HandIn(127, "warnings and prints on every call",
           with_cell(2, code("import sys, warnings\nwarnings.warn('odd')\n"
                             "print('x', file=sys.stderr)\n"
                             "import numpy as np\nnp.float64(1) / np.float64(0)"))),
)  # fmt: skip

FILES = (
    HandIn(110, "nothing", raw(b""), "none", "BAD_FILE"),
    HandIn(110, "broken off", text(lambda t: t[: len(t) // 2].encode()), "none", "BAD_FILE"),
    HandIn(110, "a byte order mark", text(lambda t: b"\xef\xbb\xbf" + t.encode())),
    HandIn(110, "UTF-16", text(lambda t: t.encode("utf-16")), "none", "BAD_FILE"),
    HandIn(110, "CRLF", text(lambda t: t.replace("\n", "\r\n").encode())),
    HandIn(110, "NUL bytes", text(lambda t: b"\0" * 100 + t.encode()), "none", "BAD_FILE"),
    HandIn(110, "a log-in page", raw(b"<!doctype html><title>Log in</title>"), "none", "BAD_FILE"),
    HandIn(110, "a pickle", raw(BOMB), "none", "BAD_FILE"),
    HandIn(111, "20 MB", raw(b" " * 20_000_001), "none", "BAD_FILE"),
    HandIn(111, "a text without an end", raw(b'"' + b'\\"' * 5_000_000), "none", "BAD_FILE"),
    HandIn(111, "many cells", with_head(cells=[code("")] * 2001), "none", "BAD_FILE"),
    HandIn(111, "deep", with_head(x=json.loads("[" * 70 + "]" * 70)), "none", "BAD_FILE"),
    HandIn(111, "a long number", text(lambda t: f'{t[:-2]}, "x": {"9" * 10**5}}}'.encode()),
           "none", "BAD_FILE"),
    HandIn(111, "a huge cell", with_cell(1, code("x" * 300_000)), "none", "BAD_FILE"),
    HandIn(112, "a list", raw(b"[]"), "none", "BAD_FILE"),
    HandIn(112, "no cells", with_head(cells=None), "none", "BAD_FILE"),
    HandIn(112, "a source that is a number", with_cell(1, code(5)), "none", "BAD_FILE"),
    HandIn(112, "format 3", with_head(nbformat=3), "none", "BAD_FILE"),
    HandIn(112, "format 999", with_head(nbformat=999), "none", "BAD_FILE"),
    HandIn(112, "no ids",
           lambda n: {**n, "cells": [{k: v for k, v in c.items() if k != "id"}
                                     for c in n["cells"]]}),
    HandIn(112, "one id for all", lambda n: {**n, "cells": [{**c, "id": "a"} for c in n["cells"]]}),
    HandIn(114, "an archive", raw(b"PK\x03\x04" + bytes(1000)), "none", "BAD_FILE"),
    HandIn(128, "as handed out",
           answers=dict.fromkeys(("sgd_step", "gradient_descent", "numeric_grad", "step_length"),
                                 "untouched"), points="none", verdict="WRONG"),
)  # fmt: skip

HAND_INS: tuple[HandIn, ...] = (*CELLS, *FILES)
