"""What would change if a class were graded again now: for whom, from what to what, and why.

A preview grades what the present checker has not graded yet, keeps the results by their address,
and writes nothing else: gradebook, notebooks and history stay as they are until `apply`. To cancel
is to do nothing; under the old checker, the old results are still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.result import Result
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.history import (
    PastMark,
    Place,
    Recorded,
    last_recorded,
    past_mark,
    work_digest,
)
from autograder.bridge.recording.ledger import Ledger
from autograder.bridge.whole_class.grade import Options, Progress, find_jobs, results_of

UNKNOWN = "unknown"  # the checker of marks from before there was a history
WORDS = {True: "passed", False: "not passed", None: "open"}


@dataclass(frozen=True)
class Change:
    """One mark that would change.

    checker : under which it was graded, and is now
    manual  : what a person gave; it counts before and after, whatever the checker says
    why     : the properties whose verdict differs, and what else is different
    """

    student: str
    assignment: str
    exercise: str
    before: PastMark
    after: PastMark
    checker: tuple[str, str]
    manual: float | None
    why: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the student's points change."""
        return self.manual is None and self.before.score != self.after.score

    def to_json(self) -> dict[str, Any]:
        """Plain data, for `--json`."""
        return asdict(self)


@dataclass
class Preview:
    """The changes, how many marks stay, and submissions that have no marks yet."""

    checker: str
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    new: list[Place] = field(default_factory=list)
    open: list[Place] = field(default_factory=list)  # a fault of the grader left a mark open


def preview(
    room: Classroom,
    assignments: Iterable[str],
    options: Options,
    progress: Progress = lambda _done, _all, _what: None,
) -> Preview:
    """Grade under the present checker and compare with what is recorded; nothing is recorded."""
    jobs = find_jobs(room, list(assignments), options)
    past, scores, manual = last_recorded(room), Ledger(room).scores, _manual_scores(room)
    found = Preview(checker_digest())
    for done, (job, result, _) in enumerate(results_of(room, jobs, options), 1):
        place = (job.submission.student, job.submission.assignment)
        recorded = scores.get(place)
        if result.faulty:
            found.open.append(place)
        elif recorded is None:
            found.new.append(place)
        else:
            _compare(found, result, _before(past.get(place), recorded, result), manual)
        progress(done, len(jobs), " ".join(place))
    found.changes.sort(key=lambda one: (one.assignment, one.exercise, one.student))
    return found


def _before(
    past: Recorded | None, recorded: Mapping[str, float | None], result: Result
) -> Recorded:
    """What the gradebook holds; with verdicts, if the history knows them for these scores."""
    known = past.marks if past is not None else {}
    if past is not None and all(recorded.get(name) == known[name].score for name in known):
        return past
    marks = {
        mark.exercise: PastMark(recorded.get(mark.exercise), mark.points, UNKNOWN)
        for mark in result.marks.values()
    }
    who = (result.student, result.assignment)
    return Recorded("", *who, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, marks)


def _compare(
    found: Preview, result: Result, before: Recorded, manual: Mapping[tuple[str, str, str], float]
) -> None:
    for mark in result.marks.values():
        old, new = before.marks.get(mark.exercise), past_mark(mark)
        old = old or PastMark(None, mark.points, "none")
        if (old.score, old.points) == (new.score, new.points) and (
            old.verdict in (new.verdict, UNKNOWN)
        ):
            found.same += 1
            continue
        where = (result.student, result.assignment, mark.exercise)
        why = (*_other_reasons(before, result), *_properties(old, new))
        checkers = (before.checker, found.checker)
        found.changes.append(Change(*where, old, new, checkers, manual.get(where), why))


def _other_reasons(before: Recorded, result: Result) -> list[str]:
    """What is different besides the check."""
    reasons = []
    if before.work not in (UNKNOWN, work_digest(result)):
        reasons.append("the student handed in something else since")
    if before.seed_id not in (UNKNOWN, result.provenance["seed_id"]):
        reasons.append(f"the secret seed was {before.seed_id}")
    if before.tier not in (UNKNOWN, result.provenance["tier"]):
        reasons.append(f"the sandbox was {before.tier}")
    return reasons


def _properties(old: PastMark, new: PastMark) -> list[str]:
    """The properties that are new, gone, worth something else, or judged otherwise."""
    was = {label: (points, passed) for label, points, passed in old.properties}
    now = {label: (points, passed) for label, points, passed in new.properties}
    lines = []
    for label, (points, passed) in now.items():
        if label not in was:
            if was:
                lines.append(f"{label}: a new property ({points:g}), {WORDS[passed]}")
        elif was[label][1] != passed:
            lines.append(f"{label}: {WORDS[was[label][1]]} -> {WORDS[passed]}")
        elif was[label][0] != points:
            lines.append(f"{label}: worth {was[label][0]:g} -> {points:g}")
    lines += [f"{label}: no longer looked at" for label in was if label not in now and now]
    return lines


def _manual_scores(room: Classroom) -> dict[tuple[str, str, str], float]:
    """The scores that people gave, by student, assignment and cell."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    query = (
        select(SubmittedAssignment.student_id, Assignment.name, BaseCell.name, Grade.manual_score)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.manual_score.is_not(None))
    )
    with open_gradebook(room) as gradebook:
        return {(a, b, c): float(score) for a, b, c, score in gradebook.db.execute(query)}
