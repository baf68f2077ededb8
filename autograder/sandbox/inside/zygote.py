"""The warm process: everything imported, nothing of any student ever run; forks one per submission.

It listens on one socket. "load" comes with two sockets for the submission: the one on which its
process talks to the grader, and the one on which its guardian, which runs no student code either,
reports how that process ended.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import time
from typing import NoReturn

from autograder.sandbox.channel import Channel, ChannelClosed
from autograder.sandbox.inside import confine, syscalls
from autograder.sandbox.protocol import Message

_FIRST_PATHS = sys.argv[2:]  # where `start.py` found this code and NumPy
_ALWAYS = ("numpy.random", "numpy.linalg")  # NumPy imports them when they are first used
_PLACES = {  # where programs look for a place to write to
    "HOME": "home",
    "IPYTHONDIR": "home/.ipython",
    "MPLCONFIGDIR": "home/.matplotlib",
    "TMPDIR": "tmp",
}


class Zygote:
    """The warm process and the one submission it may have running."""

    def __init__(self, control: Channel, setup: Message) -> None:
        self._control = control
        self._job: str = setup["job"]
        self._confinement: str = setup["confinement"]
        self._readable: list[str] = setup["readable"]
        self._paths: list[str] = setup["paths"]
        self._guardian = 0

    def warm(self, preload: list[str]) -> None:
        """Import what notebooks use, then hide the grader's own modules from them."""
        if self._confinement == "landlock":
            syscalls.adopt_orphans()
        confine.make_folders(self._job)
        os.environ.update({key: f"{self._job}/{place}" for key, place in _PLACES.items()})
        os.chdir(f"{self._job}/work")
        from autograder.sandbox.inside import loader, rehearsal, shell

        self._loader = loader
        self._shell = shell.make_shell()
        _hide_grader(self._paths)
        for name in (*_ALWAYS, *preload):
            importlib.import_module(name)
        rehearsal.rehearse(self._shell)
        self._warm_size = confine.address_space()
        gc.collect()
        gc.freeze()  # objects of before the fork are never visited, so their pages stay shared
        if self._confinement == "namespaces":
            syscalls.collapse_into_huge_pages()

    def serve(self) -> None:
        """Obey the grader until it hangs up."""
        while True:
            fds: list[int] = []
            message = self._control.receive(files=fds)
            if message["op"] == "load":
                self._load(message, *fds)
            elif message["op"] == "kill":
                self.kill()
                self._control.send({"op": "killed"})
            elif message["op"] == "census":
                self._control.send({"op": "census", **census(message["memory"])})

    def _load(self, order: Message, job: int, status: int) -> None:
        self.kill()
        bounds = confine.Bounds.from_message(order["bounds"])
        if self._confinement == "namespaces":
            pid = confine.fork_into_namespaces(bounds, self._job)
        else:
            pid = os.fork()
        if pid == 0:
            self._guard(order, bounds, job, status)
        os.close(job)
        os.close(status)
        self._guardian = pid

    def kill(self) -> None:
        """End the submission that is running, if there is one."""
        if not self._guardian:
            return
        for kill in (os.killpg, os.kill):  # the group: where there is no namespace to end
            with contextlib.suppress(ProcessLookupError):
                kill(self._guardian, signal.SIGKILL)
        os.waitpid(self._guardian, 0)  # returns when the kernel has ended all of its namespace
        self._guardian = 0
        if self._confinement == "landlock":
            with contextlib.suppress(ChildProcessError):
                while True:  # its child came to this process, the reaper, to die
                    os.wait()

    def _guard(self, order: Message, bounds: confine.Bounds, job: int, status: int) -> NoReturn:
        """Be process 1 of the submission: start it, bury what it leaves, say how it ended."""
        try:
            os.setpgid(0, 0)
            confine.die_with_parent()
            self._control.close()
            report = Channel(socket.socket(fileno=status))
            child = os.fork()
            if child == 0:
                report.close()
                self._run_submission(order, bounds, job)
            os.close(job)
            while True:
                pid, how, usage = os.wait4(-1, 0)
                if pid == child:
                    cpu = usage.ru_utime + usage.ru_stime
                    report.send({"op": "ended", "status": how, "cpu": cpu})
                    os._exit(0)
        finally:
            os._exit(1)

    def _run_submission(self, order: Message, bounds: confine.Bounds, job: int) -> NoReturn:
        try:
            confine.die_with_parent()
            confine.default_signals()
            confine.close_standard_streams()
            confine.make_folders(self._job)
            os.chdir(f"{self._job}/work")
            self._loader.seed_everything(order["seed"])
            confine.limit_resources(bounds, self._warm_size)
            confine.give_up_rights(self._confinement, self._readable)
            channel = Channel(socket.socket(fileno=job))
            channel.send({"op": "hello"})
            self._loader.Loader(channel, self._shell, bounds).serve()
        finally:
            os._exit(0)


def _hide_grader(paths: list[str]) -> None:
    """Let notebooks import `lrlib` and an `autograder` of their own; this code keeps running."""
    for name in [name for name in sys.modules if name.split(".")[0] == "autograder"]:
        del sys.modules[name]
    sys.path[:] = paths + [path for path in sys.path if path not in _FIRST_PATHS]
    importlib.invalidate_caches()


def census(memory: bool) -> dict[str, int]:
    """What is running besides this process: processes and threads.

    memory : also count their memory, in bytes, without what they share with this process
    """
    page = os.sysconf("SC_PAGE_SIZE")
    own = _resident_pages("self") if memory else 0
    found = {"processes": 0, "threads": 0, "memory": 0}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) == os.getpid():
            continue
        with contextlib.suppress(OSError):  # it ended while we looked
            found["threads"] += len(os.listdir(f"/proc/{pid}/task"))
            if memory:
                found["memory"] += max(0, _resident_pages(pid) - own) * page
            found["processes"] += 1
    return found


def _resident_pages(pid: str) -> int:
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1])


def main(control_fd: int) -> None:
    """Run the warm process on the socket `control_fd`."""
    began = time.perf_counter()
    control = Channel(socket.socket(fileno=control_fd))
    try:
        setup = control.receive(files=[])  # what comes with later ones must not be read ahead
    except ChannelClosed:
        os._exit(0)
    try:
        if setup["uid"]:
            confine.become_ordinary_user(setup["uid"])
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the only one that Python listens to
        zygote = Zygote(control, setup)
        zygote.warm(setup["preload"])
        control.send({"op": "ready", "seconds": time.perf_counter() - began})
        zygote.serve()
    except ChannelClosed:
        zygote.kill()
        os._exit(0)
