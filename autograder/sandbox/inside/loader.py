"""The process of one submission: runs its cells, then forks a process for each exercise.

Of the last exercise it may be the process itself.

All that happens here is under the student's control as soon as the first cell has run. The grader
takes every message as data and relies on nothing but the kernel's limits and its own deadlines.
"""

import builtins
import contextlib
import os
import random
import select
import socket
import sys
from time import perf_counter  # by name: a cell may replace the clock
from typing import Any, NoReturn

import numpy as np

from autograder.core.text import clean_message
from autograder.core.values import type_name
from autograder.sandbox.channel import Channel, ChannelClosed
from autograder.sandbox.inside import confine
from autograder.sandbox.inside.answer import answer_calls
from autograder.sandbox.inside.shell import Habits, NotebookShell, run_cell
from autograder.sandbox.protocol import Message, to_blob

_BUILTINS = dict(vars(builtins))


def restore_builtins() -> None:
    """Undo what a cell did to Python's own functions, so that this process can go on."""
    vars(builtins).update(_BUILTINS)


class Loader:
    """One submission's process and the processes it forked."""

    def __init__(self, channel: Channel, shell: NotebookShell, bounds: confine.Bounds) -> None:
        self._channel = channel
        self._shell = shell
        self._habits = Habits(shell)
        self._bounds = bounds
        self._pid = os.getpid()
        self._children: dict[int, tuple[int, int]] = {}  # subject number -> process id, pidfd

    def serve(self) -> None:
        """Answer the grader until it hangs up."""
        try:
            while True:
                self._report_ended()
                if not self._wait():
                    continue
                fds: list[int] = []
                self._obey(self._channel.receive(files=fds), fds)
        except ChannelClosed:
            return

    def _wait(self) -> bool:
        """Wait for a message (True) or the end of a child (False)."""
        poll = select.poll()
        poll.register(self._channel.fileno(), select.POLLIN)
        for _, pidfd in self._children.values():
            poll.register(pidfd, select.POLLIN)
        return any(fd == self._channel.fileno() for fd, _ in poll.poll())

    def _obey(self, message: Message, fds: list[int]) -> None:
        if message["op"] == "cell":
            self._channel.send(self._run(message))
        elif message["op"] == "fork":
            self._fork(message["number"], fds[0])
        elif message["op"] == "become":
            self._answer_calls(fds[0])
        elif message["op"] == "kill" and message["number"] in self._children:
            os.kill(self._children[message["number"]][0], 9)

    def _run(self, message: Message) -> Message:
        confine.allow_cpu_seconds(message["cpu"])
        confine.keep_files_in_reserve(True)
        began = perf_counter()
        ran = run_cell(self._shell, message["id"], message["source"], pictures=message["pictures"])
        if os.getpid() != self._pid:
            os._exit(0)  # the cell forked, and this is its child
        seconds = perf_counter() - began
        confine.keep_files_in_reserve(False)
        restore_builtins()
        self._habits.restore()
        confine.default_signals()
        close_figures()
        status, error = describe(ran.error, message["id"])
        return {
            "op": "result",
            "status": "limit_out" if ran.outputs.flooded else status,
            "error": error,
            "outputs": [[kind, to_blob(text)] for kind, text in ran.outputs.kept()],
            "seconds": seconds,
        }

    def _fork(self, number: int, fd: int) -> None:
        numbers = random.getstate()
        try:
            pid = os.fork()
        except OSError:
            os.close(fd)
            self._channel.send({"op": "ended", "number": number, "status": -1, "cpu": 0.0})
            return
        if pid == 0:
            random.setstate(numbers)  # Python seeds `random` anew in every fork
            self._answer_calls(fd)
        os.close(fd)
        self._children[number] = pid, os.pidfd_open(pid)
        self._channel.send({"op": "forked", "number": number})

    def _answer_calls(self, fd: int) -> NoReturn:
        with contextlib.suppress(BaseException):  # nothing of the student's may run after this
            self._channel.close()
            for _, pidfd in self._children.values():
                os.close(pidfd)
            confine.allow_cpu_seconds(self._bounds.cpu_subject, for_good=True)
            answer_calls(socket.socket(fileno=fd), self._shell.user_ns)
        os._exit(0)

    def _report_ended(self) -> None:
        for number, (pid, pidfd) in list(self._children.items()):
            done, status, usage = os.wait4(pid, os.WNOHANG)
            if done:
                os.close(pidfd)
                del self._children[number]
                cpu = usage.ru_utime + usage.ru_stime
                self._channel.send({"op": "ended", "number": number, "status": status, "cpu": cpu})


def describe(error: BaseException | None, cell_id: str) -> tuple[str, str]:
    """The status of a cell and what its error says, with the student's own lines only."""
    if error is None:
        return "ok", ""
    try:
        said = clean_message(str(error), 300)
    except BaseException:  # a boundary: __str__ may be the student's
        said = "(its message cannot be read)"
    lines = _own_lines(error)
    lines.append(f"{type_name(error)}: {said}" if said else type_name(error))
    status = "limit_mem" if isinstance(error, MemoryError) else "error"
    return status, "\n".join(lines)


def _own_lines(error: BaseException) -> list[str]:
    import linecache

    lines: list[str] = []
    trace = error.__traceback__
    while trace is not None and len(lines) < 40:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith("<cell "):
            text = linecache.getline(name, trace.tb_lineno).strip()
            lines.append(f"{name[1:-1]}, line {trace.tb_lineno}: {clean_message(text, 120)}")
        trace = trace.tb_next
    return lines


def close_figures() -> None:
    """Free the pyplot figures of a cell, as Jupyter's inline backend does."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        with contextlib.suppress(BaseException):  # a boundary: the module may be patched
            pyplot.close("all")


def seed_everything(seed: int) -> None:
    """The same numbers for the same submission, others for another."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
