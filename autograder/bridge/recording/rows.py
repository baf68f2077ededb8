"""Marks into the gradebook's rows: one explicit score for every graded cell, in one transaction.

Both ways of grading end here: `autograder grade` and nbgrader's own commands (through `hooks`).
The rows are those that nbgrader's own functions make; they are written in bulk, because its
functions take 20 ms and three synced transactions for one submission. A score that a person gave
is never touched; a mark that is null asks for a person.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.class_folder.timestamp import FILE, parse_stamp
from autograder.bridge.grading.result import Result

Row = dict[str, Any]
Marked = tuple[Submission, Result]
# nbgrader's kinds of cells: has it a grade, has it a comment, is it a task?
CELLS = {
    "GradeCell": (True, False, False),
    "SolutionCell": (False, True, False),
    "TaskCell": (True, True, True),
}
TRIES = 5  # a transaction that met another grader's is begun again
NO_RESPONSE = "No response."


@dataclass(frozen=True)
class _Cell:
    """A cell of the gradebook's notebook that has a grade, a comment or both."""

    id: str
    name: str
    graded: bool
    commented: bool
    task: bool  # a person looks at what the student did elsewhere; there is no answer to miss


@dataclass(frozen=True)
class _Assignment:
    """What the gradebook knows of an assignment; the cells are by the notebook's id."""

    id: str
    name: str
    duedate: datetime | None
    notebooks: dict[str, str]  # id -> name
    cells: dict[str, list[_Cell]]


def record(gradebook: Gradebook, marked: Sequence[Marked]) -> list[Submission]:
    """Write results; students and submissions are created where needed. Commits once.

    Gives the submissions to which the class's late policy has something to say: those that came
    late, and those that have a penalty already, which may have to go.
    """
    for _ in range(TRIES):
        # Another grader made the same rows a moment ago, or each waited for the other's rows:
        # the transaction was taken back whole, and what the other wrote is there now.
        try:
            return _record_all(gradebook.db, marked)
        except IntegrityError:
            pass
        except OperationalError as error:
            if "deadlock" not in str(error):
                raise
        time.sleep(random.uniform(0.02, 0.2))  # graders that met do not meet again
    return _record_all(gradebook.db, marked)


def _record_all(session: Session, marked: Sequence[Marked]) -> list[Submission]:
    late: list[Submission] = []
    try:
        _add_students(session, {submission.student for submission, _ in marked})
        for name in dict.fromkeys(submission.assignment for submission, _ in marked):
            some = {each[0].student: each for each in marked if each[0].assignment == name}
            late += _record_assignment(session, _read_assignment(session, name), some)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return late


def _record_assignment(
    session: Session, assignment: _Assignment, marked: dict[str, Marked]
) -> list[Submission]:
    """Write the results of some students, by their id; the submissions that are late."""
    hand_ins = _hand_ins(session, assignment, marked)
    notebooks = _notebooks(session, assignment, hand_ins)
    grades, comments = [], []
    for notebook in notebooks:
        student, master = hand_ins[notebook["assignment_id"]]["student_id"], notebook["notebook_id"]
        mine = assignment.notebooks[master] == marked[student][0].notebook.stem
        result = marked[student][1] if mine else None
        for cell in assignment.cells[master]:
            place = {"notebook_id": notebook["id"], "cell_id": cell.id}
            if cell.graded:
                grades.append(place | _grade(cell, result))
            if cell.commented:
                comments.append(place | _comment(cell, result))
    _put(session, Grade, grades, ("auto_score", "needs_manual_grade"))
    _put(session, Comment, comments, ("auto_comment",))
    penal = "late_submission_penalty"
    punished = {each["assignment_id"] for each in notebooks if each[penal] is not None}
    return [
        marked[each["student_id"]][0]
        for each in hand_ins.values()
        if each["id"] in punished or _is_late(assignment, each)
    ]


def _is_late(assignment: _Assignment, hand_in: Row) -> bool:
    if assignment.duedate is None or hand_in["timestamp"] is None:
        return False
    due = assignment.duedate + (hand_in["extension"] or timedelta())
    return bool(hand_in["timestamp"] > due)


# --- what a result says ---------------------------------------------------------------------------


def _grade(cell: _Cell, result: Result | None) -> Row:
    """The score of a cell; None where a person has to give it, or where nothing is known."""
    score = None
    if result is not None and not cell.task:
        by_name = {mark.exercise: mark.score for mark in result.marks.values()}
        # A written answer is worth zero when untouched, else a person reads it.
        unread = None if result.answered.get(cell.name) else 0.0
        score = by_name.get(cell.name, unread)
    return {"auto_score": score, "needs_manual_grade": score is None, "known": result is not None}


def _comment(cell: _Cell, result: Result | None) -> Row:
    if result is None:
        return {"auto_comment": None, "known": False}
    untouched = {name for name, answered in result.answered.items() if not answered}
    untouched |= {f"{m.exercise}_solution" for m in result.marks.values() if not m.attempted}
    return {"auto_comment": NO_RESPONSE if cell.name in untouched else None, "known": True}


# --- rows -----------------------------------------------------------------------------------------


def _add_students(session: Session, students: set[str]) -> None:
    known = set(session.scalars(select(Student.id).where(Student.id.in_(students))))
    _insert(session, Student, [{"id": student} for student in sorted(students - known)])


def _read_assignment(session: Session, name: str) -> _Assignment:
    own = session.execute(
        select(Assignment.id, Assignment.duedate).where(Assignment.name == name)
    ).one()
    names = {
        row.id: row.name
        for row in session.execute(
            select(Notebook.id, Notebook.name).where(Notebook.assignment_id == own.id)
        )
    }
    cells: dict[str, list[_Cell]] = {notebook: [] for notebook in names}
    table = BaseCell.__table__.c
    for row in session.execute(
        select(table.id, table.name, table.type, table.notebook_id).where(
            table.notebook_id.in_(names)
        )
    ):
        kinds = {
            "GradeCell": (True, False),
            "SolutionCell": (False, True),
            "TaskCell": (True, True),
        }
        if row.type in kinds:
            cells[row.notebook_id].append(
                _Cell(row.id, row.name, *kinds[row.type], row.type == "TaskCell")
            )
    return _Assignment(own.id, name, own.duedate, names, cells)


def _hand_ins(
    session: Session, assignment: _Assignment, marked: dict[str, Marked]
) -> dict[str, Row]:
    """The rows of submitted assignments by their id, with the time stamps of now."""
    table = SubmittedAssignment.__table__.c
    found = session.execute(
        select(table.id, table.student_id, table.timestamp, table.extension).where(
            table.assignment_id == assignment.id, table.student_id.in_(marked)
        )
    )
    rows = {row.student_id: dict(row._mapping) for row in found}
    new, moved = [], []
    for student, (submission, _) in marked.items():
        stamp = parse_stamp(submission.notebook.parent / FILE)
        if student not in rows:
            rows[student] = {
                "id": new_uuid(),
                "student_id": student,
                "timestamp": stamp,
                "extension": None,
            }
            new.append(rows[student] | {"assignment_id": assignment.id})
        elif stamp is not None and stamp != rows[student]["timestamp"]:
            rows[student]["timestamp"] = stamp
            moved.append(rows[student])
    _insert(session, SubmittedAssignment, new)
    _update(session, SubmittedAssignment, moved, ("timestamp",))
    return {row["id"]: row for row in rows.values()}


def _notebooks(session: Session, assignment: _Assignment, hand_ins: dict[str, Row]) -> list[Row]:
    """The rows of submitted notebooks, one for each hand-in and notebook of the assignment."""
    table = SubmittedNotebook.__table__.c
    found = session.execute(
        select(
            table.id, table.assignment_id, table.notebook_id, table.late_submission_penalty
        ).where(table.assignment_id.in_(hand_ins))
    )
    rows = {(row.assignment_id, row.notebook_id): dict(row._mapping) for row in found}
    new = [
        {
            "id": new_uuid(),
            "assignment_id": hand_in,
            "notebook_id": notebook,
            "late_submission_penalty": None,
        }
        for hand_in in hand_ins
        for notebook in assignment.notebooks
        if (hand_in, notebook) not in rows
    ]
    _insert(session, SubmittedNotebook, new)
    return [*rows.values(), *new]


def _put(session: Session, kind: Any, rows: list[Row], columns: tuple[str, ...]) -> None:
    """Write the `columns` of grades or comments: rows that are there are changed, others made."""
    table = kind.__table__.c
    notebooks = {row["notebook_id"] for row in rows}
    extra = (table.manual_score,) if kind is Grade else ()
    there = {
        (row.notebook_id, row.cell_id): row
        for row in session.execute(
            select(table.id, table.notebook_id, table.cell_id, *extra).where(
                table.notebook_id.in_(notebooks)
            )
        )
    }
    new, changed = [], []
    for row in rows:
        old, known = there.get((row["notebook_id"], row["cell_id"])), row.pop("known")
        if old is None:
            new.append(row)
        elif known:
            if extra and old.manual_score is not None:
                row["needs_manual_grade"] = True  # as nbgrader: a person looks at it once more
            changed.append(row | {"id": old.id})
    _insert(session, kind, new)
    _update(session, kind, changed, columns)


def _insert(session: Session, kind: Any, rows: list[Row]) -> None:
    if rows:
        session.execute(insert(kind.__table__), rows)


def _update(session: Session, kind: Any, rows: list[Row], columns: tuple[str, ...]) -> None:
    if not rows:
        return
    table = kind.__table__
    values = {name: bindparam(f"new_{name}") for name in columns}
    session.execute(
        update(table).where(table.c.id == bindparam("row_id")).values(values),
        [{"row_id": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in rows],
    )
