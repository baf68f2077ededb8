"""How a process that is about to run a student's code gives up everything it will not need."""

import contextlib
import math
import os
import resource
import signal
import sys
from typing import Any, NamedTuple

from autograder.sandbox.inside import landlock, seccomp, syscalls

_FILES_IN_RESERVE = 16
_NAMESPACES = (
    syscalls.CLONE_NEWUSER | syscalls.CLONE_NEWPID | syscalls.CLONE_NEWNS | syscalls.CLONE_NEWIPC
)


class Bounds(NamedTuple):
    """The limits of one submission, as the processes inside need them."""

    memory: int  # bytes of address space beyond what the warm process has
    disk: int  # bytes
    files: int  # inodes
    processes: int
    open_files: int
    cpu_total: int  # seconds of CPU time of the process that runs the cells
    cpu_subject: int  # seconds of CPU time of a process that answers calls

    @classmethod
    def from_message(cls, fields: dict[str, Any]) -> "Bounds":
        return cls(**{name: int(fields[name]) for name in cls._fields})


def become_ordinary_user(uid: int) -> None:
    """Leave root behind: the kernel does not count root's processes, so no limit would hold."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    # A process that changed its user may not write its own uid_map unless it says so.
    pr_set_dumpable = 4
    syscalls.libc_call("prctl", pr_set_dumpable, 1, 0, 0, 0)
    die_with_parent()  # forgotten by the kernel when the user changes


def fork_into_namespaces(bounds: Bounds, job: str) -> int:
    """Fork a child that sees nobody else: 0 in the child, its process id in the parent.

    The child is process 1 of its own world: when it is killed, the kernel kills all of it. The
    folder `job` is the only place that its world can write to.
    """
    uid, gid = os.getuid(), os.getgid()
    pid = syscalls.fork_into(_NAMESPACES)
    if pid == 0:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
        flags = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
        size = f"size={bounds.disk},nr_inodes={bounds.files},mode=0755"
        syscalls.mount_tmpfs(job, size, flags)
        syscalls.mount_tmpfs("/proc", "size=4k,nr_inodes=1", flags | syscalls.MS_RDONLY)
    return pid


def _write(path: str, text: str) -> None:
    file = os.open(path, os.O_WRONLY)  # a text file of Python's takes far more memory to make
    os.write(file, text.encode("ascii"))
    os.close(file)


def die_with_parent() -> None:
    """Ask the kernel, where it can (Linux), to kill this process when its parent ends."""
    if sys.platform == "linux":
        syscalls.die_with_parent()


def close_standard_streams() -> None:
    """Read nothing, write nowhere: what a notebook prints is kept in Python."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    os.close(null)


def make_folders(job: str) -> None:
    """The folders that programs expect to be able to write to."""
    for name in ("home", "tmp", "work", "shm"):
        with contextlib.suppress(FileExistsError):
            os.mkdir(f"{job}/{name}")


def limit_resources(bounds: Bounds, warm: int) -> None:
    """Set the limits that the kernel keeps for each process.

    warm : `address_space()` of the warm process, whose memory every submission shares
    """
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: bounds.disk,
        resource.RLIMIT_NOFILE: bounds.open_files + _FILES_IN_RESERVE,
        resource.RLIMIT_AS: warm + bounds.memory,
        resource.RLIMIT_CPU: bounds.cpu_total,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NPROC: bounds.processes,
    }
    for kind, limit in limits.items():
        _lower(kind, limit)


def keep_files_in_reserve(keep: bool) -> None:
    """Keep the last few open files from a cell, so that this process can work after it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard - _FILES_IN_RESERVE if keep else hard, hard))


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses some; `doctor` says what holds
        resource.setrlimit(kind, (limit, limit))


def address_space() -> int:
    """Bytes of address space of this process now; 0 where the system does not say (macOS)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def allow_cpu_seconds(seconds: int, *, for_good: bool = False) -> None:
    """Let this process use about `seconds` more of CPU time; SIGXCPU ends it after that.

    for_good : it can never be allowed more, and what ignores SIGXCPU is killed at once
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    cpu = used.ru_utime + used.ru_stime
    soft = max(math.floor(cpu) + 1, round(cpu + seconds))  # the kernel counts whole seconds
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft if for_good else hard))


def give_up_rights(confinement: str, readable: list[str]) -> None:
    """No capability, no new one, none of the system calls on the list.

    confinement : "namespaces" (somewhere else there is nothing to see), "landlock" (no files but
    those below `readable`, no new processes), or "none" (nothing is given up)
    """
    if confinement == "none":
        return
    syscalls.no_new_privileges()
    syscalls.drop_capabilities()
    if confinement == "landlock":
        landlock.restrict(readable)
    seccomp.install(forks=confinement == "namespaces")


def default_signals() -> None:
    """Put back what a cell may have changed: timers off, ordinary signals as they were."""
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
