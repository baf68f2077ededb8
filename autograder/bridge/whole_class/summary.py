"""What a grading run says: one entry an exercise, who needs a person, where the time went."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.grading.result import Result

Attention = tuple[str, str, str]  # student, assignment, why a person should look


@dataclass
class Summary:
    """What a run of `grade` did; `entries` is what `--json` writes."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    graded: int = 0
    kept: int = 0
    needs_person: list[Attention] = field(default_factory=list)
    failed: list[Attention] = field(default_factory=list)
    phases: dict[str, float] = field(default_factory=dict)
    wall: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every submission got its marks."""
        return not self.failed

    def add(self, result: Result, *, fresh: bool) -> None:
        """Take in one result; the time of a kept one was spent in an earlier run."""
        self.entries += entries_of(result)
        self.needs_person += attention(result)
        if result.faulty:
            why = "a fault of the grader left a mark open; run again"
            self.failed.append((result.student, result.assignment, why))
        if fresh:
            self.graded += 1
            for phase, seconds in result.seconds.items():
                self.phases[phase] = self.phases.get(phase, 0.0) + seconds
        else:
            self.kept += 1

    def sort(self) -> None:
        """The same order whatever the workers did."""
        self.entries.sort(key=lambda entry: (entry["assignment"], entry["student"]))
        self.needs_person.sort()
        self.failed.sort()


def entries_of(result: Result) -> list[dict[str, Any]]:
    """One entry for every exercise of a submission."""
    seconds = round(sum(result.seconds.values()), 4)
    return [
        {
            "student": result.student,
            "assignment": result.assignment,
            "exercise": mark.exercise,
            "score": mark.score,
            "points": mark.points,
            "verdict": mark.verdict,
            "hint_ids": list(mark.hint_ids),
            "notes": [*result.notes, *mark.notes],
            "seconds": seconds,
        }
        for mark in result.marks.values()
    ]


def attention(result: Result) -> list[Attention]:
    """Why a person should look at a submission: notes, open marks, written answers."""
    reasons = list(result.notes)
    reasons += [note for mark in result.marks.values() if mark.score is None for note in mark.notes]
    reasons += ["a written answer to read"] if any(result.answered.values()) else []
    return [(result.student, result.assignment, reason) for reason in dict.fromkeys(reasons)]


def write_json(path: Path, summary: Summary) -> None:
    """The entries of a run as a JSON list."""
    write_whole(path, json.dumps(summary.entries, indent=1, sort_keys=True) + "\n")
