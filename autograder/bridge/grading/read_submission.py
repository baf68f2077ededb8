"""Reading a submission from a folder whose owner may change it meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.notebooks.scan import BadFile, read_bytes


def read_submission(submission: Submission) -> tuple[bytes, str | None]:
    """The submitted bytes, read once, or no bytes and the reason why there are none."""
    folder = submission.notebook.parent
    if folder.is_symlink() or folder.parent.is_symlink():  # it could be another student's work
        return b"", "the folder is a link; hand in the file itself"
    try:
        if os.open not in os.supports_dir_fd:  # Windows
            return read_bytes(submission.notebook), None
        with _opened(folder) as place:
            return read_bytes(Path(submission.notebook.name), place), None
    except BadFile as error:
        return b"", str(error)
    except OSError:
        return b"", "the folder cannot be read; hand in the notebook file itself"


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """A submission's folder, open: it stays that one, even if somebody puts a link in its place."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    student = os.open(folder.parent, flags)
    try:
        assignment = os.open(folder.name, flags, dir_fd=student)
    finally:
        os.close(student)
    try:
        yield assignment
    finally:
        os.close(assignment)
