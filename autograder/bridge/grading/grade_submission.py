"""Grading one submission, from its file to its result: plain data, nothing written anywhere.

Runs in a worker process: no nbgrader, no gradebook. Whatever the student's file is, a result
comes back, with a mark for every graded cell of the master.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from autograder import exercises, marking
from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.grading.address import address_of, checker_digest, circumstances
from autograder.bridge.grading.read_submission import read_submission
from autograder.bridge.grading.result import Result
from autograder.bridge.notebooks.admission import Admitted, Master, admit
from autograder.bridge.notebooks.scan import BadFile, read_cells
from autograder.marking import Mark
from autograder.sandbox import Cell, CellResult, Limits, Sandbox

TRIES = 2  # to grade one submission


@dataclass(frozen=True)
class Work:
    """One submission with everything that decides its marks, wherever it is graded.

    The class's secret stays behind: `seeds` holds only what is drawn from it for this submission,
    by purpose ("load", and the id of each exercise).
    """

    student: str
    assignment: str
    master: Master
    content: bytes
    unreadable: str | None
    seed_id: str
    seeds: Mapping[str, int]
    limits: Limits
    figures: bool = False  # whether the pictures that the student's cells draw are kept

    def circumstances(self, checker: str, tier: str) -> tuple[str, ...]:
        """What decides the result besides the submission and the class's notebook."""
        return circumstances(self.seed_id, checker, tier, self.limits, self.figures)


def admit_content(master: Master, content: bytes, bad_file: str | None = None) -> Admitted:
    """The rebuilt submission; from unreadable bytes, the notebook that was handed out."""
    try:
        if bad_file is not None:
            raise BadFile(bad_file)
        return admit(master, read_cells(content))
    except BadFile as error:
        return replace(admit(master, []), notes=(f"BAD_FILE: {error}",), bad_file=str(error))


def work_of(room: Classroom, submission: Submission, master: Master, figures: bool = False) -> Work:
    """The submission as it lies in the class folder now, ready to be graded anywhere."""
    content, unreadable = read_submission(submission)
    who = (submission.student, submission.assignment)
    purposes = ("load", *(str(cell.grade_id) for cell in master.exercises))
    seeds = {purpose: room.exercise_seed(*who, purpose) for purpose in purposes}
    return Work(*who, master, content, unreadable, room.seed_id, seeds, room.limits, figures)


def grade_submission(
    sandbox: Sandbox,
    room: Classroom,
    submission: Submission,
    checker: str,
    *,
    figures: bool = False,
) -> tuple[str, Result]:
    """Admit, load and check one submission; its result and the address of it."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "admit"):
        master = room.master(submission.assignment, submission.notebook.stem)
        work = work_of(room, submission, master, figures)
    return grade_work(sandbox, work, checker, seconds)


def grade_work(
    sandbox: Sandbox, work: Work, checker: str, seconds: dict[str, float] | None = None
) -> tuple[str, Result]:
    """Grade one submission without its class folder; `seconds` is what was spent on it before."""
    seconds = {} if seconds is None else seconds
    with _timed(seconds, "admit"):
        under = work.circumstances(checker, sandbox.tier)
        key = address_of((work.student, work.assignment), work.content, work.master, under)
        admitted = admit_content(work.master, work.content, work.unreadable)
    marks, ran, hit_wall = _marks(sandbox, work, admitted, seconds)
    result = Result(
        student=work.student,
        assignment=work.assignment,
        cells=tuple((cell.cell_id, cell.role, cell.source) for cell in admitted.cells),
        marks=marks,
        answered={
            str(cell.grade_id): admitted.answered(str(cell.grade_id))
            for cell in work.master.answers
        },
        outputs={each.id: found for each in ran if (found := marking.outputs_of(each))},
        notes=(*admitted.notes, *marking.notes_of(ran)),
        bad_file=admitted.bad_file,
        provenance={"checker": checker, "seed_id": work.seed_id, "tier": sandbox.tier},
        hit_wall=hit_wall,
        seconds=seconds,
    )
    return key, result


def retried(grade: Callable[[], tuple[str, Result]]) -> tuple[str, Result]:
    """What `grade` gives for a submission; once more, if a fault of ours left a mark open."""
    for _ in range(TRIES):
        key, result = grade()
        if not result.faulty:
            break
    return key, result


def unfinished(
    room: Classroom,
    submission: Submission,
    tier: str,
    why: str = "the grader could not finish this submission",
) -> Result:
    """The result of a submission that no worker survived: every mark open, a person looks."""
    master = room.master(submission.assignment)
    admitted = admit_content(master, *read_submission(submission))
    return Result(
        student=submission.student,
        assignment=submission.assignment,
        cells=tuple((cell.cell_id, cell.role, cell.source) for cell in admitted.cells),
        marks={
            cell.cell_id: marking.open_mark(str(cell.grade_id), cell.points, why)
            for cell in master.exercises
        },
        answered={
            str(cell.grade_id): admitted.answered(str(cell.grade_id)) for cell in master.answers
        },
        outputs={},
        notes=admitted.notes,
        bad_file=None,
        provenance={"checker": checker_digest(), "seed_id": room.seed_id, "tier": tier},
        hit_wall=False,
        seconds={},
    )


def _marks(
    sandbox: Sandbox, work: Work, admitted: Admitted, seconds: dict[str, float]
) -> tuple[dict[str, Mark], list[CellResult], bool]:
    tests = [cell.master for cell in admitted.cells if cell.role == "test" and cell.master]
    if admitted.bad_file is not None:
        reason = admitted.bad_file
        return (
            {
                test.cell_id: marking.bad_file(str(test.grade_id), test.points, reason)
                for test in tests
            },
            [],
            False,
        )

    cells = [Cell(cell.cell_id, cell.source) for cell in admitted.cells if cell.runs]
    known = set(exercises.names())
    marks = {
        test.cell_id: marking.by_hand(str(test.grade_id), test.points)
        for test in tests
        if test.grade_id not in known
    }
    tests = [test for test in tests if test.grade_id in known]
    start = time.perf_counter()
    with sandbox.load(cells, seed=work.seeds["load"] % 2**32, pictures=work.figures) as loaded:
        seconds["load"] = time.perf_counter() - start
        ran = {found.id: found for found in loaded.results}
        source = "\n".join(cell.source for cell in cells)
        seconds["fork"] = loaded.fork_seconds
        seconds["load"] -= loaded.fork_seconds
        with _timed(seconds, "check"):
            trials = [
                marking.Trial(
                    str(test.grade_id),
                    attempted=admitted.answered(f"{test.grade_id}_solution"),
                    cell=ran.get(admitted.cell_id(f"{test.grade_id}_solution")),
                )
                for test in tests
            ]
            # Before any function sees hidden numbers.
            pictures = marking.pictures_of(loaded, trials)
            last = next((trial for trial in reversed(trials) if trial.callable), None)
            for test, trial in zip(tests, trials, strict=True):
                marks[test.cell_id] = marking.mark_exercise(
                    loaded,
                    trial,
                    work.seeds[trial.exercise],
                    source=source,
                    picture=pictures.get(trial.exercise, ""),
                    last=trial is last,
                )
    return marks, list(ran.values()), loaded.hit_wall


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[phase] = seconds.get(phase, 0.0) + time.perf_counter() - start
