"""A SQLite gradebook that another program has locked: wait, say so, go on.

SQLite lets one program write at a time; a formgrader that is saving, a backup or a second grader
holds the lock for a moment. PostgreSQL sorts that out by itself.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

BUSY_SECONDS = 60
ASK_SECONDS = 0.25
SQLITE = "sqlite:///"


class StillLocked(RuntimeError):
    """Nobody let go of the gradebook in time; nothing was lost, the run can be repeated."""


def _to_stderr(line: str) -> None:
    print(f"\n{line}", file=sys.stderr, flush=True)  # a progress bar may stand on this line


def wait_until_free(url: str, say: Callable[[str], None] = _to_stderr) -> None:
    """Come back when the gradebook at `url` can be written; at once if it is free or not SQLite."""
    path = Path(url.removeprefix(SQLITE))
    if not url.startswith(SQLITE) or not path.is_file():
        return
    began = time.monotonic()
    waits = False
    with closing(sqlite3.connect(path, timeout=ASK_SECONDS, isolation_level=None)) as connection:
        while _is_locked(connection):
            if time.monotonic() - began > BUSY_SECONDS:
                raise StillLocked(
                    f"{path} has been locked by another program for {BUSY_SECONDS} s; close what "
                    "has it open (a database browser, a second grader) and run the command again"
                )
            if not waits:
                say(f"{path.name} is in use by another program; waiting, {BUSY_SECONDS} s at most")
                waits = True
    if waits:
        say(f"{path.name} is free again after {time.monotonic() - began:.0f} s; going on")


def _is_locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        # Any other trouble (no right to write, a broken file) is told by whoever writes.
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False
