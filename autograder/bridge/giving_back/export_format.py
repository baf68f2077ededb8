"""The files that Canvas, Moodle and spreadsheet programs read, from rows of standings. No I/O.

What each system asks for, from its own importer:

* **Canvas** (instructure/canvas-lms, lib/gradebook_importer.rb): the first line holds `Student`,
  `ID`, `SIS Login ID` and `Section`, in this order, then one column for each assignment. A row
  whose first cell holds `Points Possible` gives the maxima. A student is found by `ID`, else by
  login, else by name. An empty cell is no score. A column is an existing assignment if it is
  `Title (id)` or an exact title, else a new one. The separator is guessed from the first three
  lines, so no cell may hold a line break.
* **Moodle** (moodle/moodle, grade/import/csv/classes/load_data.php): the first line is free, since
  columns are chosen on the next page; a student is found by e-mail address, username or ID number,
  and one that is not found stops the whole import, as does a grade that is no number. An empty cell
  and `-` are no grade. Every value is trimmed.
* **Spreadsheets**: a byte order mark makes Excel read UTF-8.

A cell that begins with `=`, `+`, `-`, `@`, a tabulator or a carriage return can be run as a formula
by a spreadsheet program (OWASP, CSV Injection), so an apostrophe is put before it. Numbers are no
formulas and stay as they are, whatever their sign.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.bridge.recording.standing import Column, Person, Standing

MISSING = Standing("missing")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide forms count as well
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
LONG = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "status"),
)


def safe(text: str) -> str:
    """A cell that no spreadsheet program runs as a formula; one line, as the importers need.

    >>> safe("=1+1"), safe("-2.5"), safe("O'Neil"), safe("@SUM(A1)")
    ("'=1+1", '-2.5', "O'Neil", "'@SUM(A1)")
    """
    line = _BREAKS.sub(" ", text).strip()  # tabulators and carriage returns go here
    return f"'{line}" if line.startswith(_FORMULA) and not _NUMBER.fullmatch(line) else line


def number(value: float) -> str:
    """Points with at most four decimals and a point, whatever the country.

    >>> number(7.0), number(2.5), number(1 / 3), number(-0.0)
    ('7', '2.5', '0.3333', '0')
    """
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def cell(standing: Standing, *, missing: str, provisional: bool) -> str:
    """The score, or nothing where there is none to give."""
    if standing.status == "missing":
        return missing
    return number(standing.score) if provisional or standing.status == "graded" else ""


def canvas(
    people: Sequence[Person],
    columns: Sequence[Column],
    titles: Mapping[str, str],
    *,
    missing: str = "",
    provisional: bool = False,
) -> str:
    """Canvas's gradebook file; `titles` are the columns' names in Canvas, by assignment."""
    head = ["Student", "ID", "SIS Login ID", "Section"]
    rows = [[*head, *(safe(titles.get(each.assignment, each.assignment)) for each in columns)]]
    rows.append(["    Points Possible", "", "", "", *(number(each.max_score) for each in columns)])
    for person in people:
        name = ", ".join(filter(None, (person.last_name, person.first_name)))
        login = "" if person.id == person.lms_id else person.id
        who = (name or person.id, person.lms_id, login, "")
        rows.append([*map(safe, who), *_scores(person, columns, missing, provisional)])
    return _text(rows)


def moodle(
    people: Sequence[Person],
    columns: Sequence[Column],
    titles: Mapping[str, str],
    *,
    missing: str = "",
    provisional: bool = False,
) -> str:
    """A file for Moodle's grade import."""
    head = ["First name", "Last name", "Username", "Email address"]
    rows = [[*head, *(safe(titles.get(each.assignment, each.assignment)) for each in columns)]]
    for person in people:
        who = (person.first_name, person.last_name, person.id, person.email)
        rows.append([*map(safe, who), *_scores(person, columns, missing, provisional)])
    return _text(rows)


def plain(
    people: Sequence[Person],
    columns: Sequence[Column],
    _titles: Mapping[str, str],
    *,
    missing: str = "",
    provisional: bool = False,
) -> str:
    """One line for each student and assignment, in the columns of nbgrader's own export."""
    rows: list[list[str]] = [list(LONG)]
    for column in columns:
        for person in people:
            found = column.by_student.get(person.id, MISSING)
            there = found.status != "missing"
            rows.append(
                [
                    safe(column.assignment),
                    str(column.duedate or ""),
                    str(found.timestamp or ""),
                    *map(safe, (person.id, person.last_name, person.first_name, person.email)),
                    number(found.raw) if there else "",
                    number(found.penalty) if there else "",
                    cell(found, missing=missing, provisional=provisional),
                    number(column.max_score),
                    found.status,
                ]
            )
    return "\ufeff" + _text(rows)


FORMATS = {"csv": plain, "canvas": canvas, "moodle": moodle}


def _scores(
    person: Person, columns: Iterable[Column], missing: str, provisional: bool
) -> list[str]:
    standings = (column.by_student.get(person.id, MISSING) for column in columns)
    return [cell(each, missing=missing, provisional=provisional) for each in standings]


def _text(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)  # RFC 4180
    return out.getvalue()
