"""Grading whole classes: workers grade, this process writes; interrupted work is never lost.

Results are kept by their address as they come, so a run that was stopped (Ctrl-C, `kill -9`)
continues where it was, and a second run of an unchanged class only looks.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.bridge.class_folder.classroom import Classroom, NotAClass
from autograder.bridge.grading.address import checker_digest, result_key
from autograder.bridge.grading.executor import run_jobs
from autograder.bridge.grading.grade_submission import unfinished
from autograder.bridge.grading.processors import usable
from autograder.bridge.grading.read_submission import read_submission
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import load_result
from autograder.bridge.grading.worker import Job, WorkerSettings
from autograder.bridge.recording.faults import explained
from autograder.bridge.recording.gradebook_check import check_assignments, check_gradebook
from autograder.bridge.recording.history import last_recorded
from autograder.bridge.recording.ledger import Ledger
from autograder.bridge.recording.locked import wait_until_free
from autograder.bridge.recording.nbgrader_alone import import_nbgrader
from autograder.bridge.whole_class.summary import Summary
from autograder.sandbox import Tier, check_wanted
from autograder.sandbox.tiers import TIERS

if TYPE_CHECKING:  # nbgrader is loaded only if there is something to write
    from autograder.bridge.recording.recorder import Recorder

Progress = Callable[[int, int, str], None]
# Who grades: every job with its result, in the order they finish, None where nobody survived it.
Executor = Callable[[Classroom, Sequence[Job]], Iterator[tuple[Job, Result | None]]]


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    tier     : the sandbox; every worker tries its own before any submission runs in it
    trusted  : allows the tier "none"
    students : only these; all, if empty
    executor : who grades; worker processes on this machine, if None
    skip     : addresses of results to leave out
    figures  : keep the pictures that the students' cells draw (on this machine only)
    """

    tier: Tier = "strong"
    trusted: bool = False
    workers: int = field(default_factory=lambda: len(usable()))
    students: tuple[str, ...] = ()
    executor: Executor | None = None
    skip: frozenset[str] = frozenset()
    figures: bool = False

    def on_this_machine(
        self,
        room: Classroom,
        jobs: Sequence[Job],
        started: Callable[[], object] = lambda: None,
    ) -> Iterator[tuple[Job, Result | None]]:
        """The local executor: worker processes, each of which tries its sandbox first."""
        check_wanted(self.tier, trusted=self.trusted)
        settings = WorkerSettings(str(room.root), self.tier, self.figures)
        return run_jobs(settings, jobs, self.workers, started)


def grade(
    room: Classroom,
    assignments: Iterable[str],
    options: Options,
    progress: Progress = lambda _done, _all, _what: None,
) -> Summary:
    """Grade the submissions of these assignments and record every mark."""
    start = time.perf_counter()
    assignments = list(assignments)
    wait_until_free(room.db_url)
    check_gradebook(room)
    jobs = find_jobs(room, assignments, options)
    check_assignments(room, assignments)
    summary, ledger = Summary(), Ledger(room)
    with explained(room.root), ExitStack() as stack:
        recorder = None
        found = results_of(room, jobs, options, _import_recorder_beside)
        for done, (job, result, fresh) in enumerate(found, 1):
            if fresh or not ledger.holds(job.submission, job.key, result):
                if recorder is None:
                    recorder = stack.enter_context(_recorder_class()(room, ledger))
                recorder.write(job.submission, job.key, result)
            summary.add(result, fresh=fresh)
            progress(done, len(jobs), f"{job.submission.student} {job.submission.assignment}")
    if recorder is not None:
        summary.phases["record"] = recorder.seconds
    summary.sort()
    summary.wall = time.perf_counter() - start
    return summary


def _recorder_class() -> type[Recorder]:
    """What writes marks; imported only when it is needed, for nbgrader takes its time."""
    gc.disable()  # nothing of what is imported is garbage: to look for it takes a fifth of the time
    try:
        import_nbgrader()
        from autograder.bridge.recording.recorder import Recorder
    finally:
        gc.enable()
    return Recorder


def _import_recorder_beside() -> None:
    """While workers begin; what goes wrong here shows when the recorder is needed."""

    def load() -> None:
        with suppress(Exception):  # such as the end of Python, when the sandbox was refused
            _recorder_class()

    threading.Thread(target=load, daemon=True).start()


def find_jobs(room: Classroom, assignments: list[str], options: Options) -> list[Job]:
    """The submissions to grade and the addresses of their results."""
    checker = checker_digest()
    jobs = []
    for assignment in assignments:
        master = room.master(assignment)
        for submission in room.submissions(assignment):
            if options.students and submission.student not in options.students:
                continue
            content, _ = read_submission(submission)
            where = (room, master, submission, content)
            key = result_key(*where, checker, options.tier, options.figures)
            if key not in options.skip:
                jobs.append(Job(submission, key))
    known = {job.submission.student for job in jobs}
    if missing := sorted(set(options.students) - known):
        raise NotAClass(
            f"no submission of {', '.join(assignments)} by {', '.join(missing)} in "
            f"{room.root / 'submitted'}; check the student id"
        )
    return jobs


def latest_results(room: Classroom) -> list[Result]:
    """The kept results, each of the sandbox tier under which its submission was last recorded."""
    tiers = {place: each.tier for place, each in last_recorded(room).items()}
    used = {"strong", *tiers.values()}
    return [
        result
        for tier in TIERS
        if tier in used
        for result in kept_results(room, tier)
        if tiers.get((result.student, result.assignment), "strong") == tier
    ]


def kept_results(room: Classroom, tier: Tier) -> list[Result]:
    """The kept results of the class as it is now, with figures or without; nothing is graded."""
    plain, drawn = (
        find_jobs(room, room.assignments, Options(tier, figures=figures))
        for figures in (False, True)
    )
    found = (
        load_result(room, one.key) or load_result(room, other.key)
        for one, other in zip(plain, drawn, strict=True)
    )
    return [result for result in found if result is not None]


def results_of(
    room: Classroom,
    jobs: list[Job],
    options: Options,
    beside: Callable[[], object] = lambda: None,
) -> Iterator[tuple[Job, Result, bool]]:
    """Every job with its result and whether it is fresh: first the kept ones, then the others.

    beside : called once if something is graded, as soon as workers have been started
    """
    fresh = []
    for job in jobs:
        result = load_result(room, job.key)
        if result is None:
            fresh.append(job)
        else:
            yield job, result, False
    if fresh:
        if options.executor is None:
            outcomes = options.on_this_machine(room, fresh, beside)
        else:
            beside()
            outcomes = options.executor(room, fresh)
        for job, found in outcomes:
            yield job, found or unfinished(room, job.submission, options.tier), True
