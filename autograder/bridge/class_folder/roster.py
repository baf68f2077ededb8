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

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.bridge.class_folder.classroom import STUDENT_ID
from autograder.bridge.class_folder.csv_file import CsvError, Row, key, listed, read_table
from autograder.core.text import clean

ROSTER_COLUMNS = ("id", "first_name", "last_name", "email")
ID_COLUMNS = {
    "nbgrader": ("id",),
    "canvas": ("sis login id", "sis user id", "id"),
    "moodle": ("username", "id number", "email address"),
}


class RosterError(CsvError):
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
    header, rows, notes = read_table(path, lambda names: _system(names) is not None)
    system = _system(header)
    if system is None:
        raise RosterError(
            f"{path} needs a column named id (nbgrader), or Canvas's Student, ID, SIS Login ID, or "
            f"Moodle's First name, Surname; got {listed(header)}; its first line could be: "
            f"{','.join(ROSTER_COLUMNS)}"
        )
    for name in ID_COLUMNS[system]:
        if header.count(name) > 1:
            raise RosterError(f"{path}: the column {name!r} stands twice; delete one of them")
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
        if key(wanted) not in header:
            raise RosterError(
                f"{path} has no column {wanted!r}; it has {listed(header)}; name one of them"
            )
        return key(wanted)
    present = [name for name in ID_COLUMNS[system] if name in header]
    if not present:
        raise RosterError(
            f"{path} needs one of the columns {', '.join(ID_COLUMNS[system])} for the student ids, "
            f"got {listed(header)}; add it to the export"
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
