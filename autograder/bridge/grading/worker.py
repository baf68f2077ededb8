"""What runs in a grading worker process: one warm sandbox, one submission after the other.

A worker never touches the gradebook. It gets a job, keeps the result under its address, and
returns the same JSON text; nothing but text crosses the process boundary back.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.grade_submission import grade_submission, retried, unfinished
from autograder.bridge.grading.processors import keep_to, shares
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import save_result
from autograder.core.text import clean_message
from autograder.sandbox import Infrastructure, Sandbox, SandboxUnavailable, Tier, start_tried


@dataclass(frozen=True)
class Job:
    """One submission to grade and the address of its result."""

    submission: Submission
    key: str
    alone: bool = False  # whether nothing else is graded beside it


@dataclass(frozen=True)
class WorkerSettings:
    """What a worker needs to know once."""

    root: str
    tier: Tier
    figures: bool = False


class _Worker:
    """The state of this process, set once by `start_worker` (a pool's initializer)."""

    room: Classroom
    sandbox: Sandbox
    checker: str
    figures: bool
    refused: str = ""  # why nothing may be graded here


def start_worker(settings: WorkerSettings, workers: int, numbers: SimpleQueue[int]) -> None:
    """Open the class, start the sandbox and try it; Ctrl-C is the main process's business.

    workers : how many there are
    numbers : one for each of them; this one takes the next
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # held back until now
    keep_to(shares(workers)[numbers.get()])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.room = Classroom.open(Path(settings.root))
    _Worker.checker = checker_digest()
    _Worker.figures = settings.figures
    _Worker.sandbox = Sandbox(settings.tier, limits=_Worker.room.limits)
    Finalize(None, _Worker.sandbox.close, exitpriority=1)  # a forked process has no `atexit`
    try:
        start_tried(_Worker.sandbox)
    except SandboxUnavailable as error:
        _Worker.refused = str(error)


def _end_with_parent() -> None:
    """A worker whose main process was killed must not stay behind with its sandbox."""
    parent = parent_process()
    if parent is not None:
        while os.getppid() == parent.pid:  # what it waits for, later workers may hold as well
            parent.join(1.0)
        os._exit(1)


def grade_job(job: Job) -> str:
    """Grade one submission; a mark left open by a fault of ours is tried once more.

    Nothing is graded by a worker whose sandbox was not tried, or did not hold: `SandboxUnavailable`
    (where it starts another jail later, it starts it in the same way). What ran out of wall time
    beside others is not kept: it is to be graded again, alone.
    """
    if _Worker.refused:
        raise SandboxUnavailable(_Worker.refused)
    key, result = retried(lambda: _try(job))
    if job.alone or not result.hit_wall:
        save_result(_Worker.room, key, result)
    return result.to_json()


def _try(job: Job) -> tuple[str, Result]:
    """The result of one submission; if the grader fails, one with open marks."""
    try:
        return grade_submission(
            *(_Worker.sandbox, _Worker.room, job.submission, _Worker.checker),
            figures=_Worker.figures,
        )
    except Exception as error:  # the boundary of a process: one submission must not stop the class
        with contextlib.suppress(Infrastructure):  # the next submission tries again
            _Worker.sandbox.restart()
        why = f"the grader failed ({type(error).__name__}: {clean_message(str(error), 200)})"
        return job.key, unfinished(_Worker.room, job.submission, _Worker.sandbox.tier, why)
