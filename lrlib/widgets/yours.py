"""Feedback outside the exercises: a blank to fill, and pictures of the learner's own function."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np

from lrlib.widgets.still import Still

Function = Callable[..., Any]


class Note:
    """A friendly sentence in place of a picture."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        return {"text/html": f"<p>{escape(self.text)}</p>", "text/plain": self.text}


def with_yours(function: Function, draw: Callable[[Function], Still]) -> Still | Note:
    """Show `draw(function)`, or say what is missing while the exercise is not solved yet.

    >>> def sgd_step(theta, grad, lr):
    ...     raise NotImplementedError
    >>> with_yours(sgd_step, lambda step: step(1.0, 1.0, 0.1)).text
    'This picture waits for your sgd_step. Solve the exercise above, then run this again.'
    """
    name = getattr(function, "__name__", "function")
    try:
        return draw(function)
    except NotImplementedError:
        return Note(
            f"This picture waits for your {name}. Solve the exercise above, then run this again."
        )
    except Exception as error:  # the learner's code: any error is possible, and is theirs to read
        return Note(
            f"This picture could not be drawn with your {name}: {type(error).__name__}: {error}. "
            "The check above says more."
        )


def blank(answer: Any, right: float, hint: str) -> Note:
    """Judge a number that the learner filled in; `None` stands for the empty blank.

    >>> blank(None, 3.0, "count again").text
    'Fill in the blank, then run this cell.'
    >>> blank(3.0, 3.0, "count again").text
    'Right: 3.'
    """
    if answer is None or answer is ...:
        return Note("Fill in the blank, then run this cell.")
    if isinstance(answer, (int, float, np.number)) and np.isclose(answer, right):
        return Note(f"Right: {right:g}.")
    return Note(f"Not yet: you have {answer}. {hint}")
