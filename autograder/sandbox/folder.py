"""Temporary folders of processes that may be killed: what a dead one left, the next one removes.

Beside each folder lies a file of the same name with `.lock`, made before it. The folder belongs to
the process that holds the lock on that file. The kernel gives the lock back when that process ends,
however it ends, so a file whose lock is free has no owner any more, nor has its folder.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PREFIX = "autograder-"
_LOCK = ".lock"


class Folder(NamedTuple):
    """A folder of this process, and the open file that says so."""

    path: str
    lock: int


def make() -> Folder:
    """A new folder; those of processes that have died are removed on the way."""
    remove_left_over()
    while True:
        lock, name = tempfile.mkstemp(prefix=PREFIX, suffix=_LOCK)
        path = name.removesuffix(_LOCK)
        try:
            _take(lock)
            if os.path.exists(name):
                os.mkdir(path, 0o700)
                return Folder(path, lock)
        except BlockingIOError:
            pass  # before it was locked, somebody took it for left over, and removes it
        except FileExistsError:  # a folder of somebody else
            os.unlink(name)
        except OSError:
            os.close(lock)
            raise
        os.close(lock)


def remove(folder: Folder) -> None:
    """Remove a folder of this process."""
    try:
        _remove(folder.path)
    finally:
        os.close(folder.lock)


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder for the length of a `with`."""
    folder = make()
    try:
        yield Path(folder.path)
    finally:
        remove(folder)


def remove_left_over() -> None:
    """Remove the folders of this user whose owner has died."""
    for file in Path(tempfile.gettempdir()).glob(f"{PREFIX}*{_LOCK}"):
        with contextlib.suppress(OSError):  # no file of ours, or its owner lives, or it is gone
            if file.lstat().st_uid != os.getuid():
                continue
            lock = os.open(file, os.O_RDWR | os.O_NOFOLLOW)
            try:
                _take(lock)
                _remove(str(file).removesuffix(_LOCK))
            finally:
                os.close(lock)


def _remove(path: str) -> None:
    """Remove the folder; then, if nothing of it is left, what says whose it is."""
    with contextlib.suppress(RecursionError):  # folders in folders, a thousand deep
        shutil.rmtree(path, ignore_errors=True)
    if not os.path.lexists(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path + _LOCK)


def _take(lock: int) -> None:
    """Lock an open file, or raise `OSError` if somebody holds the lock."""
    import fcntl  # not on Windows, where nothing is graded

    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
