"""The whole round on a sample class: what a term looks like from above.

  autograder demo demo            again in the same folder: what has not changed is not graded again
  autograder demo demo --fresh    everything from the beginning

Makes a class from the course, hands in the work of the sample class, grades it in the sandbox,
writes feedback and the class report, and prints the marks. When the course or the checker has
changed since, the class is made anew.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands._places import add_course_argument

if TYPE_CHECKING:
    from autograder.bridge.class_folder.classroom import Classroom

MARK = ".made-by-autograder-demo"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder demo`."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="the folder to make")
    parser.add_argument("--fresh", action="store_true", help="make and grade everything anew")
    add_course_argument(parser)


def run(args: Namespace) -> int:
    """Make, hand in, grade, give back, report; print the marks and where everything lies."""
    from autograder.sandbox import SandboxUnavailable, choose_tier

    try:
        with _step("try the sandbox"):
            tier = choose_tier("strong" if sys.platform == "linux" else "none", trusted=True)
    except SandboxUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    if tier == "none":
        print("No sandbox on this system: the sample class is ours, so it is run without one.")
    from autograder.bridge.giving_back.feedback import write_feedback
    from autograder.bridge.handing_out.sample_class import hand_in
    from autograder.bridge.whole_class.grade import Options, grade
    from autograder.commands._progress_bar import ProgressBar
    from autograder.commands._tables import marks_table, summary_text
    from autograder.commands.report import write_report

    room = sample_class(args.directory, args.course, args.fresh)
    with _step("hand in the sample class"):
        hand_in(room)
    with _step("grade"), ProgressBar(sys.stderr) as bar:
        summary = grade(room, room.assignments, Options(tier, trusted=True), bar)
    with _step("write feedback"):
        pages = write_feedback(room, room.assignments)
    with _step("write the class report"):
        report = write_report(room, summary.entries, summary.needs_person, tier)
    print(summary_text(summary, tier, room))
    print()
    print(marks_table(summary.entries))
    print()
    print(f"class report    {report}")
    print(f"feedback        {pages[0]}  (and {len(pages) - 1} more)")
    print(f"the class       {room.root}  (nbgrader works in it, its formgrader too)")
    return 0 if summary.ok else 1


def sample_class(directory: Path, course: Path, fresh: bool) -> Classroom:
    """The class of last time if it is made of the same course and checker, or a new one."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.handing_out.new_class import new_class
    from autograder.bridge.handing_out.sample_class import EXERCISES

    mark, made_of = directory / MARK, _fingerprint(course)
    if directory.exists() and any(directory.iterdir()):
        if not mark.exists():
            raise ValueError(
                f"{directory} exists and was not made by this command; name another folder"
            )
        if not fresh and mark.read_text(encoding="utf-8") == made_of:
            print(f"{directory} is there from last time and nothing has changed (--fresh: anew)")
            shutil.rmtree(directory / "submitted", ignore_errors=True)
            return Classroom.open(directory)
        shutil.rmtree(directory)
    with _step("make the class"):
        room = new_class(directory, course, assignments=list(EXERCISES))
    mark.write_text(made_of, encoding="utf-8")  # last: a class that is half there has no mark
    return room


def _fingerprint(course: Path) -> str:
    """A digest of what the sample class is made of: the course, the checker, the library."""
    import autograder
    import lrlib

    digest = hashlib.sha256()
    for package in (autograder, lrlib):
        folder = Path(package.__path__[0])
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    for path in sorted(course.glob("instructor/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _step(name: str) -> Iterator[None]:
    start = time.perf_counter()
    print(f"{name} ...", flush=True)
    yield
    print(f"  {time.perf_counter() - start:.1f} s", flush=True)
