"""CSV files as spreadsheet programs and learning systems save them: encoding and separator found.

UTF-8 with and without its mark, UTF-16, Windows-1252 (said, because it is a guess); comma,
semicolon or tab, also behind Excel's `sep=;`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.core.text import clean

MAX_BYTES = 20_000_000
SEPARATORS = ",;\t"
_EXCEL_TEXT = re.compile(r'\s*="(.*)"\s*', re.DOTALL)  # how Canvas and Excel protect a text

Row = dict[str, str]
Known = Callable[[Sequence[str]], bool]


class CsvError(ValueError):
    """A CSV file that cannot be read; the message names the row and the remedy."""


def read_table(path: Path, known: Known) -> tuple[list[str], list[tuple[int, Row]], list[str]]:
    """The header in lower case, the rows that are not blank with their line, and notes.

    `known` says whether a header is one that the caller can use; it decides the separator.
    """
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        raise CsvError(f"{path} has more than {MAX_BYTES // 10**6} MB; is it the right file?")
    text, notes = _decoded(path, content)
    return *_table(path, text, known), notes


def _decoded(path: Path, content: bytes) -> tuple[str, list[str]]:
    """The text, and a note when the encoding had to be guessed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[:200].count(b"\0") > len(content[:200]) // 4:  # Latin letters, two bytes each
        encodings = ["utf-16-be" if content[:1] == b"\0" else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        guessed = [f"it is not UTF-8; read as Windows-1252: {path.name}"]
        return text, guessed if encoding == "cp1252" else []
    raise CsvError(
        f"{path} is not text in UTF-8, UTF-16 or Windows-1252; save it as "
        "'CSV UTF-8' in the spreadsheet program"
    )


def _table(path: Path, text: str, known: Known) -> tuple[list[str], list[tuple[int, Row]]]:
    """The header, and every row that is not blank with its line number."""
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=[,;\t]\s*", first):  # Excel's own way to name the separator
        text, skipped = rest, 1
    separator = max(SEPARATORS, key=lambda each: _fit(text, each, known))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    rows = []
    try:
        for cells in reader:
            values = [plain(cell) for cell in cells]
            line = reader.line_num + skipped
            if not any(values):
                continue
            if not header:
                header = [key(value) for value in values]
            elif any(values[len(header) :]):
                raise CsvError(
                    f"{path}, line {line}: {len(values)} fields where the first line has "
                    f"{len(header)}; put fields that hold {separator!r} in double quotes"
                )
            else:
                padded = values + [""] * (len(header) - len(values))
                rows.append((line, dict(zip(header, padded, strict=False))))
    except csv.Error as error:
        raise CsvError(
            f"{path}, line {reader.line_num + skipped}: {error}; open it in a spreadsheet "
            "program and save it as CSV again"
        ) from error
    return header, rows


def _fit(text: str, separator: str, known: Known) -> tuple[bool, int]:
    """How well a separator fits the first line: does it give columns we know, and how many."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = next(csv.reader([first], delimiter=separator), [])
    return known([key(plain(cell)) for cell in cells]), len(cells)


def plain(cell: str) -> str:
    """The text of a cell, out of the `="..."` in which Canvas and Excel wrap some texts."""
    found = _EXCEL_TEXT.fullmatch(cell)
    text = found.group(1).replace('""', '"') if found else cell
    return " ".join(text.replace("\0", " ").split())


def key(name: str) -> str:
    """A column's name without regard to case and blanks."""
    return name.lstrip("\ufeff").strip().casefold()


def listed(header: Sequence[str]) -> str:
    """The columns of a file, for a message."""
    return clean(", ".join(repr(name) for name in header[:12]) or "an empty file", 200)
