"""Make a class from the course: a plain nbgrader folder with everything released.

  autograder new-class my-class --roster students.csv

The roster is a CSV file with the columns id, first_name, last_name, email. Students can also be
added later; submissions of students who are not on it are graded all the same.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from autograder.commands.places import add_course_argument


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder new-class`."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="the class folder to make")
    parser.add_argument("--roster", type=Path, metavar="CSV", help="the students")
    parser.add_argument(
        "--db", default="", metavar="URL", help="gradebook address (default: SQLite in the folder)"
    )
    parser.add_argument("--course-id", default="learning-rate", metavar="ID")
    parser.add_argument(
        "--assignment",
        action="append",
        metavar="NN_slug",
        help="release only this one (may be given again; default: all)",
    )
    parser.add_argument(
        "--force", action="store_true", help="write source, release and configuration again"
    )
    add_course_argument(parser)


def run(args: Namespace) -> int:
    """Make the class and say what to do next."""
    from autograder.bridge.new_class import new_class

    room = new_class(
        args.directory,
        args.course,
        roster=args.roster,
        db_url=args.db,
        course_id=args.course_id,
        assignments=args.assignment,
        force=args.force,
        say=lambda line: print(f"  {line}"),
    )
    print(f"The class is in {room.root}")
    print(f"  hand out        {room.root / 'release'}")
    print("  put hand-ins    submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb")
    print(f"  grade them      autograder grade --class {args.directory}")
    return 0
