"""The address of a result: all that decides it, so that the same is never graded twice."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

from autograder import exercises
from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.notebooks.admission import Master
from autograder.sandbox import Limits

PACKAGE = Path(exercises.__file__).resolve().parents[1]
DECIDING = (
    "bridge/notebooks/admission.py",
    "bridge/notebooks/scan.py",
    "bridge/grading/grade_submission.py",
)


def checker_digest() -> str:
    """A fingerprint of everything that decides a mark: checker, lrlib, Python and NumPy."""
    digest = hashlib.sha256(f"{sys.version} {version('numpy')}".encode())
    folders = [PACKAGE / name for name in ("core", "exercises", "sandbox")]
    folders.append(PACKAGE.parent / "lrlib")
    found = (path for folder in folders for path in folder.rglob("*"))
    for path in sorted(path for path in found if path.suffix in (".py", ".npz")):
        digest.update(path.relative_to(PACKAGE.parent).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    for path in (*sorted(PACKAGE.glob("*.py")), *(PACKAGE / name for name in DECIDING)):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def result_key(
    room: Classroom,
    master: Master,
    submission: Submission,
    content: bytes,
    checker: str,
    tier: str,
    figures: bool = False,
) -> str:
    """The address of a result: all that decides it (and the same decides the same)."""
    who = (submission.student, submission.assignment)
    under = circumstances(room.seed_id, checker, tier, room.limits, figures)
    return address_of(who, content, master, under)


def circumstances(
    seed_id: str, checker: str, tier: str, limits: Limits, figures: bool
) -> tuple[str, ...]:
    """What decides a result besides the submission and the class's notebook."""
    return (seed_id, checker, tier, repr(limits), *(["figures"] if figures else []))


def address_of(
    who: tuple[str, str], content: bytes, master: Master, circumstances: tuple[str, ...]
) -> str:
    """The address of the result of one submission under these circumstances."""
    parts = (*who, hashlib.sha256(content).hexdigest(), master.digest, *circumstances)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
