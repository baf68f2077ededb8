"""Grading one submission, from its file to its result: plain data, nothing written anywhere.

Runs in a worker process: no nbgrader, no gradebook. Whatever the student's file is, a result
comes back, with a mark for every graded cell of the master.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder import exercises, marking
from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.notebooks.admission import Admitted, Master, admit
from autograder.bridge.notebooks.scan import BadFile, read_bytes, read_cells
from autograder.marking import Mark
from autograder.sandbox import Cell, CellResult, Limits, Sandbox

PACKAGE = Path(exercises.__file__).resolve().parents[1]
ADMITTING = ("notebooks/admission.py", "notebooks/scan.py", "grading/job.py")


@dataclass(frozen=True)
class Result:
    """What grading one submission gave. `seconds` is the only part that varies between runs."""

    student: str
    assignment: str
    cells: tuple[tuple[str, str, str], ...]  # the rebuilt notebook: cell id, role, source
    marks: dict[str, Mark]  # by the test cell's id in the notebook
    answered: dict[str, bool]  # written answers: grade id -> did the student change it
    outputs: dict[str, list[dict[str, Any]]]  # of the student's cells, by cell id
    notes: tuple[str, ...]  # for the instructor
    bad_file: str | None  # why the file could not be read at all
    provenance: dict[str, str]
    hit_wall: bool  # whether the clock on the wall stopped anything: a busy machine could do that
    seconds: dict[str, float] = field(compare=False)

    @property
    def faulty(self) -> bool:
        """Whether a fault of the grader left a mark open (such results are never kept)."""
        return any(mark.verdict == "INFRA" for mark in self.marks.values())

    def to_json(self) -> str:
        """As one line of JSON."""
        return json.dumps(self, default=vars, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """The inverse of `to_json`."""
        data = json.loads(text)
        data["marks"] = {
            key: Mark(
                **{
                    **mark,
                    **{name: tuple(mark[name]) for name in ("hint_ids", "notes", "said")},
                    "properties": tuple(tuple(each) for each in mark["properties"]),
                }
            )
            for key, mark in data["marks"].items()
        }
        data["notes"] = tuple(data["notes"])
        data["cells"] = tuple(tuple(cell) for cell in data["cells"])
        return cls(**data)


@dataclass(frozen=True)
class Work:
    """One submission with everything that decides its marks, wherever it is graded.

    The class's secret stays behind: `seeds` holds only what is drawn from it for this submission,
    by purpose ("load", and the id of each exercise).
    """

    student: str
    assignment: str
    master: Master
    content: bytes
    unreadable: str | None
    seed_id: str
    seeds: Mapping[str, int]
    limits: Limits
    figures: bool = False  # whether the pictures that the student's cells draw are kept

    def circumstances(self, checker: str, tier: str) -> tuple[str, ...]:
        """What decides the result besides the submission and the class's notebook."""
        return _circumstances(self.seed_id, checker, tier, self.limits, self.figures)


def checker_digest() -> str:
    """A fingerprint of everything that decides a mark: checker, lrlib, Python and NumPy."""
    digest = hashlib.sha256(f"{sys.version} {version('numpy')}".encode())
    folders = [PACKAGE / name for name in ("core", "exercises", "sandbox")]
    folders.append(PACKAGE.parent / "lrlib")
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE.parent).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    for path in (*sorted(PACKAGE.glob("*.py")), *(PACKAGE / "bridge" / name for name in ADMITTING)):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


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
    under = _circumstances(room.seed_id, checker, tier, room.limits, figures)
    return _address(who, content, master, under)


def _circumstances(
    seed_id: str, checker: str, tier: str, limits: Limits, figures: bool
) -> tuple[str, ...]:
    return (seed_id, checker, tier, repr(limits), *(["figures"] if figures else []))


def _address(
    who: tuple[str, str], content: bytes, master: Master, circumstances: tuple[str, ...]
) -> str:
    parts = (*who, hashlib.sha256(content).hexdigest(), master.digest, *circumstances)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def admit_content(master: Master, content: bytes, bad_file: str | None = None) -> Admitted:
    """The rebuilt submission; from unreadable bytes, the notebook that was handed out."""
    try:
        if bad_file is not None:
            raise BadFile(bad_file)
        return admit(master, read_cells(content))
    except BadFile as error:
        return replace(admit(master, []), notes=(f"BAD_FILE: {error}",), bad_file=str(error))


def work_of(room: Classroom, submission: Submission, master: Master, figures: bool = False) -> Work:
    """The submission as it lies in the class folder now, ready to be graded anywhere."""
    content, unreadable = read_submission(submission)
    who = (submission.student, submission.assignment)
    purposes = ("load", *(str(cell.grade_id) for cell in master.exercises))
    seeds = {purpose: room.exercise_seed(*who, purpose) for purpose in purposes}
    return Work(*who, master, content, unreadable, room.seed_id, seeds, room.limits, figures)


def grade_submission(
    sandbox: Sandbox,
    room: Classroom,
    submission: Submission,
    checker: str,
    *,
    figures: bool = False,
) -> tuple[str, Result]:
    """Admit, load and check one submission; its result and the address of it."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "admit"):
        master = room.master(submission.assignment, submission.notebook.stem)
        work = work_of(room, submission, master, figures)
    return grade_work(sandbox, work, checker, seconds)


def grade_work(
    sandbox: Sandbox, work: Work, checker: str, seconds: dict[str, float] | None = None
) -> tuple[str, Result]:
    """Grade one submission without its class folder; `seconds` is what was spent on it before."""
    seconds = {} if seconds is None else seconds
    with _timed(seconds, "admit"):
        under = work.circumstances(checker, sandbox.tier)
        key = _address((work.student, work.assignment), work.content, work.master, under)
        admitted = admit_content(work.master, work.content, work.unreadable)
    marks, ran, hit_wall = _marks(sandbox, work, admitted, seconds)
    result = Result(
        student=work.student,
        assignment=work.assignment,
        cells=tuple((cell.cell_id, cell.role, cell.source) for cell in admitted.cells),
        marks=marks,
        answered={
            str(cell.grade_id): admitted.answered(str(cell.grade_id))
            for cell in work.master.answers
        },
        outputs={each.id: found for each in ran if (found := marking.outputs_of(each))},
        notes=(*admitted.notes, *marking.notes_of(ran)),
        bad_file=admitted.bad_file,
        provenance={"checker": checker, "seed_id": work.seed_id, "tier": sandbox.tier},
        hit_wall=hit_wall,
        seconds=seconds,
    )
    return key, result


def unfinished(
    room: Classroom,
    submission: Submission,
    tier: str,
    why: str = "the grader could not finish this submission",
) -> Result:
    """The result of a submission that no worker survived: every mark open, a person looks."""
    master = room.master(submission.assignment)
    admitted = admit_content(master, *read_submission(submission))
    return Result(
        student=submission.student,
        assignment=submission.assignment,
        cells=tuple((cell.cell_id, cell.role, cell.source) for cell in admitted.cells),
        marks={
            cell.cell_id: marking.open_mark(str(cell.grade_id), cell.points, why)
            for cell in master.exercises
        },
        answered={
            str(cell.grade_id): admitted.answered(str(cell.grade_id)) for cell in master.answers
        },
        outputs={},
        notes=admitted.notes,
        bad_file=None,
        provenance={"checker": checker_digest(), "seed_id": room.seed_id, "tier": tier},
        hit_wall=False,
        seconds={},
    )


def _marks(
    sandbox: Sandbox, work: Work, admitted: Admitted, seconds: dict[str, float]
) -> tuple[dict[str, Mark], list[CellResult], bool]:
    tests = [cell.master for cell in admitted.cells if cell.role == "test" and cell.master]
    if admitted.bad_file is not None:
        reason = admitted.bad_file
        return (
            {
                test.cell_id: marking.bad_file(str(test.grade_id), test.points, reason)
                for test in tests
            },
            [],
            False,
        )

    cells = [Cell(cell.cell_id, cell.source) for cell in admitted.cells if cell.runs]
    known = set(exercises.names())
    marks = {
        test.cell_id: marking.by_hand(str(test.grade_id), test.points)
        for test in tests
        if test.grade_id not in known
    }
    tests = [test for test in tests if test.grade_id in known]
    start = time.perf_counter()
    with sandbox.load(cells, seed=work.seeds["load"] % 2**32, pictures=work.figures) as loaded:
        seconds["load"] = time.perf_counter() - start
        ran = {found.id: found for found in loaded.results}
        source = "\n".join(cell.source for cell in cells)
        seconds["fork"] = loaded.fork_seconds
        seconds["load"] -= loaded.fork_seconds
        with _timed(seconds, "check"):
            trials = [
                marking.Trial(
                    str(test.grade_id),
                    attempted=admitted.answered(f"{test.grade_id}_solution"),
                    cell=ran.get(admitted.cell_id(f"{test.grade_id}_solution")),
                )
                for test in tests
            ]
            pictures = marking.pictures_of(
                loaded, trials
            )  # before any function sees hidden numbers
            for test, trial in zip(tests, trials, strict=True):
                marks[test.cell_id] = marking.mark_exercise(
                    loaded,
                    trial,
                    work.seeds[trial.exercise],
                    source=source,
                    picture=pictures.get(trial.exercise, ""),
                )
    return marks, list(ran.values()), loaded.hit_wall


@contextmanager
def _timed(seconds: dict[str, float], phase: str) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[phase] = seconds.get(phase, 0.0) + time.perf_counter() - start
