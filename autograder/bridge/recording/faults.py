"""What can go wrong around grading that is nobody's code: the disk and the database.

Each becomes one message that says what happened, that nothing recorded is lost, and how to go on.
No import here loads nbgrader or SQLAlchemy.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
KEPT = "what was recorded is kept; run the same command again and it continues"


class Interrupted(RuntimeError):
    """Grading could not go on; the message says why and how it continues."""


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Faults of disk and database inside become `Interrupted`; all others pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Interrupted(_disk_full(root)) from error
    except Exception as error:  # a library's own classes, which are not imported for their names
        if not _of_database(error):
            raise
        raise Interrupted(_database(root, str(error).splitlines()[0])) from error


def _of_database(error: Exception) -> bool:
    names = {cls.__module__.split(".")[0] for cls in type(error).__mro__}
    return isinstance(error, sqlite3.Error) or "sqlalchemy" in names or "psycopg2" in names


def _disk_full(root: Path) -> str:
    return f"the disk that holds {root} is full; free some space; {KEPT}"


def _database(root: Path, text: str) -> str:
    if "disk is full" in text or "disk I/O" in text:
        return _disk_full(root)
    return f"the gradebook of {root} does not answer: {text}; {KEPT}"
