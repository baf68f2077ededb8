"""What runs in a Dask worker: it hands submissions to a grading process and collects the answers.

No student code runs in the Dask worker itself. A plug-in keeps one grading process for each thread
of the worker, warm from one batch to the next, and ends them with the run or with the worker.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from typing import Any, TypedDict

from distributed import Worker, WorkerPlugin, get_worker

from autograder.bridge.grading.parcel import open_parcel

TRIES = 2  # a submission with which the grading process dies this often is given back ungraded


class Settings(TypedDict):
    """What a grading process is told first."""

    tier: str
    trusted: bool
    checker: str
    limits: dict[str, Any]


class Refused(RuntimeError):
    """A machine of the cluster cannot grade as asked; the message says where and why."""


class Died(Refused):
    """A grading process ended before it answered for the first time."""


class GradingProcess:
    """One `autograder.bridge.grading.grading_process` and the pipes to it."""

    def __init__(self, settings: Settings, where: str) -> None:
        command = [sys.executable, "-m", "autograder.bridge.grading.grading_process"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        answer = self.ask(settings)
        if answer is None or "refused" in answer:
            self.close()
        if answer is None:
            raise Died(f"{where} cannot grade: a grading process died at its start")
        if "refused" in answer:
            raise Refused(f"{where} cannot grade: {answer['refused']}")

    def tell(self, document: Any) -> bool:
        """Send one document; False if nobody is there to read it."""
        try:
            print(json.dumps(document), file=self.process.stdin, flush=True)
        except OSError:
            return False
        return True

    def ask(self, document: Any) -> dict[str, Any] | None:
        """Send one document and wait for its answer; None if the process died over it."""
        if not self.tell(document) or self.process.stdout is None:
            return None
        line = self.process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def close(self) -> None:
        """End the process and its sandbox."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class Grading(WorkerPlugin):  # type: ignore[misc]
    """The grading processes of one Dask worker, from the first batch to the end of the run."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.settings = settings

    def setup(self, worker: Worker) -> None:
        """Called by Dask when the plug-in comes to a worker, also to one that is added later."""
        self.where = str(worker.address)
        self.lock = threading.Lock()
        self.idle: list[GradingProcess] = []
        self.busy: set[GradingProcess] = set()
        self.closed = False

    def teardown(self, worker: Worker) -> None:
        """Called by Dask when the run or the worker ends."""
        del worker
        with self.lock:
            self.closed = True
            processes = [*self.idle, *self.busy]
        for process in processes:
            process.close()

    def grade(self, parcel: bytes) -> list[dict[str, Any] | None]:
        """The answers to every work of a parcel, in its order; None where nobody survived it."""
        masters, works = open_parcel(parcel)
        answers = []
        process = self._take(masters)
        for work in works:
            for _ in range(TRIES):
                answer = process.ask(work)
                if answer is not None:
                    break
                self._drop(process)
                process = self._take(masters)
            answers.append(answer)
        self._give_back(process)
        return answers

    def _take(self, masters: dict[str, Any]) -> GradingProcess:
        with self.lock:
            if self.closed:
                raise Refused(f"{self.where} is closing")
            process = self.idle.pop() if self.idle else None
        if process is None or not process.tell({"masters": masters}):
            process = self._start()
            process.tell({"masters": masters})
        with self.lock:
            self.busy.add(process)
        return process

    def _start(self) -> GradingProcess:
        """A new process; one that was killed at its start is tried once more."""
        for _ in range(TRIES - 1):
            with contextlib.suppress(Died):
                return GradingProcess(self.settings, self.where)
        return GradingProcess(self.settings, self.where)

    def _drop(self, process: GradingProcess) -> None:
        with self.lock:
            self.busy.discard(process)
        process.close()

    def _give_back(self, process: GradingProcess) -> None:
        with self.lock:
            self.busy.discard(process)
            self.idle.append(process)


def grade_parcel(plugin: str, parcel: bytes) -> list[dict[str, Any] | None]:
    """The task that Dask runs: one batch of submissions in, one JSON text for each out."""
    found: list[dict[str, Any] | None] = get_worker().plugins[plugin].grade(parcel)
    return found
