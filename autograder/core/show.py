"""Numbers, arrays and calls as short text for a person."""

from typing import Any

import numpy as np

from autograder.core.values import Token

SHOWN_ITEMS = 8


def show(value: Any, digits: int = 6) -> str:
    """A value as short text.

    >>> show(np.array([1.0, 0.123456789]))
    '[1, 0.123457]'
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return f"{float(value) + 0.0:.{digits}g}"  # -0 is shown as 0
    if isinstance(value, np.ndarray):
        return _show_array(value, digits)
    if isinstance(value, tuple | list):
        return "(" + _join([show(item, digits) for item in value[: SHOWN_ITEMS + 1]]) + ")"
    if isinstance(value, dict):
        pairs = [f"{key!r}: {show(item, digits)}" for key, item in value.items()]
        return "{" + _join(pairs) + "}"
    if isinstance(value, Token):
        return f"<checkpoint {value.id}>"
    return "…"


def show_pair(got: Any, want: Any) -> tuple[str, str]:
    """Two values with as many digits as it takes to see that they differ.

    >>> show_pair(1.0, 1.00000001)
    ('1', '1.00000001')
    """
    texts = show(got), show(want)
    for digits in (6, 9, 12, 17):
        texts = show(got, digits), show(want, digits)
        if texts[0] != texts[1]:
            break
    return texts


def where(index: tuple[int, ...]) -> str:
    """Where in an array, as the end of a phrase.

    >>> where((2,)), where(())
    (' at index 2', '')
    """
    if not index:
        return ""
    return f" at index {index[0]}" if len(index) == 1 else f" at index {index}"


def show_call(name: str, arguments: dict[str, Any], callbacks: tuple[str, ...] = ()) -> str:
    """The call as the student would write it.

    >>> show_call("sgd_step", {"theta": 1.0, "grad": 2.0, "lr": 0.1})
    'sgd_step(theta=1, grad=2, lr=0.1)'
    """
    pairs = [
        f"{key}={'…' if key in callbacks else show(value)}" for key, value in arguments.items()
    ]
    return f"{name}({', '.join(pairs)})"


def _show_array(array: Any, digits: int) -> str:
    if array.ndim == 0:
        return show(array.item(), digits)
    items = [show(item, digits) for item in array[: SHOWN_ITEMS + 1]]
    return "[" + _join(items) + "]"


def _join(items: list[str]) -> str:
    return ", ".join(items if len(items) <= SHOWN_ITEMS else [*items[:SHOWN_ITEMS], "…"])
