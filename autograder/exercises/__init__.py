"""The exercises of the course: one file each, found by its name. There is no list to edit.

`load("adam_step")` reads that one file; `EXERCISES` (read on first use) has them all by id.
"""

import difflib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.core.exercise import Exercise


@cache
def names() -> tuple[str, ...]:
    """The ids of all exercises."""
    files = Path(__file__).parent.glob("*.py")
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))


def load(name: str) -> Exercise:
    """The exercise called `name`; ValueError with the nearest names if there is none."""
    known = names()
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4)
        hint = (
            f"did you mean {', '.join(map(repr, near))}?" if near else f"known: {', '.join(known)}"
        )
        raise ValueError(f"check needs the name of an exercise, got {name!r}; {hint}")
    exercise: Exercise = import_module(f"autograder.exercises.{name}").EXERCISE
    return exercise


def __getattr__(attribute: str) -> Any:
    if attribute == "EXERCISES":
        table = {name: load(name) for name in names()}
        globals()["EXERCISES"] = table
        return table
    raise AttributeError(f"module {__name__!r} has no attribute {attribute!r}")
