"""Waiting for a student's process, and words for how it ended."""

import select
import signal
import time
from collections.abc import Callable
from typing import Literal

from autograder.sandbox.channel import LOOK_SECONDS, Channel


class TooMuch(Exception):
    """All processes of a submission together use more than allowed; `kind` says of what."""

    def __init__(self, kind: Literal["limit_mem", "limit_proc"]) -> None:
        super().__init__(kind)
        self.kind = kind


class TimeIsUp(Exception):
    """The wall-clock deadline passed."""


def wait_for(channels: list[Channel], deadline: float, look: Callable[[], None]) -> None:
    """Wait until one of the channels can be read.

    look : called now and then; raises `TooMuch` when it does not like what it sees
    """
    if any(channel.holds_some() for channel in channels):
        return
    poll = select.poll()
    for channel in channels:
        poll.register(channel.fileno(), select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeIsUp
        if poll.poll(max(1, int(1000 * min(left, LOOK_SECONDS)))):
            return
        look()


def how_it_ended(status: int, cpu: float, cpu_limit: int) -> tuple[str, str]:
    """A verdict ("limit_cpu", "limit_proc" or "crash") and a phrase for a wait status.

    >>> how_it_ended(11, 0.1, 10)
    ('crash', 'Python crashed (SIGSEGV)')
    """
    if status < 0:
        return "limit_proc", "no process could be started for it"
    number = status & 0x7F
    killed_for_time = number == signal.SIGKILL and cpu >= cpu_limit - 0.5
    if number == signal.SIGXCPU or killed_for_time:
        return "limit_cpu", f"it computed for more than {cpu_limit} seconds"
    if number:
        return "crash", f"Python crashed ({_signal_name(number)})"
    return "crash", f"it ended Python (exit code {status >> 8})"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
