"""Grading whole classes: workers grade, this process writes; interrupted work is never lost.

Results are kept by their address as they come, so a run that was stopped (Ctrl-C, `kill -9`)
continues where it was, and a second run of an unchanged class only looks.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from autograder.bridge.classroom import Classroom, NotAClass
from autograder.bridge.executor import run_jobs
from autograder.bridge.job import (
    Result,
    checker_digest,
    read_submission,
    result_key,
    unfinished,
)
from autograder.bridge.ledger import Ledger
from autograder.bridge.store import load_result
from autograder.bridge.summary import Summary
from autograder.bridge.worker import Job, WorkerSettings
from autograder.sandbox import Tier, choose_tier

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    tier     : the sandbox; it is tried before any submission runs
    trusted  : allows the tier "none"
    students : only these; all, if empty
    """

    tier: Tier = "strong"
    trusted: bool = False
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    students: tuple[str, ...] = ()


def grade(
    room: Classroom,
    assignments: Iterable[str],
    options: Options,
    progress: Progress = lambda _done, _all, _what: None,
) -> Summary:
    """Grade the submissions of these assignments and record every mark."""
    start = time.perf_counter()
    summary, ledger = Summary(), Ledger(room)
    jobs = find_jobs(room, list(assignments), options)
    with ExitStack() as stack:
        recorder = None
        for done, (job, result, fresh) in enumerate(_results(room, jobs, options), 1):
            if fresh or not ledger.holds(job.submission, job.key, result):
                if recorder is None:  # nbgrader takes seconds to import: only if it is needed
                    from autograder.bridge.recorder import Recorder

                    recorder = stack.enter_context(Recorder(room, ledger))
                recorder.write(job.submission, job.key, result)
            summary.add(result, fresh=fresh)
            progress(done, len(jobs), f"{job.submission.student} {job.submission.assignment}")
    if recorder is not None:
        summary.phases["record"] = recorder.seconds
    summary.sort()
    summary.wall = time.perf_counter() - start
    return summary


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
            key = result_key(room, master, submission, content, checker, options.tier)
            jobs.append(Job(submission, key))
    known = {job.submission.student for job in jobs}
    if missing := sorted(set(options.students) - known):
        raise NotAClass(
            f"no submission of {', '.join(assignments)} by {', '.join(missing)} in "
            f"{room.root / 'submitted'}; check the student id"
        )
    return jobs


def kept_results(room: Classroom, tier: Tier) -> list[Result]:
    """The kept results of the class as it is now; nothing is graded."""
    jobs = find_jobs(room, room.assignments, Options(tier))
    found = (load_result(room, job.key) for job in jobs)
    return [result for result in found if result is not None]


def _results(
    room: Classroom, jobs: list[Job], options: Options
) -> Iterator[tuple[Job, Result, bool]]:
    """Every job with its result and whether it is fresh: first the kept ones, then the others."""
    fresh = []
    for job in jobs:
        result = load_result(room, job.key)
        if result is None:
            fresh.append(job)
        else:
            yield job, result, False
    if fresh:
        tier = choose_tier(options.tier, trusted=options.trusted)
        for job, found in run_jobs(WorkerSettings(str(room.root), tier), fresh, options.workers):
            yield job, found or unfinished(room, job.submission, tier), True
