"""Checks that many exercises share: inputs left alone, callbacks called as agreed."""

from collections.abc import Callable

import numpy as np

from autograder.core.call import Call
from autograder.core.compare import Mismatch
from autograder.core.show import show


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
                )
            due = [args for args in due if args is not fitting[0]]
        return None

    return check


def called_in_turn(call: Call) -> Mismatch | None:
    """All callbacks must be called in the reference's order, with the reference's arguments."""
    yours, right = call.yours.log, call.right.log
    for number, (one, other) in enumerate(zip(yours, right, strict=False)):
        if one.callback != other.callback:
            return Mismatch(
                "arguments",
                f"Call number {number + 1} of the functions handed in was `{one.callback}`. "
                "That is not its turn.",
            )
        if not _close(one.args, other.args):
            return Mismatch(
                "arguments",
                f"Call number {number + 1} of the functions handed in (`{one.callback}`) was made "
                "with other arguments than agreed.",
                show(one.args),
                show(other.args),
            )
    if len(yours) == len(right):
        return None
    return Mismatch(
        "calls",
        "The functions handed in were not called as often as agreed.",
        f"{len(yours)} calls",
        f"{len(right)} calls",
    )


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
