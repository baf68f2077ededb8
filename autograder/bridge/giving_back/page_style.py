"""The part of nbgrader's style sheet that a feedback page uses: 10 of 117 kilobytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbgrader

STYLE_SHEET = "bootstrap.min.css"
PLACE = "server_extensions/formgrader/static/node_modules/bootstrap/dist/css"
USED = re.compile(r"container|panel(-default|-primary|-heading|-body|-footer)?|pull-right|table")
CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")


@cache
def style_sheet() -> str:
    """What a page needs of the style sheet that nbgrader brings."""
    path = Path(nbgrader.__file__).parent / PLACE / STYLE_SHEET
    return used_rules(path.read_text(encoding="utf-8"))


def used_rules(css: str) -> str:
    """The rules whose selectors are elements and classes of a feedback page; no fonts, no files.

    >>> used_rules("a{color:red}.btn,.panel{margin:0}@media print{.btn{top:0}p{top:1px}}")
    'a{color:red}.panel{margin:0}@media print{p{top:1px}}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    kept = []
    for head, body in _rules(css):
        if head.startswith("@media"):
            inner = used_rules(body)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif not head.startswith("@") and "url(" not in body:
            selectors = [
                one
                for one in head.split(",")
                if all(USED.fullmatch(name) for name in CLASS.findall(one))
            ]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "".join(kept)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Every outermost rule of a style sheet as (what stands before the braces, what in them)."""
    depth, start, opened = 0, 0, 0
    for place in re.finditer(r"[{}]", css):
        if place[0] == "{":
            depth += 1
            opened = place.start() if depth == 1 else opened
        else:
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place.start()]
                start = place.end()
