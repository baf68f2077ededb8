"""The folder `submitted/` of a class: what is there, and putting a hand-in in its place.

For each hand-in that was collected a small file in `.autograder/collected/` says which it was, so
that an older export never replaces a newer file, and a file put there by hand is noticed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.timestamp import FILE, read_stamp
from autograder.bridge.class_folder.whole_file import write_bytes, write_whole
from autograder.bridge.collecting.hand_in_files import HandInFile
from autograder.bridge.notebooks.scan import BadFile, read_bytes

STAMP = "%Y-%m-%d %H:%M:%S UTC"


class Standing(Enum):
    """What `submitted/` holds in the place of a hand-in, seen from the hand-in."""

    NOTHING = "nothing"
    SAME = "the same bytes"
    OLDER = "an earlier one that was collected"
    NEWER = "a later one that was collected"
    FOREIGN = "a file that was not collected"


class Placed(Protocol):
    """What is needed of a hand-in to put it in its place."""

    student: str
    assignment: str
    source: str
    digest: str
    time: datetime | None
    order: tuple[int, int]
    file: HandInFile


def standing(room: Classroom, hand_in: Placed) -> Standing:
    """Compare a hand-in with what is there."""
    path = _path(room, hand_in.student, hand_in.assignment)
    if not path.exists() and not path.is_symlink():
        return Standing.NOTHING
    there = _digest(path)
    if there == hand_in.digest:
        return Standing.SAME
    record = _record(room, hand_in)
    if record.get("digest") != there:
        return Standing.FOREIGN
    before = (record.get("time") or "", tuple(record.get("order", ())))
    now = (time_text(hand_in.time), hand_in.order)
    if before[0] and now[0]:
        return Standing.NEWER if before > now else Standing.OLDER
    return Standing.NEWER if before[1] > now[1] else Standing.OLDER


def place(room: Classroom, hand_in: Placed) -> None:
    """Write notebook, time and record; what was there before is kept in `.autograder/earlier`."""
    path = _path(room, hand_in.student, hand_in.assignment)
    if _digest(path) != hand_in.digest:
        content = hand_in.file.read()
        keep_earlier(room, hand_in.student, hand_in.assignment)
        _stamp(path.parent, hand_in.time, keep=False)
        write_bytes(path, content)
    else:
        _stamp(path.parent, hand_in.time, keep=True)
    record = {
        "digest": hand_in.digest,
        "order": list(hand_in.order),
        "source": hand_in.source,
        "time": time_text(hand_in.time),
    }
    if _record(room, hand_in) != record:
        write_whole(_record_path(room, hand_in), json.dumps(record, sort_keys=True) + "\n")


def keep_earlier(room: Classroom, student: str, assignment: str) -> None:
    """Copy what is in a student's place to `.autograder/earlier`, under a name of its own."""
    path = _path(room, student, assignment)
    if digest := _digest(path):
        folder = room.state / "earlier" / student / assignment
        if not (folder / f"{digest[:12]}.ipynb").exists():
            write_bytes(folder / f"{digest[:12]}.ipynb", read_bytes(path))
            if stamp := read_stamp(path.parent / FILE):
                write_whole(folder / f"{digest[:12]}.txt", stamp + "\n")
    if path.is_symlink():
        path.unlink()


def _stamp(folder: Path, time: datetime | None, *, keep: bool) -> None:
    """Write the time; without one, an old time of another file must not stay."""
    if time is not None:
        if read_stamp(folder / FILE) != time_text(time):
            write_whole(folder / FILE, time_text(time) + "\n")
    elif not keep:
        (folder / FILE).unlink(missing_ok=True)


def time_text(time: datetime | None) -> str:
    """A time as nbgrader writes it into timestamp.txt; "" for none."""
    return time.strftime(STAMP) if time else ""


def _path(room: Classroom, student: str, assignment: str) -> Path:
    return room.root / "submitted" / student / assignment / f"{assignment}.ipynb"


def _digest(path: Path) -> str:
    """The digest of an ordinary file; "" for none, a link, a pipe or an oversized one."""
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except BadFile:
        return ""


def _record_path(room: Classroom, hand_in: Placed) -> Path:
    return room.state / "collected" / hand_in.student / f"{hand_in.assignment}.json"


def _record(room: Classroom, hand_in: Placed) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_record_path(room, hand_in).read_text(encoding="utf-8"))
        return found
    except (FileNotFoundError, ValueError):
        return {}
