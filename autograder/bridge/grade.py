"""Grading whole classes: workers grade, this process writes; interrupted work is never lost.

Results are kept by their address as they come, so a run that was stopped (Ctrl-C, `kill -9`)
continues where it was, and a second run of an unchanged class only looks.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.bridge.assemble import graded
from autograder.bridge.build import to_text
from autograder.bridge.classroom import CONFIG, Classroom, NotAClass, Submission
from autograder.bridge.gradebook import apply_late_policy, open_gradebook, record
from autograder.bridge.job import Result, checker_digest, read_submission, result_key
from autograder.bridge.store import load_result, write_whole
from autograder.bridge.timestamp import FILE as STAMP
from autograder.bridge.timestamp import read_stamp
from autograder.bridge.worker import Job, WorkerSettings, grade_job, start_worker
from autograder.sandbox import Tier

Progress = Callable[[int, int, str], None]
Attention = tuple[str, str, str]  # student, assignment, why a person should look
MAX_POOL_RESTARTS = 3


@dataclass
class Summary:
    """What a run of `grade` did; `entries` is what `--json` writes."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    graded: int = 0
    kept: int = 0
    needs_person: list[Attention] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    phases: dict[str, float] = field(default_factory=dict)
    wall: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every submission got its marks."""
        return not self.failed


@dataclass(frozen=True)
class Options:
    """How a class is graded. `tier` must have come from `choose_tier`, which tries it."""

    tier: Tier = "strong"
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
    summary = Summary()
    jobs = _jobs(room, list(assignments), options)
    config = class_config(room)
    with open_gradebook(room) as gradebook:
        marker = Recorder(room, gradebook, config, summary)
        results = _results(room, jobs, options, summary)
        for done, (job, result) in enumerate(results, 1):
            marker.write(job, result)
            progress(done, len(jobs), f"{job.submission.student} {job.submission.assignment}")
    summary.entries.sort(key=lambda entry: (entry["assignment"], entry["student"]))
    summary.needs_person.sort()
    summary.wall = time.perf_counter() - start
    return summary


def class_config(room: Classroom) -> Config:
    """The class's own nbgrader configuration, the instructor's settings included."""
    return PyFileConfigLoader(CONFIG, path=str(room.root)).load_config()


def _jobs(room: Classroom, assignments: list[str], options: Options) -> list[Job]:
    checker = checker_digest()
    jobs = []
    for assignment in assignments:
        for submission in room.submissions(assignment):
            if options.students and submission.student not in options.students:
                continue
            content, _ = read_submission(submission)
            key = result_key(room, submission, content, checker, options.tier)
            jobs.append(Job(submission, key))
    known = {job.submission.student for job in jobs}
    if missing := sorted(set(options.students) - known):
        raise NotAClass(
            f"no submission of {', '.join(assignments)} by {', '.join(missing)} in "
            f"{room.root / 'submitted'}; check the student id"
        )
    return jobs


def _results(
    room: Classroom, jobs: list[Job], options: Options, summary: Summary
) -> Iterator[tuple[Job, Result | None]]:
    """Every job with its result: first the kept ones, then the graded ones as they finish."""
    fresh = []
    for job in jobs:
        result = load_result(room, job.key)
        if result is None:
            fresh.append(job)
        else:
            summary.kept += 1
            yield job, result
    for job, result in _grade_fresh(room, fresh, options):
        summary.graded += 1
        yield job, result


def _grade_fresh(
    room: Classroom, jobs: list[Job], options: Options
) -> Iterator[tuple[Job, Result | None]]:
    """Grade in a pool; a worker that is killed is replaced and its submissions tried again."""
    settings = WorkerSettings(str(room.root), options.tier)
    left, restarts = list(jobs), 0
    while left:
        workers = max(1, min(options.workers, len(left)))
        try:
            for job, result in _pool(settings, left, workers):
                left.remove(job)
                yield job, result
        except BrokenProcessPool:
            restarts += 1
            if restarts > MAX_POOL_RESTARTS:
                for job in left:
                    yield job, None
                return


def _pool(
    settings: WorkerSettings, jobs: list[Job], workers: int
) -> Iterator[tuple[Job, Result | None]]:
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=start_worker, initargs=(settings,)
    )
    with pool:
        waiting: dict[Future[str], Job] = {}
        queue = list(reversed(jobs))
        try:
            while queue or waiting:
                while queue and len(waiting) < 2 * workers:
                    job = queue.pop()
                    waiting[pool.submit(grade_job, job)] = job
                finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    job = waiting.pop(future)
                    yield job, Result.from_json(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@dataclass
class Recorder:
    """The one writer: notebook files and gradebook, submission by submission."""

    room: Classroom
    gradebook: Gradebook
    config: Config
    summary: Summary

    def write(self, job: Job, result: Result | None) -> None:
        """Record one result, or name the submission for which the grader failed."""
        where = f"{job.submission.student}/{job.submission.assignment}"
        if result is None:
            self.summary.failed.append(f"{where}: the grader could not finish it")
            return
        start = time.perf_counter()
        self._write_notebook(job.submission, result)
        kept = record(self.gradebook, job.submission, result)
        apply_late_policy(self.config, self.gradebook, job.submission, kept)
        result.seconds["record"] = time.perf_counter() - start
        self._summarise(where, result)

    def _write_notebook(self, submission: Submission, result: Result) -> None:
        master = self.room.master(submission.assignment)
        text = to_text(graded(master, result))
        folder = self.room.root / "autograded" / submission.student / submission.assignment
        target = folder / f"{submission.assignment}.ipynb"
        write_whole(target, text)
        target.chmod(0o444)
        stamp = read_stamp(submission.notebook.parent / STAMP)
        if stamp:
            write_whole(folder / STAMP, stamp + "\n")

    def _summarise(self, where: str, result: Result) -> None:
        for phase, seconds in result.seconds.items():
            self.summary.phases[phase] = self.summary.phases.get(phase, 0.0) + seconds
        self.summary.entries += entries_of(result)
        if result.faulty:
            self.summary.failed.append(f"{where}: a fault of the grader left a mark open")
        self.summary.needs_person += attention(result)


def entries_of(result: Result) -> list[dict[str, Any]]:
    """One entry for every exercise of a submission: what `grade --json` writes."""
    seconds = round(sum(result.seconds.values()), 4)
    return [
        {
            "student": result.student,
            "assignment": result.assignment,
            "exercise": mark.exercise,
            "score": mark.score,
            "points": mark.points,
            "verdict": mark.verdict,
            "hint_ids": list(mark.hint_ids),
            "notes": [*result.notes, *mark.notes],
            "seconds": seconds,
        }
        for mark in result.marks.values()
    ]


def attention(result: Result) -> list[Attention]:
    """Why a person should look at a submission: notes, open marks, written answers."""
    reasons = list(result.notes)
    reasons += [note for mark in result.marks.values() if mark.score is None for note in mark.notes]
    reasons += ["a written answer to read"] if any(result.answered.values()) else []
    return [(result.student, result.assignment, reason) for reason in reasons]


def kept_results(room: Classroom, tier: Tier) -> list[Result]:
    """The kept results of the class as it is now; nothing is graded."""
    jobs = _jobs(room, room.assignments, Options(tier))
    found = (load_result(room, job.key) for job in jobs)
    return [result for result in found if result is not None]


def write_json(path: Path, summary: Summary) -> None:
    """The entries of a run as a JSON list."""
    write_whole(path, json.dumps(summary.entries, indent=1, sort_keys=True) + "\n")
