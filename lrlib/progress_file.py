"""Best scores and first answers of a learner: one small file beside the notebooks.

Written when a check runs in a notebook, read by the progress map. Several notebooks may write at
once: each write locks the folder, reads what is there, adds to it and replaces the whole file.
Nothing here raises: a learner's check must not fail because a score could not be kept.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

from lrlib.course import home, notebook_path, notebooks

FILE = ".course-progress.json"
VERSION = 1
PATIENCE = 2.0  # seconds to wait for another notebook that is writing


class Kept(NamedTuple):
    """What the file holds; `remark` is a sentence if something is wrong with it, else empty.

    scores  : exercise -> the best score so far
    answers : question -> the number of the option that was chosen first
    """

    scores: Mapping[str, float] = {}
    answers: Mapping[str, int] = {}
    remark: str = ""


class Foreign(ValueError):
    """A file of another version of the course: it is read by that one, and left alone by us."""


def learners_folder() -> Path | None:
    """The folder of the learner at work in this kernel; None for scripts, tests and grading."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is None or "NBGRADER_EXECUTION" in os.environ:
        return None
    beside = any(notebook_path(notebook.name).is_file() for notebook in notebooks())
    return home() if beside else None


def read(folder: Path) -> Kept:
    """What is kept in `folder`; nothing, with a remark, where the file cannot be read.

    >>> read(Path("no such folder")).scores
    {}
    """
    try:
        kept = _parsed(folder / FILE)
    except Foreign:
        return Kept(remark="Your scores were kept by another version of the course; they are safe.")
    except OSError as error:
        return Kept(remark=f"Your scores could not be read ({error.strerror}).")
    except ValueError:
        return Kept(remark="The file with your scores is damaged; the next check sets it aside.")
    if folder.is_dir() and not os.access(folder, os.W_OK):
        return kept._replace(remark="This folder cannot be written to: new scores are not kept.")
    return kept


def keep_score(folder: Path, exercise: str, score: float) -> bool:
    """Remember a score if it is the best so far; whether that worked."""

    def add(kept: Kept) -> Kept:
        best = max(score, kept.scores.get(exercise, 0.0))
        return kept._replace(scores={**kept.scores, exercise: best})

    return _change(folder, add)


def keep_answers(folder: Path, answers: Mapping[str, int]) -> bool:
    """Remember the first answer to each question; later ones change nothing."""
    return _change(folder, lambda kept: kept._replace(answers={**answers, **kept.answers}))


def _change(folder: Path, change: Callable[[Kept], Kept]) -> bool:
    path = folder / FILE
    try:
        with _locked(folder):
            try:
                before = _parsed(path)
            except Foreign:
                return False
            except ValueError:
                path.rename(_aside(folder))
                before = Kept()
            after = change(before)
            if after != before:
                _write(path, after)
    except OSError:
        return False
    return True


def _parsed(path: Path) -> Kept:
    """The file as it is; ValueError if it is not ours, Foreign if it is newer than this code."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Kept()
    try:
        data = json.loads(text)
        version, scores, answers = data["version"], data["scores"], data["answers"]
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(f"{path} does not hold scores and answers") from error
    if type(version) is int and version > VERSION:
        raise Foreign(f"{path} has version {version}, this course writes {VERSION}")
    if not (_numbers(scores, (int, float)) and _numbers(answers, (int,)) and version == VERSION):
        raise ValueError(f"{path} does not hold scores and answers")
    return Kept(scores, answers)


def _numbers(data: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(data, dict) and all(
        type(value) in kinds and isfinite(value) and value >= 0 for value in data.values()
    )


def _write(path: Path, kept: Kept) -> None:
    """Replace the file at once: a reader sees the old one or the new one, never a part."""
    data = {"version": VERSION, "scores": kept.scores, "answers": kept.answers}
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=FILE, suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1, sort_keys=True)
            file.write("\n")
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def _aside(folder: Path) -> Path:
    """A free name for a damaged file."""
    number = 1
    while (name := folder / f".course-progress.damaged-{number}.json").exists():
        number += 1
    return name


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone with the folder, as far as the system can; the lock ends with the process at latest."""
    try:
        import fcntl
    except ImportError:  # Windows: two writes at the same instant could lose one score
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:  # a file system without locks
                break
        yield
    finally:
        os.close(descriptor)
