"""The recall questions and predictions of a notebook: one data file each, read and checked here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Option:
    """One answer: its text, whether it is right, and why it tempts and what is true."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its options. `source` names the notebook that it goes back to."""

    key: str
    ask: str
    options: tuple[Option, ...]
    source: str = ""
    picture: bytes = b""
    alt: str = ""


def _question(notebook: str, entry: dict[str, Any]) -> Question:
    options = tuple(Option(**option) for option in entry["options"])
    right = sum(option.right for option in options)
    if right != 1:
        raise ValueError(
            f"question {entry['key']!r} of {notebook} needs exactly one right option, got {right}; "
            "mark one with `right = true`"
        )
    source = entry.get("source", "")
    return Question(f"{notebook}/{entry['key']}", entry["ask"], options, source)


@cache
def questions(notebook: str) -> dict[str, tuple[Question, ...]]:
    """All questions of a notebook: part ("recall", "predict", ...) -> questions in file order.

    >>> [question.source for question in questions("01_what_it_is")["recall"]][:1]
    ['00_start_here']
    """
    path = files("lrlib.widgets") / "questions" / f"{notebook}.toml"
    if not path.is_file():
        raise ValueError(f"questions needs the name of a notebook with questions, got {notebook!r}")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {part: tuple(_question(notebook, e) for e in entries) for part, entries in data.items()}


def question(notebook: str, part: str, key: str) -> Question:
    """One question by its key."""
    for item in questions(notebook).get(part, ()):
        if item.key == f"{notebook}/{key}":
            return item
    names = [item.key.split("/")[1] for item in questions(notebook).get(part, ())]
    raise ValueError(
        f"question needs a key of {notebook}, part {part}, got {key!r}; one of {names}"
    )
