"""Pictures made with the learner's own function, and the hunt for a published bug."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lrlib.widgets.still import Still

Function = Callable[..., Any]


class Note:
    """A friendly sentence in place of a picture."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        return {"text/plain": self.text}


def with_yours(function: Function, draw: Callable[[Function], Still]) -> Still | Note:
    """Show `draw(function)`, or say what is missing while the exercise is not solved yet.

    >>> def sgd_step(theta, grad, lr):
    ...     raise NotImplementedError
    >>> with_yours(sgd_step, lambda step: step(1.0, 1.0, 0.1)).text
    'This picture waits for your sgd_step. Solve the exercise above, then run this cell again.'
    """
    name = getattr(function, "__name__", "function")
    try:
        return draw(function)
    except NotImplementedError:
        return Note(
            f"This picture waits for your {name}. Solve the exercise above, then run this cell again."
        )
    except Exception as error:  # the learner's code: any error is possible, and is theirs to read
        return Note(
            f"This picture could not be drawn with your {name}: {type(error).__name__}: {error}. "
            "The check above says more."
        )


def hunt(test: Callable[[Function], Any], *, right: Function, wrong: Function, story: str) -> Note:
    """Run the learner's test on a right and on a wrong function, and say whether it tells them apart.

    A test answers True when the function it is given behaves as it should; `assert` will do as well.
    The story is told when the bug is caught.
    """
    passes_right, said_right = _verdict(test, right)
    passes_wrong, said_wrong = _verdict(test, wrong)
    if passes_right and not passes_wrong:
        return Note(f"Caught. Your test accepts the right code and stops the wrong code. {story}")
    if passes_right and passes_wrong:
        return Note("The bug got away: your test accepts the wrong code too. What differs?")
    if not passes_right and not passes_wrong:
        return Note(f"Too strict: your test refuses the right code as well ({said_right}).")
    return Note(f"The wrong way round: your test refuses the right code ({said_right}).{said_wrong}")


def _verdict(test: Callable[[Function], Any], function: Function) -> tuple[bool, str]:
    try:
        answer = test(function)
    except AssertionError as error:
        return False, f"the assertion failed{': ' if str(error) else ''}{error}"
    except Exception as error:  # the learner's test: any error is possible, and is theirs to read
        return False, f"{type(error).__name__}: {error}"
    if answer is None:
        return True, ""  # a test made of assertions returns nothing when all hold
    return bool(answer), "it answered False"
