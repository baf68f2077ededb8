"""Marking one exercise of a loaded submission: from a sandboxed function to a mark.

The only place where a check is run on a sandboxed function. It knows no files and no gradebook.
"""

from __future__ import annotations

import html
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder import exercises
from autograder.core.fixed_words import in_fixed_words
from autograder.core.judge import judge
from autograder.core.picture import draw
from autograder.core.report import Report
from autograder.core.seeds import rng_for
from autograder.core.text import clean_message
from autograder.core.values import SENTENCES
from autograder.sandbox import CellResult, Infrastructure
from autograder.sandbox.loaded import Loaded
from autograder.sandbox.png import NotAPicture, clean_png
from autograder.sandbox.remote import RemoteSubject

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
# A cell that had to be left out: the verdict word, and what happened.
LIMITS = {
    "limit_cpu": ("LIMIT_CPU", "did not come to its end. Is there a loop that never stops?"),
    "limit_wall": ("LIMIT_WALL", "did not come to its end. Does it wait for something?"),
    "limit_mem": ("LIMIT_MEM", "used up the memory. Is something growing without end?"),
    "limit_out": ("LIMIT_OUT", "printed without end."),
    "limit_proc": ("LIMIT_PROC", "left processes or threads running."),
    "crash": ("STUDENT_ERROR", "ended Python. Does it call exit?"),
}
TRIES = 3  # of a picture, where the sandbox is ended from outside
UNFIT_VALUES = {*SENTENCES, "nan", "kind", "ragged"}  # what came back cannot be compared at all


@dataclass(frozen=True)
class Mark:
    """What one exercise of one submission got.

    score     : points earned; None when a person has to give them, or a fault leaves it open
    verdict   : OK, WRONG, STUDENT_ERROR, BAD_VALUE, BAD_FILE, LIMIT_..., BY_HAND or INFRA
    html      : the report for the student, without secret inputs
    attempted : whether the student changed the cell at all
    properties: what was looked at: (label, points, passed), passed None if that is not known
    said      : what the report says about the first failure, line by line, without secret inputs
    """

    exercise: str
    score: float | None
    points: float
    verdict: str
    html: str
    hint_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attempted: bool = True
    properties: tuple[tuple[str, float, bool | None], ...] = ()
    said: tuple[str, ...] = ()

    @property
    def number(self) -> float:
        """The score as a number that nbgrader may read: clamped, 0 while it is open."""
        return min(self.points, max(0.0, self.score or 0.0))


@dataclass(frozen=True)
class Trial:
    """One exercise of a submission, before it is marked.

    attempted : whether the student changed the cell at all
    cell      : what became of the cell that defines the function, if it ran
    """

    exercise: str
    attempted: bool = True
    cell: CellResult | None = None

    @property
    def callable(self) -> bool:
        """Whether there is anything to call."""
        return self.attempted and (self.cell is None or self.cell.status not in LIMITS)


def pictures_of(loaded: Loaded, trials: Sequence[Trial]) -> dict[str, str]:
    """The student's functions drawn against the right ones, by exercise, as far as they come.

    Before any exercise is marked: code that has seen hidden numbers could draw them, or leave them
    in a file. One process draws all of them, as one notebook does: a function that changes globals
    may change a later picture. What ends the process, or its time, costs no other picture.
    """
    waiting = [
        trial.exercise
        for trial in trials
        if trial.callable and exercises.load(trial.exercise).picture is not None
    ]
    drawn: dict[str, str] = {}
    faults_of_ours = 0
    while waiting and faults_of_ours < TRIES:
        with loaded.subjects(waiting) as subjects:
            for subject in subjects:
                picture = _picture_of(subject)
                if subject.fault is not None and subject.fault.kind == "infra":
                    faults_of_ours += 1  # a jail that was killed: the student did not stop here
                    break
                if subject.fault is None or subject is subjects[0]:
                    drawn[subject.name] = picture
                if subject.fault is not None:  # if others drew before it, it gets another chance
                    break
        waiting = [name for name in waiting if name not in drawn]
    return drawn


def _picture_of(subject: RemoteSubject) -> str:
    exercise = exercises.load(subject.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return draw(exercise, exercise.picture, subject) if exercise.picture else ""
    except Exception:  # a boundary: numbers that cannot be drawn cost the picture, nothing else
        return ""


def mark_exercise(
    loaded: Loaded,
    trial: Trial,
    seed: int,
    *,
    source: str = "",
    picture: str = "",
    last: bool = False,
) -> Mark:
    """Mark one exercise in a process of its own, on inputs drawn from `seed`.

    source  : the text of all cells that ran; of other words of the student's, none is repeated
    picture : what `pictures_of` drew
    last    : whether nothing is asked of this submission afterwards
    """
    name = trial.exercise
    exercise = exercises.load(name)
    if not trial.attempted:
        text = "Nothing was changed in this cell, so there is nothing to check yet."
        return Mark(
            *(name, 0.0, float(exercise.points), "WRONG", _message(text)),
            notes=("not attempted",),
            attempted=False,
            said=(text,),
        )
    if not trial.callable and trial.cell is not None:
        verdict, happened = LIMITS[trial.cell.status]
        text = f"The cell that defines {name} {happened} It was left out."
        points = float(exercise.points)
        return Mark(name, 0.0, points, verdict, _message(text), said=(text,))
    try:
        with loaded.subject(name, last=last) as subject:
            report = judge(exercise, subject, rng_for(seed, name), secret=True, picture=False)
    except Infrastructure as error:
        return open_mark(name, float(exercise.points), str(error))
    except Exception as error:  # a boundary: a fault of ours in one exercise costs no other
        why = clean_message(f"the check failed: {type(error).__name__}: {error}", 200)
        return open_mark(name, float(exercise.points), why)
    return from_report(replace(in_fixed_words(report, source), picture=picture))


def from_report(report: Report) -> Mark:
    """The mark that a report stands for."""
    if report.score is None:
        return open_mark(report.name, float(report.points), report.alert)
    return Mark(
        exercise=report.name,
        score=float(report.score),
        points=float(report.points),
        verdict=_verdict(report),
        html=report._repr_html_(),
        hint_ids=report.hint_ids,
        properties=tuple((each.label, each.points, each.passed) for each in report.verdicts),
        said=tuple(str(report).splitlines()[1 + len(report.verdicts) :]),
    )


def bad_file(name: str, points: float, reason: str) -> Mark:
    """The mark of an exercise whose file could not be read."""
    text = f"The file could not be graded: {reason}."
    return Mark(name, 0.0, points, "BAD_FILE", _message(text), said=(text,))


def by_hand(name: str, points: float) -> Mark:
    """The mark of a test cell that is no exercise of the course: only a person can give it.

    What the cell itself says is no proof: it would run where the student's code runs.
    """
    text = "The checker does not know this exercise: a person looks at it and gives the points."
    why = f"the test cell {name} is no exercise of the course; give its points by hand"
    return Mark(name, None, points, "BY_HAND", _message(text), notes=(why,), said=(text,))


def outputs_of(result: CellResult) -> list[dict[str, Any]]:
    """The outputs of one of the student's cells as plain data, capped by the sandbox.

    Everything is text, HTML too; a picture, where pictures were asked for, is written again.
    """
    kept = []
    for output in result.outputs:
        if output.kind == "png":
            kept.append(_picture(output.data))
        else:
            kind = "text" if output.kind == "html" else output.kind
            kept.append({"kind": kind, "data": output.data})
    if result.error:
        kept.append({"kind": "error", "data": result.error})
    return kept


def _picture(data: str) -> dict[str, Any]:
    try:
        return {"kind": "png", "data": clean_png(data)}
    except NotAPicture as error:
        return {"kind": "text", "data": f"[a picture was left out: {error}]"}


def notes_of(results: Iterable[CellResult]) -> tuple[str, ...]:
    """What the instructor should know of cells that had to be stopped."""
    return tuple(
        f"the cell {result.id} was left out: it {LIMITS[result.status][1].partition('.')[0]}"
        for result in results
        if result.status in LIMITS
    )


def open_mark(name: str, points: float, why: str) -> Mark:
    """A mark that a fault of the grader leaves open; `why` is for the instructor."""
    text = (
        "This exercise could not be graded. That is our fault, not yours: "
        "the points stay open, and a person looks at it."
    )
    return Mark(name, None, points, "INFRA", _message(text), notes=(why,), said=(text,))


def _verdict(report: Report) -> str:
    if report.passed:
        return "OK"
    first = next(verdict for verdict in report.verdicts if not verdict.passed)
    if first.code in VERDICTS:
        return VERDICTS[first.code]
    return "BAD_VALUE" if first.code in UNFIT_VALUES else "WRONG"


def _message(text: str) -> str:
    return f'<p style="margin:0.5em 0">{html.escape(text)}</p>'
