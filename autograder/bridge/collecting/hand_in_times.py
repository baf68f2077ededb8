"""When files were handed in, from a CSV beside the export: neither zip says it.

Either Moodle's grading worksheet of the activity as it comes (``Identifier``, ``Full name``,
``Last modified (submission)``), or a file with the columns ``id`` and ``timestamp``.

Source: moodle/moodle, mod/assign/gradingtable.php and mod/assign/feedback/offline/locallib.php
(``Identifier`` is ``Participant N``; N is the number in the names of the files).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.bridge.class_folder.csv_file import CsvError, Row, listed, read_table
from autograder.bridge.class_folder.term import TermError, parse_time
from autograder.core.text import clean

MODIFIED = "last modified (submission)"
_MOODLE_TIMES = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%A, %B %d, %Y, %I:%M %p")


@dataclass(frozen=True)
class Worksheet:
    """Times by student id and by Moodle's participant number, and who the participants are."""

    by_student: dict[str, datetime] = field(default_factory=dict)
    by_participant: dict[str, datetime] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)


def read_worksheet(path: Path, zone: str = "UTC") -> Worksheet:
    """The times in a CSV file; those that name no zone are of `zone`."""
    header, rows, _ = read_table(path, lambda names: bool({"identifier", "id"} & set(names)))
    sheet = Worksheet()
    for line, row in rows:
        if "identifier" in header:
            found = re.search(r"\d+$", row["identifier"])
            if found is None:
                raise CsvError(
                    f"{path}, line {line}: no number in {clean(row['identifier'], 40)!r}"
                )
            sheet.people[found.group()] = row
            if (text := row.get(MODIFIED, "")) not in ("", "-"):
                sheet.by_participant[found.group()] = _time(path, line, text, zone)
        elif {"id", "timestamp"} <= set(header):
            sheet.by_student[row["id"]] = _time(path, line, row["timestamp"], zone)
        else:
            raise CsvError(
                f"{path} needs the columns id and timestamp, or Moodle's Identifier and Last "
                f"modified (submission); got {listed(header)}"
            )
    return sheet


def _time(path: Path, line: int, text: str, zone: str) -> datetime:
    for form in _MOODLE_TIMES:
        try:
            moment = datetime.strptime(text, form)
        except ValueError:
            continue
        return parse_time(moment.isoformat(), zone)
    try:
        return parse_time(text, zone)
    except TermError as error:
        raise CsvError(f"{path}, line {line}: {error}") from error
