"""All that a graded class holds, in a form in which two classes can be compared."""

import sqlite3
from contextlib import closing
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom

TABLES = ("submitted_assignment", "submitted_notebook", "grade", "comment", "base_cell", "student")


def gradebook_rows(room: Classroom) -> dict[str, list[tuple[str, ...]]]:
    """Every row of the gradebook, sorted; the random keys are replaced by what they stand for."""
    with closing(sqlite3.connect(room.root / "gradebook.db")) as connection:
        connection.row_factory = sqlite3.Row
        named = _names(connection)
        return {
            table: sorted(
                tuple(
                    f"{column}={named.get(row[column], row[column])}"
                    for column in row.keys()  # noqa: SIM118 (a row of sqlite3 is no mapping)
                    if column != "id" or table == "student"
                )
                for row in connection.execute(f"SELECT * FROM {table}")
            )
            for table in TABLES
        }


def _names(connection: sqlite3.Connection) -> dict[Any, str]:
    """Random key -> what it is the key of."""
    named: dict[Any, str] = {}
    for table in ("assignment", "notebook", "base_cell"):
        named |= {row["id"]: row["name"] for row in connection.execute(f"SELECT * FROM {table}")}
    for row in connection.execute("SELECT * FROM submitted_assignment"):
        named[row["id"]] = f"{row['student_id']} {named[row['assignment_id']]}"
    for row in connection.execute("SELECT * FROM submitted_notebook"):
        named[row["id"]] = f"{named[row['assignment_id']]} {named[row['notebook_id']]}"
    return named


def files(room: Classroom, folder: str = "autograded") -> dict[str, bytes]:
    """Every file of a folder of the class by its path; half-written ones would be among them."""
    return {
        path.relative_to(room.root).as_posix(): path.read_bytes()
        for path in sorted((room.root / folder).rglob("*"))
        if path.is_file()
    }


def record_of(room: Classroom) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, bytes]]:
    """Gradebook and graded notebooks, to hold two ways of grading against each other."""
    return gradebook_rows(room), files(room)
