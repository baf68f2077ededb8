"""Write the feedback pages of a class: nbgrader's pages with the checker's report inside.

  autograder feedback --class my-class [ASSIGNMENT ...]

They land in feedback/STUDENT/ASSIGNMENT/ in the class folder.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder feedback`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")


def run(args: Namespace) -> int:
    """Write the pages and say where they are."""
    from autograder.bridge.classroom import Classroom
    from autograder.bridge.feedback import write_feedback

    room = Classroom.open(args.directory)
    pages = write_feedback(room, args.assignments or room.assignments)
    print(f"{len(pages)} feedback pages in {room.root / 'feedback'}")
    return 0
