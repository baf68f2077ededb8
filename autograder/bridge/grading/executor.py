"""Grading jobs in worker processes on this machine, as results come in.

A worker that dies takes nobody's mark with it: what it had in hand is tried again, one submission
at a time, and a submission with which workers die twice is handed back as unfinished. A submission
that the clock on the wall stopped may have waited for the others: it is graded again, alone.
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import active_children, get_context

from autograder.bridge.grading.result import Result
from autograder.bridge.grading.worker import Job, WorkerSettings, grade_job, start_worker

TRIES_ALONE = 2
IN_HAND = 2  # jobs given out for each worker: one at work, one waiting


Outcome = tuple[Job, Result | None]
Started = Callable[[], object]


def _nothing() -> None:
    """Nothing is to be done beside it."""


class WorkersDied(Exception):
    """The pool broke; `suspects` were in hand, `untouched` had not been given out."""

    def __init__(self, suspects: list[Job], untouched: list[Job]) -> None:
        super().__init__("a grading worker died")
        self.suspects = suspects
        self.untouched = untouched


def run_jobs(
    settings: WorkerSettings, jobs: Sequence[Job], workers: int, started: Started = _nothing
) -> Iterator[Outcome]:
    """Every job with its result, in the order they finish; None where no worker survived it.

    Every worker tries its sandbox before it grades in it; `SandboxUnavailable` if one did not hold.

    started : called once, when workers have been started
    """
    way = _way_to_start()
    if min(workers, len(jobs)) == 1:
        return _run(settings, [replace(job, alone=True) for job in jobs], 1, started, way)
    return settled(settings, _run(settings, jobs, workers, started, way))


def settled(settings: WorkerSettings, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes of jobs that ran beside others; at the end, the slow ones once more, alone."""
    slow = []
    for job, result in outcomes:
        if result is not None and result.hit_wall:
            slow.append(replace(job, alone=True))
        else:
            yield job, result
    yield from _run(settings, slow, 1)


def _run(
    settings: WorkerSettings,
    jobs: Sequence[Job],
    workers: int,
    started: Started = _nothing,
    way: str = "spawn",
) -> Iterator[Outcome]:
    left = list(jobs)
    while left:
        try:
            yield from _run_pool(settings, left, min(workers, len(left)), started, way)
            return
        except WorkersDied as death:
            started, way = _nothing, "spawn"
            gc.collect()  # a broken pool keeps files open until then
            for suspect in death.suspects:
                yield suspect, _run_alone(settings, suspect)
            left = death.untouched


def _run_alone(settings: WorkerSettings, job: Job) -> Result | None:
    for _ in range(TRIES_ALONE):
        try:
            ((_, result),) = _run_pool(settings, [job], 1)
            return result
        except WorkersDied:
            continue
    return None


def _run_pool(
    settings: WorkerSettings,
    jobs: Sequence[Job],
    workers: int,
    started: Started = _nothing,
    way: str = "spawn",
) -> Iterator[tuple[Job, Result]]:
    queue = list(reversed(jobs))
    waiting: dict[Future[str], Job] = {}
    others = set(active_children())
    context = get_context(way)
    numbers = context.SimpleQueue()
    for number in range(workers):
        numbers.put(number)
    pool = ProcessPoolExecutor(
        *(workers, context, start_worker), initargs=(settings, workers, numbers)
    )
    with pool:
        try:
            with _interrupts_held_back():
                for _ in range(workers):
                    pool.submit(bool)  # starts a worker
            started()
            while queue or waiting:
                while queue and len(waiting) < IN_HAND * workers:
                    waiting[pool.submit(grade_job, queue[-1])] = queue[-1]
                    queue.pop()  # not before: where the pool is broken, it is not given out
                finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    result = Result.from_json(future.result())
                    yield waiting.pop(future), result
        except BrokenProcessPool as error:
            # If they died before they were given anything, one job is tried alone all the same, so
            # that workers that always die come to an end.
            suspects = list(waiting.values()) or [queue.pop()]
            raise WorkersDied(suspects, list(reversed(queue))) from error
        except BaseException:  # what is at work is not waited for: it is graded by the next run
            for worker in set(active_children()) - others:
                worker.kill()
            with suppress(AttributeError, OSError):  # one was killed in the middle of a result:
                pool._result_queue._writer.close()  # let who waits for the rest of it see the end
            pool.shutdown(cancel_futures=True)
            raise


def _way_to_start() -> str:
    """A worker that is forked has everything imported; only a process without threads may fork.

    So only the first workers are: later, this process has the gradebook open.
    """
    alone = threading.active_count() == 1
    return "fork" if sys.platform == "linux" and alone else "spawn"


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl-C goes to every process of a terminal; those started here never hear of it.

    They inherit that it is held back; `start_worker` ignores it before it lets it through. Here it
    counts afterwards: another thread of this process may have taken it.
    """
    came: list[int] = []
    in_main = threading.current_thread() is threading.main_thread()
    listener = signal.signal(signal.SIGINT, lambda *_: came.append(1)) if in_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if in_main:
            signal.signal(signal.SIGINT, listener)
        if came:
            signal.raise_signal(signal.SIGINT)
