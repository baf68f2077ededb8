"""Notices when a function asks a library for the very thing it should write itself.

Used in the student's process, by both kinds of subject. It is a courtesy, not a wall: numbers
decide the score. While a `LibraryWatch` is on, Python reports every call of a Python function; the
watch remembers the first one that belongs to a library of ready-made answers. A callback of the
checker runs `with watch.paused():`, because the checker may use what the student may not.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

READY_MADE = (
    "lrlib.optimizers",
    "lrlib.schedules",
    "lrlib.finder",
    "lrlib.search",
    "lrlib.measure",
    "lrlib.layers",
    "lrlib.widgets",
    "autograder.exercises",
    "torch.optim",
    "keras.src.optimizers",
    "optax",
)


class LibraryWatch:
    """A context in which calls of ready-made answers are noticed; `called` names the first one.

    >>> with LibraryWatch() as watch:
    ...     _ = abs(-1)
    >>> watch.called is None
    True
    """

    def __init__(self) -> None:
        self.called: str | None = None
        self._previous: Any = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """A stretch in which calls are not noticed."""
        current = sys.getprofile()
        sys.setprofile(None)
        try:
            yield
        finally:
            sys.setprofile(current)

    def __enter__(self) -> "LibraryWatch":
        self._previous = sys.getprofile()
        sys.setprofile(self._notice)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        sys.setprofile(self._previous)

    def _notice(self, frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call" and self.called is None:
            module = frame.f_globals.get("__name__")
            if type(module) is str and _is_ready_made(module):
                self.called = f"{module}.{frame.f_code.co_name}"


def _is_ready_made(module: str) -> bool:
    return any(module == name or module.startswith(name + ".") for name in READY_MADE)


def library_message(called: str) -> str:
    """What to tell the student who called `called`."""
    module, _, function = called.rpartition(".")
    return (
        f"Your function calls the library's own `{function}` ({module}). "
        "Write the formula yourself: that is the exercise."
    )
