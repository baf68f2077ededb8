"""The `autograder` that a notebook finds while it is graded: `check` is there and does nothing.

Nothing is decided in the student's process, so there is nothing here to change.
"""

from typing import Any


class Report:
    """Stands where a report would be."""

    score = None
    points = None
    passed = None
    verdicts = ()
    hint_ids = ()

    def __repr__(self) -> str:
        return "checked when graded"


def check(*_args: Any, **_kwargs: Any) -> Report:
    """Do nothing: the grader checks from outside."""
    return Report()
