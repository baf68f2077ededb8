"""Every message of the project in one list: `python -m tests.tools.messages [PART ...]`.

Errors that are raised, sentences that are printed, help texts and the hints of the exercises, each
with its file and line, so that they can be read in one sitting and speak with one voice.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAYING = {"print", "add_argument", "add_parser", "wrong", "Fault", "BadFile", "Verdict", "note"}


def messages(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of everything that a raise, a print or one of `SAYING` says.

    >>> list(messages("raise ValueError(f'lr must be above 0, got {lr}')"))
    [(1, 'lr must be above 0, got {lr}')]
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from _texts(node.exc)
        elif isinstance(node, ast.Call) and _name(node.func) in SAYING:
            yield from _texts(node)


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _texts(call: ast.Call) -> Iterator[tuple[int, str]]:
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            text = value.value
        elif isinstance(value, ast.JoinedStr):
            text = ast.unparse(value)[2:-1]
        else:
            continue
        if " " in text:
            yield value.lineno, " ".join(text.split())


def main(parts: list[str]) -> None:
    """Print them, file by file; with parts (`lrlib`, `autograder/bridge`) only those."""
    for part in parts or ["lrlib", "autograder"]:
        for path in sorted((ROOT / part).rglob("*.py")):
            said = sorted(set(messages(path.read_text(encoding="utf-8"))))
            if said:
                print(f"\n{path.relative_to(ROOT)}")
            for line, text in said:
                print(f"{line:5}  {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
