"""Write the feedback pages of a class: nbgrader's pages with the checker's report inside.

  autograder feedback --class my-class [ASSIGNMENT ...]

  autograder feedback --class my-class --summaries       one short text a student, to mail

Pages land in feedback/STUDENT/ASSIGNMENT/ in the class folder, summaries in summaries/STUDENT.txt
and .html.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.bridge.class_folder.classroom import Classroom


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder feedback`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--summaries", action="store_true", help="a text and an HTML file a student instead"
    )


def run(args: Namespace) -> int:
    """Write the pages and say where they are."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.giving_back.feedback import write_feedback

    room = Classroom.open(args.directory)
    if args.summaries:
        return _summaries(room, args)
    pages = write_feedback(room, args.assignments or room.assignments)
    print(f"{len(pages)} feedback pages in {room.root / 'feedback'}")
    return 0


def _summaries(room: Classroom, args: Namespace) -> int:
    from autograder.bridge.giving_back.student_summary import write_summaries
    from autograder.bridge.whole_class.grade import latest_results

    chosen = set(args.assignments or room.assignments)
    results = [each for each in latest_results(room) if each.assignment in chosen]
    if not results:
        raise ValueError(
            f"no marks are kept in {room.root}; grade first: autograder grade --class {room.root}"
        )
    written = write_summaries(room, results)
    print(f"{len(written) // 2} summaries in {room.root / 'summaries'}, each as .txt and .html")
    return 0
