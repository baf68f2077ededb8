"""The small picture in a report: the student's numbers and the right ones, step by step."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from autograder.core.exercise import Exercise, Function, Picture
from autograder.core.subject import Subject
from autograder.core.svg import chart
from autograder.core.values import Unusable

MAX_POINTS = 200


class _NoValue(Exception):
    """The student's function gave nothing that can be drawn."""


def draw(exercise: Exercise, picture: Picture, subject: Subject) -> str:
    """The SVG of `picture`, or nothing if the student's function gave no number at all."""

    def yours(*args: Any, **kwargs: Any) -> Any:
        outcome = subject.call(args, kwargs)
        if outcome.fault is not None or isinstance(outcome.value, Unusable):
            raise _NoValue
        return outcome.value

    right = _right_numbers(exercise, picture)
    theirs = list(_numbers(picture, yours))
    if not theirs:
        return ""
    return chart(picture.title, picture.x, picture.y, right, theirs, log=picture.log)


@cache
def _right_numbers(exercise: Exercise, picture: Picture) -> list[float]:
    """What the reference draws, the same for every student."""
    return list(_numbers(picture, exercise.reference))


def _numbers(picture: Picture, function: Function) -> Iterator[float]:
    """What `draw` yields with one function, as far as it comes."""
    try:
        with np.errstate(all="ignore"):
            for number, value in enumerate(picture.draw(function)):
                if number >= MAX_POINTS:
                    return
                yield float(value)
    except (_NoValue, TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
        return  # the picture ends where the student's numbers stop making sense
