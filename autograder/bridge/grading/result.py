"""What grading one submission gave, as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from autograder.marking import Mark


@dataclass(frozen=True)
class Result:
    """What grading one submission gave. `seconds` is the only part that varies between runs."""

    student: str
    assignment: str
    cells: tuple[tuple[str, str, str], ...]  # the rebuilt notebook: cell id, role, source
    marks: dict[str, Mark]  # by the test cell's id in the notebook
    answered: dict[str, bool]  # written answers: grade id -> did the student change it
    outputs: dict[str, list[dict[str, Any]]]  # of the student's cells, by cell id
    notes: tuple[str, ...]  # for the instructor
    bad_file: str | None  # why the file could not be read at all
    provenance: dict[str, str]
    hit_wall: bool  # whether the clock on the wall stopped anything: a busy machine could do that
    seconds: dict[str, float] = field(compare=False)

    @property
    def faulty(self) -> bool:
        """Whether a fault of the grader left a mark open (such results are never kept)."""
        return any(mark.verdict == "INFRA" for mark in self.marks.values())

    def to_json(self) -> str:
        """As one line of JSON."""
        return json.dumps(self, default=vars, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """The inverse of `to_json`."""
        data = json.loads(text)
        data["marks"] = {
            key: Mark(
                **{
                    **mark,
                    **{name: tuple(mark[name]) for name in ("hint_ids", "notes", "said")},
                    "properties": tuple(tuple(each) for each in mark["properties"]),
                }
            )
            for key, mark in data["marks"].items()
        }
        data["notes"] = tuple(data["notes"])
        data["cells"] = tuple(tuple(cell) for cell in data["cells"])
        return cls(**data)
