"""Grading on a Dask cluster: batches of submissions out, validated results in.

Works on whatever a `distributed.Client` reaches: machines of one's own, SLURM through
dask-jobqueue, a hub through dask-gateway. The class folder stays on this machine; the workers need
the course installed and a sandbox, no shared disk. Workers may come and go while it runs.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.parcel import batches
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import save_result
from autograder.bridge.grading.trusted_result import UnfitResult, trusted_result
from autograder.bridge.grading.worker import Job
from autograder.sandbox import Tier

if TYPE_CHECKING:
    from distributed import Client, Future

BATCH = 50
LEAST_BATCH, MOST_BATCH = 25, 200  # below, the overhead counts; above, a lost batch does
AHEAD = 2  # batches given out for each thread of the cluster: one at work, one waiting
WORKER_SECONDS = 600.0  # how long to wait for the first worker: a queue may be long
Found = tuple[Job, Result | None]


class ClusterTrouble(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


class OnCluster:
    """An executor: grades jobs on the workers that a client reaches.

    client  : an open `distributed.Client`; it stays open
    batch   : submissions in one task
    """

    def __init__(
        self, client: Client, tier: Tier, *, trusted: bool = False, batch: int = BATCH
    ) -> None:
        if not LEAST_BATCH <= batch <= MOST_BATCH:
            raise ValueError(
                f"--batch needs {LEAST_BATCH} to {MOST_BATCH} submissions, got {batch}; "
                f"leave it out for {BATCH}"
            )
        self.client = client
        self.settings = {"tier": tier, "trusted": trusted, "checker": checker_digest()}
        self.batch = batch

    def __call__(self, room: Classroom, jobs: Sequence[Job]) -> Iterator[Found]:
        """Every job with its result, in the order they finish; None where nobody survived it."""
        _wait_for_a_worker(self.client)
        settings = {**self.settings, "limits": asdict(room.limits)}
        alone: list[Job] = []
        with _plugin(self.client, settings) as plugin:
            for together, answers in self._run(plugin, batches(room, jobs, self.batch), AHEAD):
                if answers is None:  # too many workers died with it: find out which one it was
                    alone += together
                    continue
                for job, key, result in self._results(room, together, answers):
                    if result is not None and result.hit_wall:  # it may have waited for others
                        alone.append(job)
                    else:
                        yield job, _kept(room, key, result)
            for (job,), answers in self._run(plugin, batches(room, alone, 1), ahead=0):
                for _, key, result in self._results(room, [job], answers or [None]):
                    yield job, _kept(room, key, result)

    def _run(
        self, plugin: str, parcels: Iterator[tuple[list[Job], bytes]], ahead: int
    ) -> Iterator[tuple[list[Job], list[Any] | None]]:
        """Batches with their answers as they come in; None for a batch that killed its workers.

        ahead : batches given out for each thread of the cluster; 0 for one at a time
        """
        from distributed import KilledWorker, as_completed

        from autograder.bridge.grading.dask_worker import grade_parcel

        waiting: dict[Future, list[Job]] = {}
        finished = as_completed()

        def give_out() -> None:
            """Keep every thread busy, also those that joined since; the rest stays on disk."""
            most = max(1, ahead * sum(self.client.nthreads().values()))
            while len(waiting) < most and (following := next(parcels, None)):
                together, parcel = following
                future = self.client.submit(grade_parcel, plugin, parcel, pure=False)
                waiting[future] = together
                finished.add(future)

        try:
            give_out()
            while waiting:
                future = next(finished)
                together = waiting.pop(future)
                give_out()
                if isinstance(error := future.exception(), KilledWorker):
                    yield together, None
                elif error is not None:
                    raise ClusterTrouble(_explained(error)) from error
                else:
                    yield together, future.result()
        finally:
            self.client.cancel(list(waiting))

    def _results(
        self, room: Classroom, together: list[Job], answers: list[Any]
    ) -> Iterator[tuple[Job, str, Result | None]]:
        """Each job of a batch with the address and the result that came back, looked at."""
        if len(answers) != len(together):
            raise UnfitResult(f"a batch of {len(together)} came back with {len(answers)} results")
        due = {"checker": self.settings["checker"], "tier": self.settings["tier"]}
        due["seed_id"] = room.seed_id
        master_of = cache(room.master)
        for job, answer in zip(together, answers, strict=True):
            if answer is None:
                yield job, job.key, None
                continue
            master = master_of(job.submission.assignment)
            yield job, answer["key"], trusted_result(job, master, answer["result"], due)


def _kept(room: Classroom, key: str, result: Result | None) -> Result | None:
    """The result, kept. The key is not the job's if something was handed in again meanwhile."""
    if result is not None:
        save_result(room, key, result)
    return result


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """A client for the scheduler at `address`, closed at the end."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterTrouble(
            "--dask needs Dask, which is not installed here; "
            "install the extra: pip install 'learning-rate-course[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=20)
    except (OSError, ValueError) as error:
        raise ClusterTrouble(
            f"--dask {address}: no Dask scheduler answers there ({error}); "
            "start one with: dask scheduler"
        ) from error
    with client:
        yield client


@contextmanager
def _plugin(client: Client, settings: dict[str, Any]) -> Iterator[str]:
    """The grading plug-in on every worker, present and to come, for the time of the `with`."""
    from autograder.bridge.grading.dask_worker import Grading, Settings

    name = f"autograder-{secrets.token_hex(6)}"
    try:
        client.register_plugin(Grading(name, Settings(**settings)), name=name)
    except Exception as error:  # what Dask raises here is whatever the worker raised
        raise ClusterTrouble(_explained(error)) from error
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def _wait_for_a_worker(client: Client) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise ClusterTrouble(
            f"no Dask worker has joined {client.scheduler.address} in {WORKER_SECONDS:.0f} s; "
            "start some: dask worker ADDRESS --nthreads 1"
        ) from error


def _explained(error: BaseException) -> str:
    if isinstance(error, ImportError):
        return f"a Dask worker lacks the course ({error}); install it on every machine"
    return str(error) or type(error).__name__
