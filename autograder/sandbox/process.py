"""The grader's side of one loaded process: what may be asked of it, and how long that may take."""

import contextlib
import itertools
import socket
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.core.text import clean_message
from autograder.sandbox.channel import LOOK_SECONDS, Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.protocol import (
    Message,
    ProtocolError,
    blob_field,
    int_field,
    list_field,
    text_field,
)
from autograder.sandbox.types import Cell, CellResult, Infrastructure, Limits, Output, Status
from autograder.sandbox.wait import TooMuch, how_it_ended

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

OWN_PROCESSES = 2  # the guardian and the process that ran the cells
THREADS_LEFT = 16  # more than this many threads left running by a cell are too many
CROWDED_LOOKS = 3  # a short crowd is no bomb
ANSWER_SECONDS = 2.0  # how long the loaded process may take for what takes it microseconds
START_SECONDS = 20.0
YOUNG = 0.25  # seconds; the kernel counts CPU time in whole ones
_STATUSES = ("ok", "error", "limit_mem", "limit_out")
_KINDS = ("stdout", "stderr", "text", "html", "png")
_TOO_MUCH = {
    "limit_mem": "it used too much memory",
    "limit_proc": "it started too many processes or threads",
}
_MAX_ERROR_LINES = 45
_MAX_OUTPUTS = 60
_MAX_OUTPUT = 4 * 2**20


class Offence(Exception):
    """A cell went beyond its limits, and the process cannot be used any more."""

    def __init__(self, status: Status, why: str) -> None:
        super().__init__(why)
        self.status: Status = status
        self.message = f"This cell was left out: {why}."


class Gone(Exception):
    """The loaded process does not answer any more."""


class Ending(NamedTuple):
    """How the process of an exercise ended: a kind of fault, and a phrase for the student."""

    kind: Status
    phrase: str


class LoadedProcess:
    """A process that runs cells and forks a process for each exercise; all it says is data."""

    def __init__(self, sandbox: "Sandbox", *, seed: int, limits: Limits) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._numbers = itertools.count()
        self._open: set[int] = set()
        self._dying: set[int] = set()
        self._ended: dict[int, Message] = {}
        self._crowded_looks = 0
        self._began = self._looked = time.monotonic()
        self.deaf = False  # whether it has left an order without an answer in time
        self._quiet = False  # whether nothing runs in it beside what answers
        self._became = False  # whether the process itself is that of an exercise
        names = ("memory", "disk", "files", "processes", "open_files", "cpu_subject")
        bounds = {name: getattr(self._limits, name) for name in names}
        bounds["cpu_total"] = self._limits.cpu_notebook
        self._job, self._status = sandbox.begin({"op": "load", "seed": seed, "bounds": bounds})
        try:
            self._job.receive(time.monotonic() + START_SECONDS)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            self.close()
            raise Infrastructure("a submission's process did not start") from error

    @property
    def limits(self) -> Limits:
        """What it and the processes of its exercises may use."""
        return self._limits

    def close(self) -> None:
        """End it, and all that it started."""
        with contextlib.suppress(Infrastructure):  # a jail that is gone has nothing to end
            self._sandbox.kill()
        self._job.close()  # not before: it would wake the process only to end it
        self._status.close()

    # --- cells ----------------------------------------------------------------------------------

    def run(self, cell: Cell, deadline: float, *, pictures: bool) -> CellResult:
        """Run one cell; `Offence` if the process did not survive it or had to be stopped."""
        wall = self._limits.wall_factor * self._limits.cpu_cell
        deadline = min(deadline, time.monotonic() + wall)
        order = {
            "op": "cell",
            "id": cell.id,
            "source": cell.source,
            "cpu": self._limits.cpu_cell,
            "pictures": pictures,
        }
        try:
            self._job.send(order, deadline)
            return _read_result(cell.id, self._job.receive(deadline, self.look))
        except ChannelTimeout:
            raise Offence("limit_wall", f"it did not end within {wall:g} seconds") from None
        except TooMuch as too_much:
            raise Offence(too_much.kind, _TOO_MUCH[too_much.kind]) from None
        except ChannelClosed:
            raise Offence(*self._how_all_ended(self._limits.cpu_cell)) from None
        except ProtocolError:
            raise Offence("crash", "it wrote into the grader's channel") from None

    def look_for_leftovers(self) -> None:
        """Raise `Offence` if something is running that can get in the way of the exercises."""
        census = self._sandbox.census()
        extra = census["processes"] - OWN_PROCESSES - len(self._open)
        if extra > 0 or census["threads"] > census["processes"] + THREADS_LEFT:
            raise Offence("limit_proc", "it left processes or many threads running")
        self._quiet = census["threads"] == census["processes"]

    def look(self) -> None:
        """Raise `TooMuch` if all the processes together use too much; looks now and then only."""
        if time.monotonic() < self._looked + LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        census = self._sandbox.census(memory=True)
        if census["memory"] > self._limits.memory_all:
            raise TooMuch("limit_mem")
        # A few below the kernel's limit: then nothing can be started, not even the exercises.
        crowded = census["threads"] > self._limits.processes - 4
        self._crowded_looks = self._crowded_looks + 1 if crowded else 0
        if self._crowded_looks >= CROWDED_LOOKS:
            raise TooMuch("limit_proc")

    # --- exercises ------------------------------------------------------------------------------

    def fork(self, *, last: bool = False) -> tuple[int, Channel]:
        """Start a process that answers calls: its number, and the channel to it.

        The last one may be the loaded process itself, if no cell left anything running in it, and
        if it is so young that it has as much of its CPU time left as a fork of it would have.

        The loaded process says that it has forked: one that was about to die cannot, and then this
        exercise is not held responsible for it (`Gone`).
        """
        if self._became:
            raise Gone
        number = next(self._numbers)
        young = time.monotonic() < self._began + YOUNG
        forks = self._sandbox.forks and not (last and self._quiet and young)
        ours, theirs = socket.socketpair()
        order = {"op": "fork" if forks else "become", "number": number}
        with theirs:
            try:
                self._job.send(order, time.monotonic() + ANSWER_SECONDS, (theirs.fileno(),))
                if forks:
                    self._await_fork(number)
            except (ChannelClosed, ChannelTimeout) as error:
                self.deaf |= isinstance(error, ChannelTimeout)
                ours.close()
                raise Gone from None
        self._became = not forks
        self._open.add(number)
        return number, Channel(ours)

    def kill(self, number: int) -> None:
        """End the process of an exercise; `Gone` if nothing else is left."""
        self._open.discard(number)
        if self._became or self.deaf:
            raise Gone
        try:
            self._job.send({"op": "kill", "number": number}, time.monotonic() + ANSWER_SECONDS)
        except (ChannelClosed, ChannelTimeout):
            raise Gone from None
        self._dying.add(number)

    def bury(self) -> None:
        """Wait until what was killed has ended; `Gone` if anything of it stays."""
        if not self._dying:
            return
        try:
            while self._dying:
                self._await_end(self._dying.pop())
            self.look_for_leftovers()
        except (ChannelClosed, ChannelTimeout, ProtocolError, Offence):
            raise Gone from None

    def lifeline(self) -> Channel:
        """A channel that can be read as soon as a process of an exercise has ended."""
        return self._status if self._became else self._job

    def ending(self, number: int) -> Ending:
        """How the process of an exercise ended, once it has."""
        limit = self._limits.cpu_subject
        if self._became:
            return Ending(*self._how_all_ended(limit))
        try:
            self._await_end(number)
            return _read_ending(self._ended[number], limit)
        except ChannelClosed:
            return Ending(*self._how_all_ended(limit))
        except ChannelTimeout:
            return Ending("crash", "it stopped the whole of Python")
        except ProtocolError:
            return Ending("crash", "it wrote into the grader's channel")

    def _await_fork(self, number: int) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        while number not in self._ended:  # it ends at once if it could not be started
            _in_time(deadline)
            try:
                message = self._job.receive(deadline)
                if message["op"] == "forked" and int_field(message, "number") == number:
                    return
                if message["op"] == "ended":
                    self._note_end(message)
            except ProtocolError:
                return  # a cell wrote into the channel: that is no reason to doubt the exercise

    def _await_end(self, number: int) -> None:
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            while number not in self._ended:
                _in_time(deadline)
                self._note_end(self._job.receive(deadline))
        except ChannelTimeout:
            self.deaf = True
            raise

    def _note_end(self, message: Message) -> None:
        if message["op"] != "ended":
            raise ProtocolError("something came that was not asked for")
        self._ended[int_field(message, "number")] = message

    def _how_all_ended(self, cpu_limit: int) -> Ending:
        """How the loaded process itself ended, from its guardian, which runs no student's code."""
        try:
            return _read_ending(self._status.receive(time.monotonic() + ANSWER_SECONDS), cpu_limit)
        except ChannelClosed:  # no student can end the guardian
            raise Infrastructure("a submission was ended from outside") from None
        except (ChannelTimeout, ProtocolError):
            return Ending("crash", "it ended the whole of Python")


def _in_time(deadline: float) -> None:
    """Where one message after the other is passed over: they may come without end."""
    if time.monotonic() > deadline:
        raise ChannelTimeout


def _read_ending(message: Message, cpu_limit: int) -> Ending:
    cpu = message.get("cpu")
    if type(cpu) is not float or not 0 <= cpu < 1e9:
        raise ProtocolError("'cpu' should be a duration")
    return Ending(*how_it_ended(int_field(message, "status", -1, 0xFFFF), cpu, cpu_limit))


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
        tuple(_read_output(entry) for entry in list_field(message, "outputs", _MAX_OUTPUTS)),
        seconds,
    )


def _read_output(entry: Any) -> Output:
    if type(entry) is not list or len(entry) != 2 or entry[0] not in _KINDS:
        raise ProtocolError("this is no output")
    return Output(entry[0], blob_field({"data": entry[1]}, "data", _MAX_OUTPUT))
