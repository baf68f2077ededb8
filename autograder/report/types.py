"""The vocabulary of the class report: one entry per exercise of every submission.

What `autograder grade --json` writes is a list of dictionaries; `read_entries` turns it into
`Entry` values and refuses what cannot be reported honestly.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

# What each verdict of the grader says, in the instructor's words.
VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "OK": "right",
        "WRONG": "not right, or not all of it",
        "STUDENT_ERROR": "the student's code raised an error",
        "BAD_VALUE": "the function returned something that is not the number asked for",
        "BAD_FILE": "the file could not be read as this notebook",
        "LIMIT_CPU": "too much computing time",
        "LIMIT_WALL": "too much time on the clock",
        "LIMIT_MEM": "too much memory",
        "LIMIT_PROC": "too many processes",
        "LIMIT_OUT": "too much output",
        "LIMIT_DISK": "too much written to disk",
        "BY_HAND": "no exercise of the course; a person gives the points",
        "INFRA": "a fault of the grader, not of the student; the mark is open",
    }
)
_KEYS = ("student", "assignment", "exercise", "score", "points", "verdict", "hint_ids", "notes")


@dataclass(frozen=True)
class Entry:
    """One exercise of one submission, as it was graded. `score` None: the mark is open."""

    student: str
    assignment: str
    exercise: str
    score: float | None
    points: float
    verdict: str
    hint_ids: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def submission(self) -> tuple[str, str]:
        """Whose work on which assignment this entry belongs to."""
        return self.student, self.assignment

    @property
    def full(self) -> bool:
        """Whether the exercise earned all its points."""
        return self.score is not None and self.score >= self.points - 1e-9 * self.points


def read_entries(entries: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The entries as values; an entry that is incomplete, impossible or there twice is refused.

    >>> read_entries([{"student": "ada", "assignment": "a", "exercise": "sgd_step", "score": 3,
    ...     "points": 4, "verdict": "WRONG", "hint_ids": [], "notes": [], "seconds": 0.1}])[0].score
    3.0
    """
    read: dict[tuple[str, str, str], Entry] = {}
    for number, raw in enumerate(entries):
        entry = _entry(number, raw)
        key = (entry.student, entry.assignment, entry.exercise)
        if key in read:
            raise ValueError(
                f"class_page needs each exercise of a submission once, got {entry.exercise!r} of "
                f"{entry.student!r} in {entry.assignment!r} twice; merge the results first"
            )
        read[key] = entry
    return list(read.values())


def _entry(number: int, raw: Mapping[str, Any]) -> Entry:
    missing = [key for key in _KEYS if key not in raw]
    if missing:
        raise ValueError(
            f"class_page needs {', '.join(missing)} in every entry, entry {number} has only "
            f"{', '.join(sorted(map(str, raw)))}; pass what `autograder grade --json` writes"
        )
    if raw["verdict"] not in VERDICTS:
        raise ValueError(
            f"class_page knows the verdicts {', '.join(VERDICTS)}, entry {number} has "
            f"{raw['verdict']!r}; add its meaning to autograder.report.types.VERDICTS"
        )
    points = float(raw["points"])
    score = None if raw["score"] is None else float(raw["score"])
    if not (math.isfinite(points) and points > 0):
        raise ValueError(f"class_page needs points > 0, entry {number} has {points}; regrade it")
    if score is not None and not 0.0 <= score <= points * (1 + 1e-9):
        raise ValueError(
            f"class_page needs a score from 0 to {points:g} or None, entry {number} has "
            f"{score}; regrade it"
        )
    return Entry(
        student=str(raw["student"]),
        assignment=str(raw["assignment"]),
        exercise=str(raw["exercise"]),
        score=score,
        points=points,
        verdict=raw["verdict"],
        hint_ids=tuple(map(str, raw["hint_ids"])),
        notes=tuple(map(str, raw["notes"])),
    )
