"""When a submission was handed in: `timestamp.txt`, read without trusting it.

nbgrader stops on an invalid timestamp and its formgrader breaks for the whole class; here such a
file counts as absent, and the instructor gets a note.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.bridge.classroom import Submission

FILE = "timestamp.txt"
MAX_BYTES = 200


def submitted_at(submission: Submission) -> datetime | None:
    """The hand-in time (UTC), or None when there is no readable one."""
    text = read_stamp(submission.notebook.parent / FILE)
    if not text:
        return None
    try:
        stamp: datetime = parse_utc(text)
    except (ValueError, OverflowError):
        return None
    return stamp if 1970 <= stamp.year <= 9000 else None


def read_stamp(path: Path) -> str:
    """The text of a timestamp file, or "" when it is missing, too long, a link or not text."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
        return ""
    try:
        return path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        return ""
