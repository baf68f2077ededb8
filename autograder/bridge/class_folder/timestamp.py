"""When a submission was handed in: `timestamp.txt`, read without trusting it.

nbgrader stops on an invalid timestamp and its formgrader breaks for the whole class; here such a
file counts as absent.
"""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

FILE = "timestamp.txt"
MAX_BYTES = 200


def read_stamp(path: Path) -> str:
    """The text of a timestamp file, or "" when it is missing, too long, a link or not text."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            return ""
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def parse_stamp(path: Path) -> datetime | None:
    """The hand-in time (UTC), or None when there is no readable one."""
    text = read_stamp(path)
    if not text:
        return None
    from nbgrader.utils import parse_utc  # takes seconds; reading the text alone does not need it

    try:
        stamp: datetime = parse_utc(text)
    except (ValueError, OverflowError):
        return None
    return stamp if 1970 <= stamp.year <= 9000 else None
