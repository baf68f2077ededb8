"""Making a class from the course: a plain nbgrader folder with everything released."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder.bridge.build import source_files, to_text
from autograder.bridge.classroom import CONFIG, STUDENT_ID, Classroom, make_secret
from autograder.bridge.config import configure, write_config
from autograder.bridge.gradebook import open_gradebook
from autograder.bridge.source import read_source

ROSTER_COLUMNS = ("id", "first_name", "last_name", "email")


class ClassExists(ValueError):
    """The folder holds a class already; the message says how to go on."""


class RosterError(ValueError):
    """A roster that cannot be read; the message names the row and the remedy."""


@dataclass(frozen=True)
class Student:
    """One line of the roster, in nbgrader's columns."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


def read_roster(path: Path) -> list[Student]:
    """Students from a CSV file with nbgrader's columns (id, first_name, last_name, email)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if "id" not in (reader.fieldnames or []):
            raise RosterError(
                f"{path} needs a column named id, got {reader.fieldnames}; "
                f"its first line should be: {','.join(ROSTER_COLUMNS)}"
            )
        students = [
            Student(*((row.get(column) or "").strip() for column in ROSTER_COLUMNS))
            for row in reader
        ]
    _check_roster(path, students)
    return students


def _check_roster(path: Path, students: list[Student]) -> None:
    seen: set[str] = set()
    for line, student in enumerate(students, 2):
        if not STUDENT_ID.fullmatch(student.id):
            raise RosterError(
                f"{path}, line {line}: a student id has letters, digits and _ . @ - only, "
                f"got {student.id[:40]!r}; change the id"
            )
        if student.id in seen:
            raise RosterError(f"{path}, line {line}: the id {student.id} stands twice; drop one")
        seen.add(student.id)


def new_class(
    root: Path,
    course: Path,
    *,
    roster: Path | None = None,
    db_url: str = "",
    course_id: str = "learning-rate",
    assignments: list[str] | None = None,
    force: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Classroom:
    """Make (or with `force` refresh) the class in `root` from the course's percent sources.

    Refreshing writes source notebooks, configuration and release again. It never touches the
    secret seed, the gradebook's marks, submissions or feedback.
    """
    students = read_roster(roster) if roster is not None else []
    sources = [path for path in source_files(course) if not assignments or path.stem in assignments]
    room = Classroom(root.resolve())
    if (room.root / CONFIG).exists() and not force:
        raise ClassExists(
            f"{root} is a class already and nothing was changed; "
            "add --force to write its source, release and configuration again"
        )
    room.root.mkdir(parents=True, exist_ok=True)
    if not room.secret_file.exists():
        make_secret(room)
    kept = room.settings if (room.state / "class.json").exists() else {}
    _write_json(room.state / "class.json", {**kept, "course_id": course_id, "db_url": db_url})
    write_config(room)
    for path in sources:
        say(f"source {path.stem}")
        target = room.root / "source" / path.stem / f"{path.stem}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(to_text(read_source(path)), encoding="utf-8")
    _enrol(room, students)
    _release(room, [path.stem for path in sources], say)
    (room.root / "submitted").mkdir(exist_ok=True)
    return room


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _enrol(room: Classroom, students: list[Student]) -> None:
    with open_gradebook(room) as gradebook:
        for student in students:
            gradebook.update_or_create_student(
                student.id,
                first_name=student.first_name or None,
                last_name=student.last_name or None,
                email=student.email or None,
            )


def _release(room: Classroom, assignments: list[str], say: Callable[[str], None]) -> None:
    api = NbGraderAPI(config=configure(Config(), room.root))
    for assignment in assignments:
        say(f"release {assignment}")
        result = api.generate_assignment(assignment, force=True, create=True)
        if not result["success"]:
            raise RuntimeError(
                f"nbgrader could not release {assignment}: {result.get('error', '')}\n"
                f"{result.get('log', '')}"
            )
