"""Collecting through nbgrader's exchange, by nbgrader itself; said is what it did to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.exchange import ExchangeError

from autograder.bridge.class_folder.classroom import STUDENT_ID, Classroom
from autograder.bridge.class_folder.timestamp import FILE
from autograder.bridge.collecting.submitted import keep_earlier
from autograder.bridge.config import class_config


@dataclass
class Exchanged:
    """Students by what happened to their hand-in of one assignment, and what was left."""

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def collect_exchange(room: Classroom, assignment: str, *, dry_run: bool = False) -> Exchanged:
    """The last hand-in of every student, as `nbgrader collect --update` takes it."""
    api = NbGraderAPI(config=class_config(room))
    waiting = _waiting(api, room, assignment)
    done = Exchanged()
    before = {student: _stamp(room, student, assignment) for student in waiting}
    for student, stamp in waiting.items():
        if not STUDENT_ID.fullmatch(student):
            done.left.append((student[:40], "no student id; it is collected, but not graded"))
        elif not before[student] and not _folder(room, student, assignment).exists():
            done.new.append(student)
        elif stamp > before[student]:
            done.replaced.append(student)
        else:
            done.same.append(student)
    if dry_run or not (done.new or done.replaced):
        return done
    for student in done.replaced:
        keep_earlier(room, student, assignment)
    result = api.collect(assignment, update=True)
    if not result["success"]:
        raise RuntimeError(_failed(room, assignment, result.get("log") or result.get("error", "")))
    for student in (*done.new, *done.replaced):
        if not (_folder(room, student, assignment) / f"{assignment}.ipynb").is_file():
            done.left.append((student, f"handed in without {assignment}.ipynb; ask for it"))
    return done


def _waiting(api: NbGraderAPI, room: Classroom, assignment: str) -> dict[str, str]:
    """The last time stamp of every student in the exchange."""
    api.coursedir.assignment_id = assignment
    app = api.exchange.Collect(coursedir=api.coursedir, authenticator=api.authenticator, parent=api)
    try:
        app.set_timestamp()
        app.init_src()
    except ExchangeError as error:
        raise RuntimeError(_failed(room, assignment, str(error))) from error
    return {
        record["username"]: f"{record['timestamp']:%Y-%m-%d %H:%M:%S.%f}"
        for record in app.src_records
    }


def _failed(room: Classroom, assignment: str, why: str) -> str:
    return (
        f"nbgrader could not collect {assignment} from its exchange: {why.strip()}\n"
        f"the exchange is a folder that students and you share (c.Exchange.root in "
        f"{room.root / 'nbgrader_config.py'}); for a zip of Canvas or Moodle: --from ZIP"
    )


def _folder(room: Classroom, student: str, assignment: str) -> Path:
    return room.root / "submitted" / student / assignment


def _stamp(room: Classroom, student: str, assignment: str) -> str:
    from autograder.bridge.class_folder.timestamp import parse_stamp

    found = parse_stamp(_folder(room, student, assignment) / FILE)
    return f"{found:%Y-%m-%d %H:%M:%S.%f}" if found else ""
