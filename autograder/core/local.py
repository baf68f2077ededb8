"""The student's function in this very process: the notebook in which `check` is called."""

import io
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.core.callbacks import BrokenCallback, answer, argument
from autograder.core.deadline import Deadline, OutOfTime
from autograder.core.errors import describe_error
from autograder.core.library_watch import LibraryWatch, library_message
from autograder.core.subject import Fault, Outcome, Request
from autograder.core.text import clean_message
from autograder.core.values import canonical, type_name

SECONDS_PER_CALL = 3.0


class LocalSubject:
    """A function of the notebook, called with copies, with a time limit, and in silence.

    where : the function itself, or the namespace in which `name` is looked up, once
    seconds_per_call : None where somebody else watches the time

    >>> LocalSubject({"double": lambda x: 2 * x}, "double").call((3.0,), {}).value
    6.0
    """

    def __init__(
        self,
        where: Callable[..., Any] | Mapping[str, Any],
        name: str,
        *,
        seconds_per_call: float | None = SECONDS_PER_CALL,
    ) -> None:
        self.name = name
        self._seconds = seconds_per_call
        self._function: Any = where.get(name) if isinstance(where, Mapping) else where
        self._unfit = _unfit(self._function, name)
        self._file = _file_of(self._function)

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call the function with copies of the arguments; nothing that it does raises here."""
        if self._unfit is not None:
            return Outcome(fault=self._unfit)
        watch = LibraryWatch()
        own_args = tuple(_own(arg, watch) for arg in args)
        own_kwargs = {key: _own(arg, watch) for key, arg in kwargs.items()}
        began = time.perf_counter()
        value, fault = self._run(own_args, own_kwargs, watch)
        return Outcome(
            value=value,
            fault=fault,
            changed=_changed((*args, *kwargs.values()), (*own_args, *own_kwargs.values())),
            seconds=time.perf_counter() - began,
        )

    def call_all(self, requests: Sequence[Request]) -> Iterator[Outcome]:
        """Make these calls, one after the other, until one stops the rest."""
        for args, kwargs in requests:
            outcome = self.call(args, kwargs)
            yield outcome
            if outcome.stops:
                return

    def _run(self, args: Any, kwargs: Any, watch: LibraryWatch) -> tuple[Any, Fault | None]:
        deadline = Deadline(self._seconds)
        value, error = None, None
        try:
            with _silence(), deadline:
                try:
                    with watch:
                        result = self._function(*args, **kwargs)
                    value = canonical(result)
                except BaseException as raised:  # a boundary: all of this is the student's code
                    error = raised
        except OutOfTime:
            deadline.stop()  # the alarm rang between the call and its end
            deadline.expired = True
        if deadline.interrupted:
            raise KeyboardInterrupt
        fault = self._fault(deadline, error, watch)
        return (None if fault else value), fault

    def _fault(
        self, deadline: Deadline, error: BaseException | None, watch: LibraryWatch
    ) -> Fault | None:
        if deadline.expired:
            return Fault("limit_wall", out_of_time_message(deadline.seconds))
        if watch.called is not None:
            return Fault("library", library_message(watch.called))
        if error is None:
            return None
        if isinstance(error, BrokenCallback):
            return Fault("infra", clean_message(str(error)))
        if isinstance(error, MemoryError):
            return Fault("limit_mem", "Your function asked for more memory than there is.")
        return Fault("error", describe_error(error, self._file))


def out_of_time_message(seconds: float) -> str:
    """What to tell the student whose function did not come back in time."""
    return (
        f"Your function did not come back within {seconds:g} seconds. "
        "Is there a loop that never ends?"
    )


def missing_message(name: str) -> str:
    """What to tell the student who has no function called `name`."""
    return f"There is no function called `{name}` yet. Has the cell that defines it been run?"


def _unfit(function: Any, name: str) -> Fault | None:
    if function is None:
        return Fault("missing", missing_message(name))
    try:
        fit = callable(function)
    except BaseException:  # a boundary: the object bound to the name is the student's
        fit = False
    if fit:
        return None
    kind = type_name(function)
    return Fault("missing", f"`{name}` is an object of type {kind} here, not a function.")


def _file_of(function: Any) -> str:
    try:
        return str(function.__code__.co_filename)
    except BaseException:  # a boundary, as above
        return ""


def _own(arg: Any, watch: LibraryWatch) -> Any:
    """The student's own copy of one argument, or a stand-in for a callback."""
    if isinstance(arg, np.ndarray):
        return arg.copy()
    if not callable(arg):
        return arg

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        with watch.paused():
            values = tuple(argument(each) for each in args)
            named = {str(key): argument(each) for key, each in kwargs.items()}
            return answer(arg, values, named)

    return stand_in


def _changed(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(
        position
        for position, (old, new) in enumerate(zip(before, after, strict=True))
        if isinstance(old, np.ndarray)
        and (old.shape != new.shape or old.dtype != new.dtype or old.tobytes() != new.tobytes())
    )


class _Sink(io.TextIOBase):
    """A stream that swallows what is printed."""

    def write(self, text: str) -> int:
        return len(text)

    def writable(self) -> bool:
        return True


@contextmanager
def _silence() -> Iterator[None]:
    """Prints go nowhere, warnings are ignored, and NumPy's error settings are the usual ones."""
    streams = sys.stdout, sys.stderr
    sink = _Sink()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        sys.stdout = sys.stderr = sink
        try:
            yield
        finally:
            sys.stdout, sys.stderr = streams
