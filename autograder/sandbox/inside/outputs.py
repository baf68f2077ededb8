"""What a cell prints and displays, kept as data, cut to a size."""

import base64
import io
from typing import Any

KEPT_PER_CELL = 64 * 1024  # characters of each stream, head and tail
KEPT_DISPLAYS = 4 * 2**20  # characters of all displayed objects of a cell, pictures as base64
MOST_DISPLAYS = 50
FLOOD = 8 * 2**20  # characters printed by one cell: more is not a result but an accident

_KINDS = {"text/plain": "text", "text/html": "html", "image/png": "png"}


class OutputFlood(BaseException):
    """Raised inside a cell that prints without end."""


class Stream(io.TextIOBase):
    """A stream that keeps the first and the last part of what is written to it."""

    encoding = "utf-8"

    def __init__(self, outputs: "Outputs", kind: str) -> None:
        self._outputs = outputs
        self.kind = kind
        self.head = ""
        self.tail = ""
        self.cut = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.count(len(text))
        half = KEPT_PER_CELL // 2
        rest = text
        if len(self.head) < half:
            room = half - len(self.head)
            self.head, rest = self.head + text[:room], text[room:]
        if rest:
            tail = self.tail + rest[-half:]
            self.cut += max(0, len(self.tail) + len(rest) - half)
            self.tail = tail[-half:]
        return len(text)

    def kept(self) -> str:
        """What is left of the text."""
        middle = f"\n[... {self.cut} characters left out ...]\n" if self.cut else ""
        return self.head + middle + self.tail


class Outputs:
    """The outputs of one cell."""

    def __init__(self, *, pictures: bool) -> None:
        self._pictures = pictures
        self._written = 0
        self._displays: list[tuple[str, str]] = []
        self.flooded = False
        self.stdout = Stream(self, "stdout")
        self.stderr = Stream(self, "stderr")

    def count(self, characters: int) -> None:
        """Notice that the cell wrote `characters` more."""
        self._written += characters
        if self._written > FLOOD:
            self.flooded = True
            raise OutputFlood(f"more than {FLOOD} characters of output")

    def display(self, data: dict[str, Any]) -> None:
        """Keep one displayed object, given as text by MIME type."""
        for mime, kind in _KINDS.items():
            text = data.get(mime)
            if text is None or (kind == "png" and not self._pictures):
                continue
            text = text if isinstance(text, str) else _base64(text)
            self.count(len(text))
            room = KEPT_DISPLAYS if kind == "png" else KEPT_PER_CELL
            room = min(room, KEPT_DISPLAYS - sum(len(shown) for _, shown in self._displays))
            if len(self._displays) < MOST_DISPLAYS and len(text) <= room:
                self._displays.append((kind, str(text)))

    def kept(self) -> list[tuple[str, str]]:
        """All that is kept, as pairs (kind, text)."""
        streams = [(stream.kind, stream.kept()) for stream in (self.stdout, self.stderr)]
        return [pair for pair in streams if pair[1]] + self._displays


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
