"""The few system calls that Python does not offer, by way of the C library."""

import ctypes
import os
import signal

_libc = ctypes.CDLL(None, use_errno=True)
# Keeps Python's lock while it calls, as a fork must.
_locked_libc = ctypes.PyDLL(None, use_errno=True)

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8

_PR_SET_PDEATHSIG = 1
_PR_CAPBSET_DROP = 24
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_LAST_CAPABILITY = 63
_SYS_CLONE = {"x86_64": 56, "aarch64": 220}
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}


def libc_call(name: str, *args: int | bytes | None) -> int:
    """Call a function of the C library; a negative result raises OSError."""
    wide = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    result = getattr(_libc, name)(*wide)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return int(result)


def mount_tmpfs(where: str, options: str, flags: int) -> None:
    """Mount an empty file system in memory, for example with options "size=1m,nr_inodes=10"."""
    libc_call("mount", b"tmpfs", where.encode(), b"tmpfs", flags, options.encode())


def fork_into(flags: int) -> int:
    """`os.fork`, with the child in new namespaces (CLONE_NEW... `flags`).

    One step where unshare and two forks would do the same: a fork of a process that has NumPy and
    Matplotlib loaded costs milliseconds. The C library does not notice this fork, so the child must
    be single-threaded (it is) and do little before it forks in the ordinary way.
    """
    python = ctypes.pythonapi
    number = _SYS_CLONE[os.uname().machine]
    python.PyOS_BeforeFork()
    pid = _locked_libc.syscall(
        ctypes.c_long(number),
        ctypes.c_long(flags | signal.SIGCHLD),
        ctypes.c_long(0),
        ctypes.c_long(0),
        ctypes.c_long(0),
        ctypes.c_long(0),
    )
    if pid == 0:
        python.PyOS_AfterFork_Child()
        return 0
    error = ctypes.get_errno()
    python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(error, f"clone into new namespaces: {os.strerror(error)}")
    return int(pid)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends."""
    libc_call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def collapse_into_huge_pages() -> None:
    """Put this process's memory into large pages where the kernel can (6.1 and newer).

    A fork copies one entry for each page, and its end gives each one back: with pages of 2 MB
    instead of 4 KB, both take half the time.
    """
    madv_collapse, size = 25, 2 * 2**20
    madvise = _libc.madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    with open("/proc/self/maps", encoding="ascii") as file:
        regions = [line.split() for line in file]
    for bounds, rights, _, _, inode, *name in regions:
        if "w" in rights and inode == "0" and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in bounds.split("-"))
            start, end = -(-start // size) * size, end // size * size
            if start < end:
                madvise(start, end - start, madv_collapse)  # refused: then it stays as it is


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends."""
    libc_call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def no_new_privileges() -> None:
    """From here on, no program that is started gains rights by being set-uid."""
    libc_call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up every capability in this process's user namespace."""
    nothing = [ctypes.c_ulong(0)] * 3
    for capability in range(_LAST_CAPABILITY + 1):
        if _libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), *nothing) < 0:
            break  # the kernel knows no more of them, or this process has none to drop
    version_3 = 0x20080522
    header = (ctypes.c_uint32 * 2)(version_3, 0)
    data = (ctypes.c_uint32 * 6)()
    libc_call(
        "syscall",
        _SYS_CAPSET[os.uname().machine],
        ctypes.addressof(header),
        ctypes.addressof(data),
    )
