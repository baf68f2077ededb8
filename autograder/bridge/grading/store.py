"""Results by their address, found again after any interruption."""

from __future__ import annotations

from pathlib import Path

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.grading.result import Result


def _path(room: Classroom, key: str) -> Path:
    return room.state / "results" / key[:2] / f"{key}.json"


def load_result(room: Classroom, key: str) -> Result | None:
    """The kept result of this address; None where there is none or it cannot be read."""
    try:
        return Result.from_json(_path(room, key).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def save_result(room: Classroom, key: str, result: Result) -> None:
    """Keep a result; one with an open mark (a fault of ours) is not kept, so it is tried again."""
    if not result.faulty:
        write_whole(_path(room, key), result.to_json())
