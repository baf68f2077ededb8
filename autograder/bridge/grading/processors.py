"""The processors of this machine, shared out among the workers.

A worker and its sandbox take turns: one process waits while another of them runs. Left alone, they
wander, and a process whose memory two processors know must interrupt both at every change of it.
Two workers that each keep to one of two processors are a quarter faster than two that wander.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from contextlib import suppress


def usable() -> list[int]:
    """The numbers of the processors that this process may use."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def shares(workers: int) -> list[list[int]]:
    """The processors of each of so many workers; all of them, if there are more workers.

    Neighbours in hardware are numbered n apart on most machines with 2 n processors: n workers get
    such a pair each.
    """
    processors = usable()
    if workers > len(processors):
        return [processors] * workers
    return [processors[number::workers] for number in range(workers)]


def keep_to(share: Collection[int]) -> None:
    """Run this thread, and all that it starts, on these processors only, where that can be had."""
    if sys.platform == "linux":
        with suppress(OSError):  # they may just have been taken from us, or a container forbids it
            os.sched_setaffinity(0, share)
