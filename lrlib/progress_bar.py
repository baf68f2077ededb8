"""A progress bar that appears only where somebody watches, and only after a second."""

from __future__ import annotations

import sys
import time

PATIENCE = 1.0  # seconds before the bar appears
EVERY = 0.2  # seconds between two drawings
WIDTH = 30  # characters


class Progress:
    """Counts `ticks` towards `total`; a class because it lives as long as the work does."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.done = title, total, 0
        self.start = time.monotonic()
        self.next_drawing = self.start + PATIENCE
        self.drawn = False

    def tick(self) -> None:
        """One unit of work is done."""
        self.done += 1
        now = time.monotonic()
        if now >= self.next_drawing and _is_watched():
            self.next_drawing, self.drawn = now + EVERY, True
            filled = "#" * (WIDTH * self.done // self.total)
            left = (now - self.start) / self.done * (self.total - self.done)
            print(f"\r{self.title} [{filled:<{WIDTH}}] {left:4.0f} s left", end="", flush=True)

    def close(self) -> None:
        """Wipe the bar."""
        if self.drawn:
            print("\r" + " " * (len(self.title) + WIDTH + 16), end="\r", flush=True)


def _is_watched() -> bool:
    """A terminal, or a notebook (whose output stream is no terminal)."""
    return sys.stdout.isatty() or "ipykernel" in sys.modules
