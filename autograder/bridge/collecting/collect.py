"""Collecting hand-ins from exports of Canvas and Moodle: first a plan, then the writing.

Of several tries of one student the last counts; by time where one is known, else by Canvas's file
number and the `-1`, `-2` it adds. A file is known by its name, else by the exercises in it.
Everything that is not taken stands in the plan with the reason. What was in `submitted/` before is
moved to `.autograder/earlier/`, so nothing is ever overwritten, and doing it again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.roster import Student
from autograder.bridge.collecting.hand_in_files import (
    MAX_NAME,
    HandInFile,
    Refused,
    inner_files,
    open_export,
)
from autograder.bridge.collecting.hand_in_names import Name, is_junk, named_assignment, parse_name
from autograder.bridge.collecting.hand_in_times import Worksheet
from autograder.bridge.collecting.people import People
from autograder.bridge.collecting.submitted import Standing, place, standing
from autograder.bridge.notebooks.scan import BadFile, read_cells
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.core.text import clean

LATE_BY = timedelta(minutes=1)
Owner = tuple[str, str]  # student, assignment


@dataclass(frozen=True)
class HandIn:
    """One file of an export that is somebody's work."""

    student: str
    assignment: str
    source: str
    digest: str
    time: datetime | None
    order: tuple[int, int]  # Canvas's file number; the try that the name says
    file: HandInFile = field(repr=False, compare=False)


@dataclass(frozen=True)
class Left:
    """A file that is not taken and why; `expected` when that is in order."""

    source: str
    reason: str
    expected: bool = False


@dataclass
class Plan:
    """What would be done: `new` and `replaced` are written, `same` is there already."""

    new: list[HandIn] = field(default_factory=list)
    replaced: list[HandIn] = field(default_factory=list)
    same: list[HandIn] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ClassFacts:
    """What gradebook, released notebooks and the worksheet beside the export say."""

    people: People
    due: dict[str, datetime]
    extensions: dict[Owner, timedelta]
    exercises: dict[str, frozenset[str]]  # assignment -> its grade ids
    worksheet: Worksheet


def collect(
    room: Classroom,
    sources: Sequence[Path],
    *,
    only: Sequence[str] = (),
    worksheet: Worksheet | None = None,
    force: bool = False,
    dry_run: bool = False,
    put: Callable[[Classroom, HandIn], None] = place,
) -> Plan:
    """Take the hand-ins of these exports into `submitted/`; with `dry_run` only say what would be.

    only : these assignments; all released ones, if empty
    put  : what to do with a hand-in that is taken
    """
    facts = class_facts(room, only, worksheet or Worksheet())
    plan = Plan()
    with ExitStack() as stack:
        found = []
        for source in sources:
            for file in stack.enter_context(open_export(source)):
                found += _hand_ins(file, facts, plan)
        _note_equal_files(found, plan)
        for chosen in _last_tries(found, plan):
            _settle(room, chosen, plan, force=force)
        if not dry_run:
            for hand_in in (*plan.new, *plan.replaced, *plan.same):
                put(room, hand_in)
    return plan


def class_facts(room: Classroom, only: Sequence[str], worksheet: Worksheet) -> ClassFacts:
    """Read roster, due dates, extensions and the grade ids of the assignments."""
    assignments = [name for name in room.assignments if not only or name in only]
    if unknown := sorted(set(only) - set(assignments)) or not assignments:
        raise ValueError(
            f"the class has released {', '.join(room.assignments) or 'no assignment'}"
            + (f", not {', '.join(unknown)}" if isinstance(unknown, list) else "")
        )
    due, extensions = {}, {}
    with open_gradebook(room) as gradebook:
        students = [
            Student(s.id, s.first_name or "", s.last_name or "", s.email or "", s.lms_user_id or "")
            for s in gradebook.students
        ]
        for name in assignments:
            try:
                due[name] = gradebook.find_assignment(name).duedate
            except MissingEntry:
                continue
            for submission in gradebook.assignment_submissions(name):
                if submission.extension is not None:
                    extensions[submission.student.id, name] = submission.extension
    exercises = {
        name: frozenset(cell.grade_id for cell in room.master(name).cells if cell.grade_id)
        for name in assignments
    }
    dates = {name: date for name, date in due.items() if date is not None}
    return ClassFacts(People.of(students), dates, extensions, exercises, worksheet)


def _hand_ins(file: HandInFile, facts: ClassFacts, plan: Plan) -> Iterator[HandIn]:
    """What a file of the export is worth: a hand-in, several in a student's zip, or a reason."""
    shown = clean(file.path, 160)
    if is_junk(file.path):
        plan.left.append(Left(shown, "left behind by the computer", expected=True))
        return
    try:
        if len(file.path) > MAX_NAME:
            raise Refused(f"a name of more than {MAX_NAME} characters")
        name = parse_name(file.path, facts.people.ids)
        student = facts.people.student(name, facts.worksheet)
        if not name.file.lower().endswith(".zip"):
            yield _hand_in(file, name, student, facts, plan)
            return
        inner = [one for one in inner_files(file.path, file.read()) if not is_junk(one.path)]
        if not inner:
            raise Refused("a zip without a notebook")
        for one in inner:
            try:
                inside = name._replace(file=one.path.split("/")[-1])
                yield _hand_in(one, inside, student, facts, plan)
            except Refused as refusal:
                plan.left.append(Left(clean(one.path, 160), str(refusal)))
    except Refused as refusal:
        plan.left.append(Left(shown, str(refusal)))


def _hand_in(
    file: HandInFile,
    name: Name,
    student: str,
    facts: ClassFacts,
    plan: Plan,
) -> HandIn:
    if not name.file.lower().endswith((".ipynb", ".ipynb.txt", ".ipynb.json")):
        raise Refused("no notebook (.ipynb)")
    content = file.read()
    shown = clean(file.path, 160)
    assignment, again = _assignment(name.file, content, facts, shown, plan)
    time = facts.worksheet.by_student.get(student)
    if name.system == "moodle":
        time = facts.worksheet.by_participant.get(name.user, time)
    if time is None and name.late:
        time = _late_time(student, assignment, facts, shown, plan)
    return HandIn(
        student=student,
        assignment=assignment,
        source=shown,
        digest=hashlib.sha256(content).hexdigest(),
        time=time,
        order=(name.number, again),
        file=file,
    )


def _assignment(
    file: str, content: bytes, facts: ClassFacts, shown: str, plan: Plan
) -> tuple[str, int]:
    """Which assignment a file is, and which try: by its name, else by the exercises in it."""
    named = named_assignment(file, facts.exercises)
    try:
        cells = read_cells(content)
    except BadFile as error:
        if named is None:
            raise Refused(f"cannot be read: {error}") from error
        plan.notes.append(f"{shown} is taken, but cannot be read: {error}")
        return named
    ids = {cell.grade_id for cell in cells}
    holds = {name: len(ids & theirs) for name, theirs in facts.exercises.items()}
    best = max(holds, key=lambda name: holds[name])
    if named is None:
        if not holds[best]:
            raise Refused("no notebook of an assignment collected here")
        plan.notes.append(f"{shown} is {best} by its exercises, under another name")
        return best, 0
    if not holds[named[0]] and holds[best]:
        raise Refused(f"named {named[0]}, but holds the exercises of {best}; ask which it is")
    return named


def _late_time(
    student: str, assignment: str, facts: ClassFacts, shown: str, plan: Plan
) -> datetime | None:
    due = facts.due.get(assignment)
    if due is None:
        plan.notes.append(f"{shown} is late in Canvas; {assignment} has no due date here")
        return None
    time = due + facts.extensions.get((student, assignment), timedelta(0)) + LATE_BY
    plan.notes.append(
        f"{shown} is late in Canvas, which does not say by how much; noted as a minute late, or "
        "give the times: --times CSV"
    )
    return time


def _note_equal_files(found: Sequence[HandIn], plan: Plan) -> None:
    """Say where different students handed in the same bytes."""
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hand_in in found:
        owners[hand_in.assignment, hand_in.digest].add(hand_in.student)
    for (assignment, _), students in sorted(owners.items()):
        if len(students) > 1:
            names = ", ".join(sorted(students))
            plan.notes.append(f"{assignment}: the same file, byte for byte, from {names}")


def _last_tries(found: Sequence[HandIn], plan: Plan) -> list[HandIn]:
    tries: dict[Owner, list[HandIn]] = defaultdict(list)
    for hand_in in found:
        tries[hand_in.student, hand_in.assignment].append(hand_in)
    chosen = []
    for owner in sorted(tries):
        ordered = sorted(tries[owner], key=lambda t: (t.time or datetime.min, t.order, t.source))
        last = ordered[-1]
        chosen.append(last)
        for earlier in ordered[:-1]:
            same = earlier.digest == last.digest
            why = "the same file again" if same else "an earlier try"
            plan.left.append(Left(earlier.source, f"{why}; {last.source} counts", expected=True))
    return chosen


def _settle(room: Classroom, hand_in: HandIn, plan: Plan, *, force: bool) -> None:
    """Put a chosen hand-in where it belongs in the plan, by what is in `submitted/` now."""
    found = standing(room, hand_in)
    if found is Standing.NOTHING:
        plan.new.append(hand_in)
    elif found is Standing.SAME:
        plan.same.append(hand_in)
    elif found is Standing.OLDER or force:
        plan.replaced.append(hand_in)
    elif found is Standing.NEWER:
        plan.left.append(Left(hand_in.source, "older than what was collected before", True))
    else:
        plan.left.append(
            Left(
                hand_in.source,
                f"submitted/{hand_in.student}/{hand_in.assignment} holds another file that was not "
                "collected here; --force takes this one and keeps that in .autograder/earlier",
            )
        )
