"""Where every student stands in every assignment, as the gradebook has it: plain rows to export.

The score is nbgrader's: what a person gave counts before what the checker gave, extra credit is
added, the late penalty is taken off, and nothing falls below zero.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import func, select

Status = Literal["graded", "open", "missing"]


@dataclass(frozen=True)
class Person:
    """One student of the gradebook; `lms_id` is the number Canvas gives its users."""

    id: str
    first_name: str
    last_name: str
    email: str
    lms_id: str


@dataclass(frozen=True)
class Standing:
    """One student in one assignment.

    status    : "open" when a mark is still to be given by a person, "missing" without a hand-in
    timestamp : when it was handed in, if that is known
    raw       : the points before the late penalty
    """

    status: Status
    timestamp: datetime | None = None
    raw: float = 0.0
    penalty: float = 0.0

    @property
    def score(self) -> float:
        """The points that count."""
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class Column:
    """One assignment over the class: the standing of every student by id."""

    assignment: str
    max_score: float
    duedate: datetime | None
    by_student: dict[str, Standing]


def people_of(gradebook: Gradebook, wanted: Collection[str] = ()) -> list[Person]:
    """The students of the gradebook by id; only those `wanted`, if any are."""
    table = Student.__table__.c
    rows = gradebook.db.execute(
        select(table.id, table.first_name, table.last_name, table.email, table.lms_user_id)
    )
    people = [Person(*(value or "" for value in row)) for row in rows]
    _check(wanted, {person.id for person in people}, "student")
    return sorted(
        (person for person in people if not wanted or person.id in wanted),
        key=lambda person: person.id,
    )


def columns_of(gradebook: Gradebook, wanted: Collection[str] = ()) -> list[Column]:
    """The assignments of the gradebook by name; only those `wanted`, if any are."""
    assignments = gradebook.db.execute(
        select(Assignment.id, Assignment.name, Assignment.max_score, Assignment.duedate)
    ).all()
    _check(wanted, {row.name for row in assignments}, "assignment")
    chosen = [row for row in assignments if not wanted or row.name in wanted]
    return [
        Column(row.name, float(row.max_score or 0.0), row.duedate, _standings(gradebook, row.id))
        for row in sorted(chosen, key=lambda row: row.name)
    ]


def _standings(gradebook: Gradebook, assignment: str) -> dict[str, Standing]:
    mine = SubmittedAssignment.assignment_id == assignment
    penal = func.sum(SubmittedNotebook.late_submission_penalty).label("penalty")
    penalties = {
        row.id: row.penalty
        for row in gradebook.db.execute(
            select(SubmittedAssignment.id, penal)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(mine)
            .group_by(SubmittedAssignment.id)
        )
    }
    still_open = set(
        gradebook.db.scalars(
            select(SubmittedNotebook.assignment_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(mine, Grade.auto_score.is_(None), Grade.manual_score.is_(None))
        )
    )
    rows = gradebook.db.execute(
        select(
            SubmittedAssignment.id,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.score,
        ).where(mine)
    )
    return {
        row.student_id: Standing(
            "open" if row.id in still_open else "graded",
            row.timestamp,
            float(row.score or 0.0),
            float(penalties.get(row.id) or 0.0),
        )
        for row in rows
    }


def _check(wanted: Collection[str], known: set[str], what: str) -> None:
    if unknown := sorted(set(wanted) - known):
        raise ValueError(
            f"the gradebook has no {what} {', '.join(unknown)}; "
            f"it has {', '.join(sorted(known)[:12]) or 'none'}"
        )
