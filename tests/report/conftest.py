"""Small classes for the report's tests."""

from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., dict[str, Any]]


def make_entry(student: str = "ada", exercise: str = "sgd_step", **changes: Any) -> dict[str, Any]:
    """One entry as `autograder grade --json` writes it."""
    entry: dict[str, Any] = {
        "student": student,
        "assignment": "01_what_it_is",
        "exercise": exercise,
        "score": 4.0,
        "points": 4.0,
        "verdict": "OK",
        "hint_ids": [],
        "notes": [],
        "seconds": 0.1,
    }
    return entry | changes


@pytest.fixture(scope="session")
def entry() -> Make:
    return make_entry
