"""A learner's function from another notebook of the course, to be put to work in this one."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.course import notebook_path

DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def from_notebook(notebook: str, name: str, folder: Path | None = None) -> dict[str, Any]:
    """The names that a notebook defines, if `name` is one of them; else an empty dict.

    Only imports, functions, classes and plain constants are taken over: no cell is run. A cell
    that cannot be read is left out.

    notebook : "09_lr_finder"; it lies beside this one, or in its own folder beside this one's
    folder   : where this notebook lies; by default the working directory
    """
    try:
        cells = json.loads(notebook_path(notebook, folder).read_text("utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if _may_define(cell)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no notebook, or none yet
        return {}
    names: dict[str, Any] = {"np": np, "__name__": notebook}
    for source in sources:
        _take_over(source, names)
    return names if callable(names.get(name)) else {}


def _may_define(cell: dict[str, Any]) -> bool:
    metadata = cell.get("metadata", {})
    test = metadata.get("nbgrader", {}).get("locked", False)
    return cell.get("cell_type") == "code" and "demo" not in metadata.get("tags", ()) and not test


def _take_over(source: str, names: dict[str, Any]) -> None:
    try:
        statements = [each for each in ast.parse(source).body if _defines(each)]
        exec(compile(ast.Module(statements, []), names["__name__"], "exec"), names)
    except Exception:  # the learner's cell: whatever is wrong with it, the others still count
        return


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        try:
            ast.literal_eval(statement.value)
        except ValueError:
            return False
        return True
    return isinstance(statement, DEFINITIONS)
