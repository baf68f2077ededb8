"""The outer wall of the strong sandbox: the bubblewrap command that starts the warm process.

Inside there is a read-only Python with the course's packages, no home, no network, no other
process, and memory-backed folders. Folders of the host appear under names of the jail's own
(/python, /site), so that no message can tell how the host is laid out.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.delivery import Files
from autograder.sandbox.packages import python_folders

JOB = "/job"
ORDINARY_UID = 65533  # who the warm process becomes when the grader runs as root
STUDENT_UID = 1000  # what an ordinary user is called inside
_DEVICES = ("null", "zero", "full", "random", "urandom")
_HIDDEN = ("/usr/lib/python3", "/usr/lib/python3/dist-packages")
SYSTEM_FOLDERS = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/ld.so.conf")


def bubblewrap() -> str | None:
    """Where bubblewrap is installed, or None."""
    return shutil.which("bwrap")


def runs_as_root() -> bool:
    """Whether this process can become another user (root, but not root of a one-user container)."""
    if os.geteuid() != 0:
        return False
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return any(int(first) <= ORDINARY_UID < int(first) + int(n) for first, _, n in ranges)


def start(
    program: str, control: socket.socket, files: Files, site: dict[str, Path]
) -> subprocess.Popen[bytes]:
    """Start the warm process in a jail; it talks on `control`, its end of a socket pair.

    program : the path of bubblewrap
    files   : what to put into the jail, by path
    site    : entries of site-packages that can be imported
    """
    data = {name: _as_open_file(content) for name, content in files.items()}
    fd = control.fileno()
    try:
        arguments = [
            program,
            *_worlds(),
            *_folders(files),
            *_system(),
            *_python(site),
            *(part for name, each in data.items() for part in _file(each, f"/{name}")),
            *("--remount-ro", "/", "--chdir", "/"),
            *("--", "/python/bin/python", "-sPS", "/engine/start.py", str(fd), "/engine", "/site"),
        ]
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            pass_fds=[fd, *data.values()],
            start_new_session=True,  # an interrupt from the keyboard is for the grader
        )
    finally:
        for each in data.values():
            os.close(each)


ENVIRONMENT = {
    "PATH": "",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "agg",
    "LD_LIBRARY_PATH": "/python/lib",
    "MALLOC_ARENA_MAX": "1",
    **dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
}


def _worlds() -> Iterator[str]:
    """Namespaces and rights. Root keeps what it needs to become an ordinary user inside."""
    yield from ("--die-with-parent", "--new-session", "--as-pid-1", "--hostname", "grader")
    yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--cap-drop", "ALL")
    if runs_as_root():
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield from ("--unshare-user", "--uid", str(STUDENT_UID), "--gid", str(STUDENT_UID))


def _folders(files: Files) -> Iterator[str]:
    """Make folders before anything is put into them: bubblewrap's own are readable by root only."""
    folders = {"/usr", "/etc", "/dev", "/python", "/python/bin", "/site"}
    folders.update(f"/{parent}" for name in files for parent in Path(name).parents)
    for folder in sorted(folders - {"/."}):
        yield from ("--perms", "0755", "--dir", folder)


def _file(fd: int, name: str) -> Iterator[str]:
    yield from ("--perms", "0444", "--file", str(fd), name)


def _system() -> Iterator[str]:
    for folder in SYSTEM_FOLDERS:
        path = Path(folder)
        if path.is_symlink():
            yield from ("--symlink", os.readlink(path), folder)
        elif path.is_dir():
            yield from ("--ro-bind", folder, folder)
    for folder in _HIDDEN:
        if Path(folder).is_dir():
            yield from ("--tmpfs", folder)
            break
    for file in SYSTEM_FILES:
        yield from ("--ro-bind-try", file, file)
    yield from ("--proc", "/proc")
    for device in _DEVICES:
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")
    yield from ("--perms", "1777", "--tmpfs", JOB)
    yield from ("--symlink", f"{JOB}/tmp", "/tmp", "--symlink", f"{JOB}/shm", "/dev/shm")


def _python(site: dict[str, Path]) -> Iterator[str]:
    prefix, program = python_folders()
    if prefix == Path("/usr"):
        yield from ("--ro-bind", str(program), "/python/bin/python")
        yield from ("--symlink", "/usr/lib", "/python/lib")
    else:
        library = prefix / "lib"
        yield from ("--ro-bind", str(library), "/python/lib")
        yield from ("--ro-bind", str(program), "/python/bin/python")
        for packages in library.glob("python3*/site-packages"):
            yield from ("--tmpfs", f"/python/lib/{packages.relative_to(library)}")
    for name, path in site.items():
        yield from ("--ro-bind", str(path), f"/site/{name}")


def _as_open_file(content: bytes) -> int:
    """A file descriptor that reads `content`; bubblewrap copies it into the jail."""
    fd = os.memfd_create("jail-file", 0)
    os.write(fd, content)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
