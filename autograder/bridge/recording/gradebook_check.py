"""Is the gradebook that lies in a class folder one that can be written? Looked at, not touched.

nbgrader opens whatever it finds: it adds tables to an older gradebook and a second course to one of
another class, and fails later, half-way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.recording.locked import SQLITE

SCHEMA = "e43177bfe90b"  # nbgrader 0.9.6 (the version is pinned)


class WrongGradebook(ValueError):
    """The file is no gradebook of this class; the message says what it is and the way on."""


def check_gradebook(room: Classroom) -> None:
    """Raise `WrongGradebook` when an SQLite gradebook is broken, older, or another course's."""
    path = sqlite_file(room)
    if path is None or not path.exists() or path.stat().st_size == 0:
        return
    away = (
        "put your own back from a backup; or move it away and run: autograder new-class "
        f"{room.root} --force, then grade: the checker's marks are written again, marks given by "
        "hand are in the file you moved"
    )
    try:
        tables = _column(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    except sqlite3.OperationalError:
        return  # locked or unreadable now; opening it says so
    except sqlite3.DatabaseError as error:
        raise WrongGradebook(f"{path} is no database or is damaged; {away}") from error
    if "assignment" not in tables:
        return
    known = "alembic_version" in tables and "course" in tables
    versions = _column(path, "SELECT version_num FROM alembic_version") if known else ["older"]
    if versions != [SCHEMA]:
        raise WrongGradebook(
            f"{path} was made by another version of nbgrader (schema {', '.join(versions)}, here "
            f"{SCHEMA}); {away}"
        )
    course = room.settings["course_id"]
    others = set(_column(path, "SELECT course_id FROM assignment")) - {course}
    if others and path == room.root / "gradebook.db":
        raise WrongGradebook(
            f"{path} is the gradebook of the course {', '.join(sorted(others))}, this class is "
            f"{course}; {away}"
        )


def check_assignments(room: Classroom, assignments: Sequence[str]) -> None:
    """Raise `WrongGradebook` when the gradebook does not know a released assignment."""
    path = sqlite_file(room)
    if path is None:
        return
    known = set(_column(path, "SELECT name FROM assignment")) if path.exists() else set()
    if missing := [name for name in assignments if name not in known]:
        raise WrongGradebook(
            f"{path} does not know {', '.join(missing)}: it is missing, empty or of another class; "
            "put yours back from a backup, or write the entries again: autograder new-class "
            f"{room.root} --force"
        )


def sqlite_file(room: Classroom) -> Path | None:
    """The file of an SQLite gradebook; None for another database."""
    url = room.db_url
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def _column(path: Path, query: str) -> list[str]:
    with closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True, timeout=60)) as connection:
        return [row[0] for row in connection.execute(query)]
