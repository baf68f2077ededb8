"""Temporary folders of processes that may be killed: what a dead one left, the next one removes.

A folder belongs to the process that holds the lock on a file in it. The kernel gives the lock back
when that process ends, however it ends, so a folder whose lock is free has no owner any more.
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
    path = tempfile.mkdtemp(prefix=PREFIX)
    lock = os.open(f"{path}/{_LOCK}.new", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    _take(lock)
    os.rename(f"{path}/{_LOCK}.new", f"{path}/{_LOCK}")  # nobody sees it while it is free
    return Folder(path, lock)


def remove(folder: Folder) -> None:
    """Remove a folder of this process."""
    shutil.rmtree(folder.path, ignore_errors=True)
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
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # no folder of ours, or its owner lives, or it is gone
            if path.lstat().st_uid != os.getuid():
                continue
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                _take(lock)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)


def _take(lock: int) -> None:
    """Lock an open file, or raise `OSError` if somebody holds the lock."""
    import fcntl  # not on Windows, where nothing is graded

    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
