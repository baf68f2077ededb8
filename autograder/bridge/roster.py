"""The roster: students from a CSV file as nbgrader, Canvas or Moodle writes it.

======== ================================================= =====================================
system   recognised by                                     the student id comes from
======== ================================================= =====================================
nbgrader ``id``                                            ``id``
Canvas   ``Student`` (or ``LastName``, ``FirstName``),     ``SIS Login ID``, else ``SIS User ID``,
         ``ID``, ``SIS Login ID``                          else ``ID``: the first that all have
Moodle   ``First name``, ``Surname`` or ``Last name``      ``Username``, else ``ID number``,
                                                           else ``Email address``
======== ================================================= =====================================

Canvas writes a row of points possible, sometimes one of posting policies, and its test student;
they are no students. Its ``ID`` is kept, since the files of its submissions carry it.

Source: instructure/canvas-lms, lib/gradebook_exporter.rb (columns, extra rows, ``="..."`` around
names that begin with ``=``); moodle/moodle, grade/export/txt/grade_export_txt.php and the
participants' download; nbgrader 0.9.6, ``nbgrader db student import``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.bridge.classroom import STUDENT_ID
from autograder.core.text import clean

ROSTER_COLUMNS = ("id", "first_name", "last_name", "email")
ID_COLUMNS = {
    "nbgrader": ("id",),
    "canvas": ("sis login id", "sis user id", "id"),
    "moodle": ("username", "id number", "email address"),
}
MAX_BYTES = 20_000_000
SEPARATORS = ",;\t"
_EXCEL_TEXT = re.compile(r'\s*="(.*)"\s*', re.DOTALL)  # how Canvas and Excel protect a text

Row = dict[str, str]


class RosterError(ValueError):
    """A roster that cannot be read; the message names the row and the remedy."""


@dataclass(frozen=True)
class Student:
    """One student in nbgrader's columns; `lms_id` is the number Canvas gives its users."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""


@dataclass(frozen=True)
class Roster:
    """The students of a file, what system wrote it, and what was left out or guessed."""

    system: str
    students: tuple[Student, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)


def read_roster(path: Path, id_column: str | None = None) -> Roster:
    """The roster in a CSV file; `id_column` overrides the rule for the student id."""
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        raise RosterError(f"{path} has more than {MAX_BYTES // 10**6} MB; is it the roster?")
    text, notes = _decoded(path, content)
    header, rows = _table(path, text)
    system = _system(header)
    if system is None:
        raise RosterError(
            f"{path} needs a column named id (nbgrader), or Canvas's Student, ID, SIS Login ID, or "
            f"Moodle's First name, Surname; got {_listed(header)}; its first line could be: "
            f"{','.join(ROSTER_COLUMNS)}"
        )
    people = [(line, row) for line, row in rows if system != "canvas" or not _is_extra(row)]
    for line, row in [item for item in people if system == "canvas" and _is_test_student(item[1])]:
        people.remove((line, row))
        notes.append(f"line {line} is Canvas's test student and was left out")
    column = _id_column(path, header, [row for _, row in people], system, id_column)
    students = [(line, _student(row, system, column)) for line, row in people]
    _check(path, students, column)
    if column != ID_COLUMNS[system][0]:
        notes.append(f"the student ids are those of the column {column!r}")
    return Roster(system, tuple(student for _, student in students), tuple(notes))


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
    raise RosterError(
        f"{path} is not text in UTF-8, UTF-16 or Windows-1252; save it as "
        "'CSV UTF-8' in the spreadsheet program"
    )


def _table(path: Path, text: str) -> tuple[list[str], list[tuple[int, Row]]]:
    """The header, and every row that is not blank with its line number."""
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=[,;\t]\s*", first):  # Excel's own way to name the separator
        text, skipped = rest, 1
    separator = max(SEPARATORS, key=lambda each: _fit(text, each))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    rows = []
    try:
        for cells in reader:
            values = [_plain(cell) for cell in cells]
            line = reader.line_num + skipped
            if not any(values):
                continue
            if not header:
                header = _checked_header(path, [_key(value) for value in values])
            elif any(values[len(header) :]):
                raise RosterError(
                    f"{path}, line {line}: {len(values)} fields where the first line has "
                    f"{len(header)}; put fields that hold {separator!r} in double quotes"
                )
            else:
                padded = values + [""] * (len(header) - len(values))
                rows.append((line, dict(zip(header, padded, strict=False))))
    except csv.Error as error:
        raise RosterError(
            f"{path}, line {reader.line_num + skipped}: {error}; open it in a spreadsheet "
            "program and save it as CSV again"
        ) from error
    return header, rows


def _fit(text: str, separator: str) -> tuple[bool, int]:
    """How well a separator fits the first line: does it give columns we know, and how many."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = next(csv.reader([first], delimiter=separator), [])
    return _system([_key(_plain(cell)) for cell in cells]) is not None, len(cells)


def _checked_header(path: Path, header: list[str]) -> list[str]:
    for name in set(header):
        if name in ID_COLUMNS["canvas"] + ID_COLUMNS["moodle"] and header.count(name) > 1:
            raise RosterError(f"{path}: the column {name!r} stands twice; delete one of them")
    return header


def _system(header: Sequence[str]) -> str | None:
    names = set(header)
    if {"id", "sis login id"} <= names and ("student" in names or "lastname" in names):
        return "canvas"
    if "first name" in names and names & {"surname", "last name"}:
        return "moodle"
    return "nbgrader" if "id" in names else None


def _is_extra(row: Row) -> bool:
    """Canvas's rows of points and of posting policies."""
    named = row.get("student") or row.get("lastname") or ""
    no_person = not (named or row["id"] or row["sis login id"])
    return named.startswith("Points Possible") or no_person


def _is_test_student(row: Row) -> bool:
    return row.get("student") == "Student, Test" or (
        (row.get("lastname"), row.get("firstname")) == ("Student", "Test")
    )


def _id_column(
    path: Path, header: list[str], rows: list[Row], system: str, wanted: str | None
) -> str:
    if wanted is not None:
        if _key(wanted) not in header:
            raise RosterError(
                f"{path} has no column {wanted!r}; it has {_listed(header)}; name one of them"
            )
        return _key(wanted)
    present = [name for name in ID_COLUMNS[system] if name in header]
    if not present:
        raise RosterError(
            f"{path} needs one of the columns {', '.join(ID_COLUMNS[system])} for the student ids, "
            f"got {_listed(header)}; add it to the export"
        )
    return next((name for name in present if all(row[name] for row in rows)), present[0])


def _student(row: Row, system: str, column: str) -> Student:
    if system == "nbgrader":
        lms_id = row.get("lms_user_id", "")
        names = (row.get("first_name", ""), row.get("last_name", ""))
        return Student(row[column], *names, row.get("email", ""), lms_id)
    if system == "moodle":
        last = row.get("surname") or row.get("last name") or ""
        return Student(row[column], row["first name"], last, row.get("email address", ""))
    last, _, first = row.get("student", "").partition(",")
    first, last = row.get("firstname") or first.strip(), row.get("lastname") or last.strip()
    login = row["sis login id"]
    return Student(row[column], first, last, login if "@" in login else "", row["id"])


def _check(path: Path, students: list[tuple[int, Student]], column: str) -> None:
    seen: dict[str, tuple[int, str]] = {}
    for line, student in students:
        where = f"{path}, line {line}"
        who = clean(f"{student.first_name} {student.last_name}".strip(), 40) or "this row"
        if not student.id:
            raise RosterError(
                f"{where}: {who} has no {column}; fill it in, or name a column that everybody has "
                "with --id-column"
            )
        if not STUDENT_ID.fullmatch(student.id):
            raise RosterError(
                f"{where}: a student id has letters, digits and _ . @ - only and begins with a "
                f"letter, digit or _, got {clean(student.id, 40)!r}; change it, or name another "
                "column with --id-column"
            )
        before = seen.setdefault(student.id.casefold(), (line, student.id))
        if before[0] != line:
            same = before[1] == student.id
            why = "stands twice" if same else f"differs from {before[1]} in upper case only"
            raise RosterError(
                f"{where}: the id {student.id} {why} (line {before[0]}); drop or change one"
            )


def _plain(cell: str) -> str:
    """The text of a cell, out of the `="..."` in which Canvas and Excel wrap some texts."""
    found = _EXCEL_TEXT.fullmatch(cell)
    text = found.group(1).replace('""', '"') if found else cell
    return " ".join(text.replace("\0", " ").split())


def _key(name: str) -> str:
    return name.lstrip("\ufeff").strip().casefold()


def _listed(header: Sequence[str]) -> str:
    return clean(", ".join(repr(name) for name in header[:12]) or "an empty file", 200)
