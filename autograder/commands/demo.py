"""The whole round on a sample class, in a fresh folder: what a term looks like from above.

  autograder demo demo

Makes a class from the course, hands in the work of the sample class, grades it in the sandbox,
writes feedback and the class report, and prints the marks. The folder is made anew each time.
"""

from __future__ import annotations

import shutil
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.commands.places import add_course_argument

MARK = ".made-by-autograder-demo"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder demo`."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="the folder to make")
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
    from autograder.bridge.feedback import write_feedback
    from autograder.bridge.grade import Options, grade
    from autograder.bridge.new_class import new_class
    from autograder.bridge.sample_class import EXERCISES, hand_in
    from autograder.commands.progress import ProgressBar
    from autograder.commands.report import write_report
    from autograder.commands.tables import marks_table, summary_text

    _clear(args.directory)
    with _step("make the class"):
        room = new_class(args.directory, args.course, assignments=list(EXERCISES))
    (args.directory / MARK).touch()
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


def _clear(directory: Path) -> None:
    if directory.exists() and any(directory.iterdir()):
        if not (directory / MARK).exists():
            raise ValueError(
                f"{directory} exists and was not made by this command; name another folder"
            )
        shutil.rmtree(directory)


@contextmanager
def _step(name: str) -> Iterator[None]:
    start = time.perf_counter()
    print(f"{name} ...", flush=True)
    yield
    print(f"  {time.perf_counter() - start:.1f} s", flush=True)
