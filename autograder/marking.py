"""Marking one exercise of a loaded submission: from a sandboxed function to a mark.

The only place where checks, exercises and sandbox meet. It knows no files and no gradebook.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from autograder import exercises
from autograder.core.judge import judge
from autograder.core.report import Report
from autograder.core.seeds import rng_for
from autograder.core.values import SENTENCES
from autograder.sandbox import CellResult, Infrastructure
from autograder.sandbox.loaded import Loaded

# The kind of the first failure -> the verdict word; any other kind is WRONG.
VERDICTS = {
    "missing": "STUDENT_ERROR",
    "error": "STUDENT_ERROR",
    "crash": "STUDENT_ERROR",
    "limit_cpu": "LIMIT_CPU",
    "limit_wall": "LIMIT_WALL",
    "limit_mem": "LIMIT_MEM",
    "limit_out": "LIMIT_OUT",
    "limit_proc": "LIMIT_PROC",
}
UNFIT_VALUES = {*SENTENCES, "nan", "kind", "ragged"}  # what came back cannot be compared at all


@dataclass(frozen=True)
class Mark:
    """What one exercise of one submission got.

    score     : points earned; None when a fault of the grader leaves it open
    verdict   : OK, WRONG, STUDENT_ERROR, BAD_VALUE, BAD_FILE, LIMIT_..., or INFRA
    html      : the report for the student, without secret inputs
    attempted : whether the student changed the cell at all
    """

    exercise: str
    score: float | None
    points: float
    verdict: str
    html: str
    hint_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attempted: bool = True

    @property
    def number(self) -> float:
        """The score as a number that nbgrader may read: clamped, 0 while it is open."""
        return min(self.points, max(0.0, self.score or 0.0))


def mark_exercise(loaded: Loaded, name: str, seed: int, *, attempted: bool) -> Mark:
    """Mark one exercise in a process of its own, on inputs drawn from `seed`."""
    exercise = exercises.load(name)
    if not attempted:
        text = "Nothing was changed in this cell, so there is nothing to check yet."
        return Mark(
            *(name, 0.0, exercise.points, "WRONG", _message(text)),
            notes=("not attempted",),
            attempted=False,
        )
    try:
        with loaded.subject(name) as subject:
            report = judge(exercise, subject, rng_for(seed, name), secret=True)
    except Infrastructure as error:
        return _open(name, exercise.points, str(error))
    return from_report(report)


def from_report(report: Report) -> Mark:
    """The mark that a report stands for."""
    if report.score is None:
        return _open(report.name, report.points, report.alert)
    return Mark(
        exercise=report.name,
        score=report.score,
        points=report.points,
        verdict=_verdict(report),
        html=report._repr_html_(),
        hint_ids=report.hint_ids,
    )


def bad_file(name: str, points: float, reason: str) -> Mark:
    """The mark of an exercise whose file could not be read."""
    return Mark(name, 0.0, points, "BAD_FILE", _message(f"The file could not be graded: {reason}."))


def outputs_of(result: CellResult) -> list[dict[str, Any]]:
    """The outputs of one of the student's cells as plain data: text only, capped by the sandbox."""
    kept = [
        {"kind": "text" if output.kind == "html" else output.kind, "data": output.data}
        for output in result.outputs
        if output.kind != "png"
    ]
    if result.error:
        kept.append({"kind": "error", "data": result.error})
    return kept


def _open(name: str, points: float, why: str) -> Mark:
    text = (
        "This exercise could not be graded. That is our fault, not yours: "
        "the points stay open, and a person looks at it."
    )
    return Mark(name, None, points, "INFRA", _message(text), notes=(why,))


def _verdict(report: Report) -> str:
    if report.passed:
        return "OK"
    first = next(verdict for verdict in report.verdicts if not verdict.passed)
    if first.code in VERDICTS:
        return VERDICTS[first.code]
    return "BAD_VALUE" if first.code in UNFIT_VALUES else "WRONG"


def _message(text: str) -> str:
    return f'<p style="margin:0.5em 0">{html.escape(text)}</p>'
