"""A progress bar for the terminal: done, all, rate and time left; one line, only on a terminal."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

WIDTH = 24


class ProgressBar:
    """Called as `bar(done, all, what)`; draws at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.visible = stream.isatty()
        self.start = self.drawn = time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show that `done` of `total` are finished, the last one being `what`."""
        now = time.monotonic()
        if not self.visible or (now - self.drawn < 0.1 and done < total):
            return
        self.drawn = now
        rate = done / max(now - self.start, 1e-9)
        left = (total - done) / rate
        bar = "#" * (WIDTH * done // max(total, 1))
        line = f"[{bar:<{WIDTH}}] {done}/{total}  {rate:.1f}/s  {left:.0f} s left  {what[:40]}"
        self.stream.write(f"\r{line:<100}")
        self.stream.flush()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self.visible:
            self.stream.write("\r" + " " * 100 + "\r")
            self.stream.flush()
