"""One submission, loaded: the results of its cells, and a process for each of its exercises."""

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from autograder.core.text import clean_message
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.protocol import (
    Message,
    ProtocolError,
    int_field,
    list_field,
    text_field,
)
from autograder.sandbox.remote import RemoteSubject
from autograder.sandbox.types import Cell, CellResult, Output, Status
from autograder.sandbox.wait import TimeIsUp, TooMuchMemory, how_it_ended, wait_for

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

OWN_PROCESSES = 2  # the guardian and the process that ran the cells
THREADS_LEFT = 16  # more than this many threads left running by a cell are too many
ANSWER_SECONDS = 2.0  # how long the loaded process may take for what takes it microseconds
_STATUSES = ("ok", "error", "limit_mem", "limit_out")
_KINDS = ("stdout", "stderr", "text", "html", "png")
_MAX_ERROR_LINES = 45
_MAX_OUTPUT = 3 * 2**20


class _Offence(Exception):
    """A cell went beyond its limits; the submission must be loaded again without it."""

    def __init__(self, index: int, result: CellResult) -> None:
        super().__init__(result.status)
        self.index = index
        self.result = result


class Loaded:
    """A submission whose cells have run. Everything that its processes say is taken as data."""

    def __init__(
        self, sandbox: "Sandbox", cells: tuple[Cell, ...], *, seed: int, pictures: bool
    ) -> None:
        self._sandbox = sandbox
        self._limits = sandbox.limits
        self._cells = cells
        self._seed = seed
        self._pictures = pictures
        self._done: dict[int, CellResult] = {}
        self._offenders: dict[int, CellResult] = {}
        self._job: Channel | None = None
        self._status: Channel | None = None
        self._hopeless = False
        self._numbers = itertools.count()
        self._open = 0
        self._ended: dict[int, Message] = {}

    @property
    def results(self) -> list[CellResult]:
        """One result for each cell, in order."""
        known = {**self._done, **self._offenders}
        return [
            known.get(index, CellResult(cell.id, "skipped"))
            for index, cell in enumerate(self._cells)
        ]

    @contextmanager
    def subject(self, name: str) -> Iterator[RemoteSubject]:
        """A fresh process, forked from the loaded one, in which to call the function `name`."""
        number = next(self._numbers)
        subject = RemoteSubject(self, name, number, self._fork(name, number))
        self._open += 1
        try:
            yield subject
        finally:
            self._open -= 1
            subject.close()
            self._finish(number)

    # --- loading --------------------------------------------------------------------------------

    def load(self) -> None:
        """Run the cells; load again without a cell that offends, as often as the limits allow."""
        time_left = self._limits.wall_factor * self._limits.cpu_notebook
        deadline = time.monotonic() + time_left
        careful = bool(self._offenders)
        for _ in range(self._limits.reloads + 1):
            try:
                self._run_cells(careful=careful, deadline=deadline)
                return
            except _Offence as offence:
                self._drop()
                self._remember(offence)
                careful = True
            if time.monotonic() > deadline:
                break
        self._hopeless = True

    def _remember(self, offence: _Offence) -> None:
        if offence.result.status == "limit_proc":
            # What an earlier cell left running may have hurt the later ones: they get a new chance.
            later = [index for index in self._offenders if index > offence.index]
            for index in later:
                del self._offenders[index]
        self._offenders[offence.index] = offence.result

    def _run_cells(self, *, careful: bool, deadline: float) -> None:
        """Run all cells but the offenders in a new process."""
        self._done.clear()
        self._begin()
        for index, cell in enumerate(self._cells):
            if index in self._offenders:
                continue
            self._done[index] = self._run_cell(index, cell, deadline)
            if careful:
                self._look_for_leftovers(index)
        if not careful and self._leftovers():
            self._run_cells(careful=True, deadline=deadline)

    def _begin(self) -> None:
        self._drop()
        limits = self._limits
        bounds = {
            "memory": limits.memory,
            "disk": limits.disk,
            "files": limits.files,
            "processes": limits.processes,
            "open_files": limits.open_files,
            "cpu_total": limits.cpu_notebook,
            "cpu_subject": limits.cpu_subject,
        }
        order = {"op": "load", "seed": self._seed, "bounds": bounds}
        self._job, self._status = self._sandbox.begin(order)
        self._ended.clear()
        try:
            self._job.receive(time.monotonic() + 10 * ANSWER_SECONDS)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            self._sandbox.fail("a submission's process did not start")
            raise AssertionError from error

    def _run_cell(self, index: int, cell: Cell, deadline: float) -> CellResult:
        job = self._job
        wall = self._limits.wall_factor * self._limits.cpu_cell
        deadline = min(deadline, time.monotonic() + wall)
        order = {
            "op": "cell",
            "id": cell.id,
            "source": cell.source,
            "cpu": self._limits.cpu_cell,
            "pictures": self._pictures,
        }
        try:
            job.send(order, deadline)
            wait_for([job], deadline, self.memory, self._limits.memory_all)
            return _read_result(cell.id, job.receive(deadline))
        except (ChannelTimeout, TimeIsUp):
            status, why = "limit_wall", f"it did not end within {wall:g} seconds"
        except TooMuchMemory:
            status, why = "limit_mem", "it used too much memory"
        except ChannelClosed:
            status, why = self.last_status(self._limits.cpu_cell)
        except ProtocolError:
            status, why = "crash", "it wrote into the grader's channel"
        raise _Offence(index, CellResult(cell.id, status, f"This cell was left out: {why}."))

    def _look_for_leftovers(self, index: int) -> None:
        if self._leftovers():
            why = "This cell was left out: it left processes or many threads running."
            raise _Offence(index, CellResult(self._cells[index].id, "limit_proc", why))

    def _leftovers(self) -> bool:
        """Whether the cells left something running that can get in the way of the exercises."""
        census = self._sandbox.census()
        extra = census["processes"] - OWN_PROCESSES - self._open
        return extra > 0 or census["threads"] > census["processes"] + THREADS_LEFT

    # --- for RemoteSubject ----------------------------------------------------------------------

    @property
    def limits(self) -> Any:
        """The limits of the sandbox."""
        return self._limits

    @property
    def job(self) -> Channel | None:
        """The channel to the loaded process, if it lives."""
        return self._job

    def memory(self) -> int:
        """Bytes of memory that the submission's processes use together."""
        return int(self._sandbox.census()["memory"])

    def last_status(self, cpu_limit: int) -> tuple[Status, str]:
        """How the loaded process ended, from its guardian."""
        try:
            message = self._status.receive(time.monotonic() + ANSWER_SECONDS)
            return how_it_ended(message["status"], message["cpu"], cpu_limit)
        except (ChannelClosed, ChannelTimeout, ProtocolError):
            return "crash", "its process ended"

    def ended(self, number: int, seconds: float) -> Message | None:
        """What the loaded process says about the end of a subject's process, if it says so soon."""
        deadline = time.monotonic() + seconds
        while number not in self._ended and self._job is not None:
            try:
                message = self._job.receive(deadline)
                if message["op"] == "ended":
                    self._ended[int_field(message, "number")] = message
            except (ChannelTimeout, ChannelClosed, ProtocolError):
                self._drop()
        return self._ended.get(number)

    def close(self) -> None:
        """End the submission's processes."""
        self._drop()

    # --- inside ---------------------------------------------------------------------------------

    def _fork(self, name: str, number: int) -> Channel | None:
        for _ in range(2):
            if self._job is None and not self._hopeless:
                self.load()
            if self._hopeless:
                return None
            ours, theirs = socket.socketpair()
            order = {"op": "subject", "number": number, "name": name}
            with theirs:
                try:
                    self._job.send(order, time.monotonic() + ANSWER_SECONDS, (theirs.fileno(),))
                    return Channel(ours)
                except (ChannelClosed, ChannelTimeout):
                    ours.close()
                    self._drop()
        return None

    def _finish(self, number: int) -> None:
        """End a subject's process; if anything of it stays, end the loaded process as well."""
        if self._job is None:
            return
        try:
            self._job.send({"op": "kill", "number": number}, time.monotonic() + ANSWER_SECONDS)
        except (ChannelClosed, ChannelTimeout):
            self._drop()
        if self.ended(number, ANSWER_SECONDS) is None or self._leftovers():
            self._drop()

    def _drop(self) -> None:
        """End the loaded process; it is loaded again when it is needed."""
        if self._job is None:
            return
        self._job.close()
        self._status.close()
        self._job = self._status = None
        self._sandbox.kill()


def _read_result(cell_id: str, message: Message) -> CellResult:
    """The result of a cell from what the student's process says about it."""
    if message["op"] != "result" or message.get("status") not in _STATUSES:
        raise ProtocolError("this is no result of a cell")
    seconds = message.get("seconds")
    if type(seconds) is not float or not 0 <= seconds < 1e6:
        raise ProtocolError("'seconds' should be a duration")
    lines = text_field(message, "error", 20_000).split("\n")[:_MAX_ERROR_LINES]
    return CellResult(
        cell_id,
        message["status"],
        "\n".join(clean_message(line, 300) for line in lines),
        tuple(_read_output(entry) for entry in list_field(message, "outputs", 60)),
        seconds,
    )


def _read_output(entry: Any) -> Output:
    if type(entry) is not list or len(entry) != 2 or entry[0] not in _KINDS:
        raise ProtocolError("this is no output")
    return Output(entry[0], text_field({"data": entry[1]}, "data", _MAX_OUTPUT))
