"""Watching the processes of a grading run from outside, by way of /proc."""

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36


class Process(NamedTuple):
    """One process: its id, its parent's, what it is in a grading run."""

    pid: int
    parent: int
    role: str  # "main", "worker", "jail" (bubblewrap), "zygote", "guardian", or "other"


def adopt_orphans() -> None:
    """Make this process the parent of everything below it that loses its own: none can hide."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def tree(root: int, role: str = "main") -> list[Process]:
    """The process `root`, which is a `role`, and all below that have not ended; parents first."""
    children = defaultdict(list)
    for entry in filter(str.isdigit, os.listdir("/proc")):
        parent = _parent(int(entry))
        if parent is not None:
            children[parent].append(int(entry))
    found, todo = [], [Process(root, 0, role)]
    while todo:
        one = todo.pop(0)
        found.append(one)
        todo += [Process(pid, one.pid, _role(pid, one)) for pid in children[one.pid]]
    return found


def _parent(pid: int) -> int | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[1])


def _role(pid: int, parent: Process) -> str:
    words = _words(pid)
    if parent.role == "main" and (b"spawn_main" in words or words == _words(parent.pid)):
        return "worker"  # spawned, or forked
    if parent.role == "worker" and words.partition(b"\0")[0].endswith(b"bwrap"):
        return "jail"
    return {"jail": "zygote", "zygote": "guardian"}.get(parent.role, "other")


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def end_all(root: int) -> list[int]:
    """What is still below `root` after ten seconds; it is ended."""
    deadline = time.monotonic() + 10.0
    while len(tree(root)) > 1 and time.monotonic() < deadline:
        bury()
        time.sleep(0.05)
    left = [each.pid for each in tree(root)[1:]]
    for pid in left:
        with contextlib.suppress(ProcessLookupError):  # it ended while we looked
            os.kill(pid, signal.SIGKILL)
    return left


def bury() -> None:
    """Take note of the adopted processes that have ended."""
    for pid in [p for p in _children() if p > 0]:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue


def _children() -> list[int]:
    """Children that have ended and wait to be taken note of."""
    own, found = os.getpid(), []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] == "Z" and int(fields[1]) == own:
            found.append(int(entry))
    return found


class Watch(threading.Thread):
    """Notes memory (bytes) and open files of the trusted processes below a main process."""

    def __init__(self, root: int, every: float = 0.25) -> None:
        super().__init__(daemon=True)
        self.root, self.every = root, every
        self.memory: dict[tuple[str, int], list[tuple[float, int]]] = defaultdict(list)
        self.files: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(self.every):
            for one in tree(self.root):
                if one.role in ("main", "worker", "zygote"):
                    self._note(one)

    def _note(self, one: Process) -> None:
        try:
            pages = int(Path(f"/proc/{one.pid}/statm").read_text().split()[1])
            files = len(os.listdir(f"/proc/{one.pid}/fd"))
        except OSError:
            return
        self.memory[one.role, one.pid].append((time.monotonic(), pages * os.sysconf("SC_PAGESIZE")))
        self.files[one.role, one.pid].append(files)

    def stop(self) -> None:
        self._over.set()
        self.join()


def growth(samples: list[tuple[float, int]]) -> tuple[int, int]:
    """Memory in the middle and at the end of the samples: medians of a tenth of them.

    The first half is left out: caches fill, and modules are imported when they are first needed.
    """
    values = [value for _, value in samples]
    tenth = max(1, len(values) // 10)
    middle = len(values) // 2
    return _median(values[middle : middle + tenth]), _median(values[-tenth:])


def _median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]
