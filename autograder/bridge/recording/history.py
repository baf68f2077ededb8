"""Who had which marks, and under which checker: a file that is only ever added to.

One JSON document a line in `.autograder/history.jsonl`, written when marks go into the gradebook,
whichever way they were graded. It is what a regrade is compared with.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.result import Result
from autograder.marking import Mark

Place = tuple[str, str]  # student, assignment
Properties = tuple[tuple[str, float, bool | None], ...]


@dataclass(frozen=True)
class PastMark:
    """What one exercise had."""

    score: float | None
    points: float
    verdict: str
    hint_ids: tuple[str, ...] = ()
    properties: Properties = ()


@dataclass(frozen=True)
class Recorded:
    """What one submission had, from `when` on.

    checker, seed_id, tier : under which it was graded
    work                   : a fingerprint of what the student wrote
    """

    when: str
    student: str
    assignment: str
    checker: str
    seed_id: str
    tier: str
    work: str
    marks: dict[str, PastMark]


def history_file(room: Classroom) -> Path:
    """Where the history of a class lies."""
    return room.state / "history.jsonl"


def work_digest(result: Result) -> str:
    """A fingerprint of what the student wrote in the cells that count."""
    return hashlib.sha256(json.dumps(result.cells).encode()).hexdigest()[:16]


def past_mark(mark: Mark) -> PastMark:
    """The part of a mark that is remembered."""
    return PastMark(mark.score, mark.points, mark.verdict, mark.hint_ids, mark.properties)


def note(room: Classroom, results: Sequence[Result]) -> None:
    """Add results that have just been recorded; in one write, so that two graders do not mix."""
    when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = "".join(json.dumps(_line(result, when), sort_keys=True) + "\n" for result in results)
    path = history_file(room)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "rb+", buffering=0) as file:
        if _is_torn(file):
            text = "\n" + text
        file.write(text.encode())


def _is_torn(file: Any) -> bool:
    """Whether somebody was stopped in the middle of the last line."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


def _line(result: Result, when: str) -> dict[str, Any]:
    marks = {
        mark.exercise: [
            mark.score,
            mark.points,
            mark.verdict,
            list(mark.hint_ids),
            [list(each) for each in mark.properties],
        ]
        for mark in result.marks.values()
    }
    who = {"when": when, "student": result.student, "assignment": result.assignment}
    return who | result.provenance | {"work": work_digest(result), "marks": marks}


def read_history(room: Classroom) -> Iterator[Recorded]:
    """Everything that was recorded, oldest first; lines that break off are passed over."""
    try:
        file = history_file(room).open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                yield _recorded(json.loads(line))
            except (ValueError, KeyError, TypeError):
                continue


def _recorded(data: dict[str, Any]) -> Recorded:
    marks = {
        exercise: PastMark(
            score, points, verdict, tuple(hint_ids), tuple(tuple(each) for each in properties)
        )
        for exercise, (score, points, verdict, hint_ids, properties) in data["marks"].items()
    }
    names = ("when", "student", "assignment", "checker", "seed_id", "tier", "work")
    return Recorded(*(str(data[name]) for name in names), marks=marks)


def last_recorded(room: Classroom) -> dict[Place, Recorded]:
    """What every submission has now, as far as the history knows."""
    return {(each.student, each.assignment): each for each in read_history(room)}


def attempts(room: Classroom) -> dict[Place, int]:
    """How many different hand-ins of every student were graded, by student and assignment.

    What a student tried in their own notebook before handing in is not known and not counted.
    """
    works: dict[Place, set[str]] = {}
    for each in read_history(room):
        works.setdefault((each.student, each.assignment), set()).add(each.work)
    return {place: len(different) for place, different in works.items()}
