"""Making a class from the course: a plain nbgrader folder with everything released.

First a plan of what would be written, then, if nothing stands against it, the writing. The
configuration comes last: a folder without it is no class yet, so that an interrupted run is
simply run again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder.bridge.class_folder.classroom import CONFIG, Classroom, NotAClass, make_secret
from autograder.bridge.class_folder.roster import Roster, Student, read_roster
from autograder.bridge.class_folder.term import parse_due
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.config import configure, write_config
from autograder.bridge.handing_out.bundle import write_bundle
from autograder.bridge.notebooks.build import source_files, student_notebook
from autograder.bridge.notebooks.source import read_source
from autograder.bridge.notebooks.to_text import to_text
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.gradebook_check import sqlite_file

COURSE_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
DEFAULT_COURSE_ID = "learning-rate"


class ClassExists(ValueError):
    """The folder holds a class that differs; the message lists how, and how to go on."""


@dataclass(frozen=True)
class Wishes:
    """What `new-class` was asked for; None and empty mean: as it is, or the default."""

    roster: Path | None = None
    id_column: str | None = None
    db_url: str | None = None
    course_id: str | None = None
    assignments: Sequence[str] = ()
    due: Sequence[str] = ()


@dataclass
class Plan:
    """What would be written: files by path, people, dates, settings; and a line for each change.

    `kept` are lines about what is there and stays, whatever the wishes say.
    """

    settings: dict[str, Any]
    sources: dict[str, str] = field(default_factory=dict)
    releases: list[str] = field(default_factory=list)
    students: list[Student] = field(default_factory=list)
    due: dict[str, datetime] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def new_class(
    root: Path,
    course: Path,
    *,
    force: bool = False,
    say: Callable[[str], None] = lambda _: None,
    wishes: Wishes | None = None,
    assignments: Sequence[str] = (),
) -> Classroom:
    """Make the class in `root`, or bring an existing one up to date with `force`.

    The secret seed, the gradebook's marks, submissions, feedback and an nbgrader_config.py that is
    there are never touched. Without `force` an existing class is only compared.
    """
    wishes = wishes or Wishes(assignments=assignments)
    room = Classroom(root.resolve())
    exists = (room.root / CONFIG).exists()
    plan = plan_class(room, course, wishes)
    for line in plan.kept:
        say(line)
    if exists and not plan.changes:
        say("everything is there already; nothing to change")
        return room
    if exists and not force:
        listed = "".join(f"\n  {line}" for line in plan.changes)
        raise ClassExists(
            f"{root} is a class already and nothing was changed; with --force this would change "
            f"(seed, marks, submissions and feedback stay):{listed}"
        )
    for line in plan.changes:
        say(line)
    _write(room, plan, say)
    return room


def plan_class(room: Classroom, course: Path, wishes: Wishes) -> Plan:
    """Compare the wishes with the folder; nothing is written, bad wishes raise."""
    sources = _sources(room, course, wishes.assignments)
    roster = Roster("nbgrader", ())
    if wishes.roster is not None:
        roster = read_roster(wishes.roster, wishes.id_column)
    plan = Plan(_settings(room, wishes), kept=list(roster.notes))
    if not _has_secret(room):
        plan.changes.append("new      secret seed")
        if any(room.root.glob("autograded/*/*")):
            plan.kept.append(
                "the secret seed is lost: with a new one every submission gets other hidden "
                "inputs; put .autograder/secret.json back from your backup to avoid that"
            )
    if _stored(room) != plan.settings:
        plan.changes.append(f"{_state(bool(_stored(room)))}  settings {_shown(plan.settings)}")
    with _existing_gradebook(room, plan.settings) as gradebook:
        _plan_notebooks(room, sources, plan, gradebook)
        known = sorted({*sources, *room.assignments})
        _plan_due(parse_due(wishes.due, known), plan, gradebook)
        _plan_students(roster, plan, gradebook, complete=wishes.roster is not None)
    if not (room.root / CONFIG).exists():
        plan.changes.append(f"new      {CONFIG}")
    return plan


def _sources(room: Classroom, course: Path, wanted: Sequence[str]) -> dict[str, Path]:
    """The sources by assignment: the wished ones, else those the class has, else all."""
    found = {path.stem: path for path in source_files(course)}
    if not wanted:
        wanted = [name for name in found if (room.root / "source" / name).is_dir()]
    if list(wanted) == ["all"]:
        return found
    if unknown := [name for name in wanted if name not in found]:
        raise ValueError(
            f"the course has no assignment {', '.join(unknown)}; it has {', '.join(found)}"
        )
    return {name: path for name, path in found.items() if not wanted or name in wanted}


def _stored(room: Classroom) -> dict[str, Any]:
    """The settings that are there; none when the file is missing or broken."""
    try:
        return room.settings
    except NotAClass:
        return {}


def _has_secret(room: Classroom) -> bool:
    try:
        return bool(room.secret)
    except (NotAClass, KeyError):
        return False


def _settings(room: Classroom, wishes: Wishes) -> dict[str, Any]:
    """Course id and database address: as wished, else as they are, else the default.

    What else stands there (limits of the sandbox) stays.
    """
    stored = _stored(room)
    course_id = wishes.course_id or stored.get("course_id", DEFAULT_COURSE_ID)
    if not COURSE_ID.fullmatch(course_id):
        raise ValueError(
            "a course id has letters, digits and _ . - only (it names folders of the exchange), "
            f"got {course_id!r}"
        )
    if stored.get("course_id", course_id) != course_id and any(room.root.glob("gradebook.db")):
        raise ValueError(
            f"the marks of {room.root} are those of the course {stored['course_id']}, and a class "
            f"keeps its course id; got {course_id}; make another class for it"
        )
    db_url = stored.get("db_url", "") if wishes.db_url is None else wishes.db_url
    return {**stored, "course_id": course_id, "db_url": _checked_url(db_url)}


def _checked_url(db_url: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return str(db_url) if not db_url else make_url(db_url).render_as_string(hide_password=False)
    except ArgumentError as error:
        raise ValueError(
            "--db needs an address like postgresql+psycopg2://USER@HOST/NAME or "
            f"sqlite:////folder/gradebook.db, got {db_url!r}"
        ) from error


def _shown(settings: dict[str, Any]) -> str:
    from sqlalchemy.engine import make_url

    url = settings["db_url"]
    book = make_url(url).render_as_string(hide_password=True) if url else "SQLite in the folder"
    return f"course {settings['course_id']}, gradebook {book}"


def _existing_gradebook(room: Classroom, settings: dict[str, Any]) -> Gradebook | nullcontext[None]:
    """The gradebook, if there is one; a plan must not make it."""
    if settings != _stored(room):
        return nullcontext(None)
    file = sqlite_file(room)
    if file is not None and not file.exists():
        return nullcontext(None)
    return open_gradebook(room)


def _plan_notebooks(
    room: Classroom, sources: dict[str, Path], plan: Plan, gradebook: Gradebook | None
) -> None:
    for name, path in sources.items():
        notebook = read_source(path)
        text = to_text(notebook)
        target = room.root / "source" / name / f"{name}.ipynb"
        if _content(target) != text:
            plan.sources[name] = text
            plan.changes.append(f"{_state(target.exists())}  source/{name}/{name}.ipynb")
        target = room.root / "release" / name / f"{name}.ipynb"
        same = _content(target) == to_text(student_notebook(notebook))
        if not same or not _has_assignment(gradebook, name):
            plan.releases.append(name)
            what = f"release/{name}/{name}.ipynb" if not same else f"gradebook entry of {name}"
            plan.changes.append(f"{_state(target.exists() and not same)}  {what}")


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def _state(exists: bool) -> str:
    return "changed" if exists else "new    "


def _has_assignment(gradebook: Gradebook | None, name: str) -> bool:
    return _due_date(gradebook, name) is not MissingEntry


def _due_date(gradebook: Gradebook | None, name: str) -> datetime | type[MissingEntry] | None:
    """The assignment's date; `MissingEntry` itself where the gradebook does not know it."""
    try:
        return gradebook.find_assignment(name).duedate if gradebook else MissingEntry
    except MissingEntry:
        return MissingEntry


def _plan_due(due: dict[str, datetime], plan: Plan, gradebook: Gradebook | None) -> None:
    for name, date in due.items():
        before = _due_date(gradebook, name)
        if before != date:
            plan.due[name] = date
            set_before = isinstance(before, datetime)
            was = f" (was {before:%Y-%m-%d %H:%M} UTC)" if set_before else ""
            plan.changes.append(f"{_state(set_before)}  due {name} {date:%Y-%m-%d %H:%M} UTC{was}")


def _plan_students(
    roster: Roster, plan: Plan, gradebook: Gradebook | None, *, complete: bool
) -> None:
    there = {student.id: student for student in gradebook.students} if gradebook else {}
    for student in roster.students:
        known = there.get(student.id)
        if known is None or any(
            value and value != getattr(known, column) for column, value in _columns(student).items()
        ):
            plan.students.append(student)
            plan.changes.append(f"{_state(known is not None)}  student {student.id}")
    gone = sorted(set(there) - {student.id for student in roster.students})
    if complete and gone:
        plan.kept += [
            f"kept     student {name} is not on this roster; to remove: "
            f"nbgrader db student remove {name}"
            for name in gone
        ]


def _columns(student: Student) -> dict[str, str]:
    return {
        "first_name": student.first_name,
        "last_name": student.last_name,
        "email": student.email,
        "lms_user_id": student.lms_id,
    }


def _write(room: Classroom, plan: Plan, say: Callable[[str], None]) -> None:
    room.root.mkdir(parents=True, exist_ok=True)
    if not _has_secret(room):
        if room.secret_file.exists():  # broken; somebody may still read something out of it
            room.secret_file.replace(room.secret_file.with_suffix(".broken"))
        make_secret(room)
    write_whole(room.settings_file, json.dumps(plan.settings, indent=1) + "\n", mode=0o600)
    for name, text in plan.sources.items():
        write_whole(room.root / "source" / name / f"{name}.ipynb", text)
    with open_gradebook(room) as gradebook:
        for student in plan.students:
            columns = {name: value for name, value in _columns(student).items() if value}
            gradebook.update_or_create_student(student.id, **columns)
    _release(room, plan.releases, say)
    with open_gradebook(room) as gradebook:
        for name, date in plan.due.items():
            gradebook.update_or_create_assignment(name, duedate=date)
    (room.root / "submitted").mkdir(exist_ok=True)
    say(f"bundle   {write_bundle(room).name}")
    if not (room.root / CONFIG).exists():
        write_config(room)


def _release(room: Classroom, assignments: list[str], say: Callable[[str], None]) -> None:
    if not assignments:
        return
    api = NbGraderAPI(config=configure(Config(), room.root))
    for assignment in assignments:
        say(f"release  {assignment}")
        result = api.generate_assignment(assignment, force=True, create=True)
        if not result["success"]:
            raise RuntimeError(
                f"nbgrader could not release {assignment}: {result.get('error', '')}\n"
                f"{result.get('log', '')}"
            )
