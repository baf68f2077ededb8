"""What crosses between the student's function and a callback of the checker, in both directions."""

from collections.abc import Callable
from typing import Any

from autograder.core.subject import Refused
from autograder.core.values import Unusable, Value, canonical, sentence


class BrokenCallback(Exception):
    """A callback of the checker failed: a fault of the grader, never of the student."""


def argument(obj: object) -> Value:
    """What the student's code passes to a callback, as a plain value (a copy).

    >>> argument([1, 2])
    array([1., 2.])
    """
    if obj is None:
        raise TypeError("a function that you were given was called with None: it needs numbers")
    value = canonical(obj)
    if isinstance(value, Unusable):
        what = sentence(value).replace(" came back", "")
        raise TypeError(f"a function that you were given was called with no number. {what}")
    return value


def answer(
    function: Callable[..., Any], args: tuple[Value, ...], kwargs: dict[str, Value]
) -> Value:
    """Call the checker's `function` for the student; `TypeError` is for the student's eyes."""
    try:
        result = canonical(function(*args, **kwargs))
    except Refused as refused:
        raise TypeError(str(refused)) from None
    except Exception as error:  # a boundary: whatever else goes wrong in here is ours
        raise BrokenCallback(f"{type(error).__name__}: {error}") from error
    if isinstance(result, Unusable):
        raise BrokenCallback(f"a callback returned something unusable: {result.code}")
    return result
