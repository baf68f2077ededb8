"""A result that comes from another machine is believed only after it has been looked at.

Whoever graded it, it must be about this submission, under this checker and seed, with exactly the
graded cells of the master and scores that these cells can have.
"""

from __future__ import annotations

import math
from typing import Any

from autograder.bridge.grading.result import Result
from autograder.bridge.grading.worker import Job
from autograder.bridge.notebooks.admission import Master
from autograder.marking import Mark


class UnfitResult(RuntimeError):
    """A result from elsewhere that is not what was asked for; the message says what is wrong."""


def trusted_result(
    job: Job, master: Master, text: str, provenance: dict[str, str] | None = None
) -> Result:
    """The result in `text`, checked against the job, its master and, if given, its provenance."""
    try:
        result = Result.from_json(text)
        wrong = _wrong_with(result, job, master, provenance)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        wrong = f"it is no result ({type(error).__name__}: {error})"
    if wrong:
        who, what = job.submission.student, job.submission.assignment
        raise UnfitResult(f"the result of {who}/{what} from another machine is refused: {wrong}")
    return result


def _wrong_with(
    result: Result, job: Job, master: Master, provenance: dict[str, str] | None
) -> str | None:
    """What does not fit, or None."""
    asked = (job.submission.student, job.submission.assignment)
    if (result.student, result.assignment) != asked:
        return f"it is about {result.student}/{result.assignment}"
    if provenance is not None and result.provenance != provenance:
        return f"it was graded under {result.provenance}, not {provenance}"
    due = {cell.cell_id: cell for cell in master.exercises}
    if set(result.marks) != set(due):
        return f"it marks the cells {sorted(result.marks)}, the assignment has {sorted(due)}"
    for cell_id, mark in result.marks.items():
        cell = due[cell_id]
        if mark.exercise != cell.grade_id or mark.points != cell.points or not _fits(mark):
            return f"{mark.exercise} has {mark.score!r} of {mark.points!r} points"
    answers = {str(cell.grade_id) for cell in master.answers}
    if set(result.answered) != answers or not all(_is_cell(cell) for cell in result.cells):
        return "its cells are not the assignment's"
    return None


def _fits(mark: Mark) -> bool:
    if mark.score is None:
        return True
    number = isinstance(mark.score, float | int) and not isinstance(mark.score, bool)
    return number and math.isfinite(mark.score) and 0.0 <= mark.score <= mark.points


def _is_cell(cell: Any) -> bool:
    return len(cell) == 3 and all(isinstance(part, str) for part in cell)
