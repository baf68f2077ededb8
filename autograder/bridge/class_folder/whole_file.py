"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a text file through a rename in its own folder: readers see the old or the new one."""
    write_bytes(path, text.encode("utf-8"), mode)


def write_bytes(path: Path, content: bytes, mode: int = 0o644) -> None:
    """The same for bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name}.{os.getpid()}-"
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _remove_left_over(path)


def _remove_left_over(path: Path) -> None:
    """Remove what killed processes left of their try to write this file."""
    start = f".{path.name}."
    for name in os.listdir(path.parent):
        if not (name.startswith(start) and name.endswith(".part")):
            continue
        process = name.removeprefix(start).partition("-")[0]
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            (path.parent / name).unlink(missing_ok=True)
        except (ValueError, PermissionError):
            continue  # not ours, or somebody else's who lives
