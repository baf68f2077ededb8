"""Checks that many exercises share: inputs left alone, callbacks called as agreed."""

from collections.abc import Callable

import numpy as np

from autograder.core.call import Call
from autograder.core.compare import Mismatch
from autograder.core.show import show
from autograder.core.values import Value


def inputs_unchanged(call: Call) -> Mismatch | None:
    """No array argument may be changed in place."""
    if not call.yours.outcome.changed:
        return None
    return Mismatch(
        "changed",
        "The numbers are right, but the call changed an array that was handed in. "
        "The caller still needs the old one.",
    )


def called_times(callback: str) -> Callable[[Call], Mismatch | None]:
    """The callback must be called as often as the reference calls it."""

    def check(call: Call) -> Mismatch | None:
        got = len(call.yours.calls_of(callback))
        want = len(call.right.calls_of(callback))
        if got == want:
            return None
        times = "once" if got == 1 else f"{got} times"
        return Mismatch(
            "calls",
            f"The numbers are right, but `{callback}` was called {times}, which is not as often "
            "as agreed. It may be expensive.",
            times,
            "once" if want == 1 else f"{want} times",
        )

    return check


def called_with(callback: str) -> Callable[[Call], Mismatch | None]:
    """The callback must be called with the reference's arguments, in the same order."""
    times = called_times(callback)

    def check(call: Call) -> Mismatch | None:
        wrong = times(call)
        if wrong is not None:
            return wrong
        yours, right = call.yours.calls_of(callback), call.right.calls_of(callback)
        for number, (one, other) in enumerate(zip(yours, right, strict=True)):
            if not _close(one.args, other.args):
                return Mismatch(
                    "arguments",
                    f"Call number {number + 1} of `{callback}` was made with other arguments "
                    "than agreed.",
                )
        return None

    return check


def called_with_in_any_order(callback: str) -> Callable[[Call], Mismatch | None]:
    """The callback must be called with the reference's arguments; the order is free."""
    times = called_times(callback)

    def check(call: Call) -> Mismatch | None:
        wrong = times(call)
        if wrong is not None:
            return wrong
        due = [entry.args for entry in call.right.calls_of(callback)]
        for entry in call.yours.calls_of(callback):
            fitting = [args for args in due if _close(entry.args, args)]
            if not fitting:
                return Mismatch(
                    "arguments",
                    f"A call of `{callback}` was made with other arguments than agreed.",
                    show(entry.args),
                    _one_of(due),
                )
            due = [args for args in due if args is not fitting[0]]
        return None

    return check


def called_at_least_with(callback: str) -> Callable[[Call], Mismatch | None]:
    """Every call that the reference makes must be made; others may be made as well."""

    def check(call: Call) -> Mismatch | None:
        made = [entry.args for entry in call.yours.calls_of(callback)]
        due = [entry.args for entry in call.right.calls_of(callback)]
        missing = [args for args in due if not any(_close(other, args) for other in made)]
        if not missing:
            return None
        return Mismatch(
            "arguments",
            f"The result is right, but a call of `{callback}` that it takes was never made.",
            f"{len(made)} calls",
            _one_of(missing),
        )

    return check


def _one_of(due: list[tuple[Value, ...]]) -> str:
    """A few of the calls that are due, as text."""
    return "a call with " + " or ".join(show(args) for args in due[:3])


def _close(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    if len(one) != len(other):
        return False
    for got, want in zip(one, other, strict=True):
        if isinstance(want, int | float | np.ndarray):
            try:
                numbers = np.asarray(got, dtype=np.float64)
            except (TypeError, ValueError):
                return False
            if numbers.shape != np.shape(want) or not np.allclose(numbers, want, 1e-6, 1e-12):
                return False
        elif got != want:
            return False
    return True
