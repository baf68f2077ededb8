"""Make a class from the course: a plain nbgrader folder with everything released.

  autograder new-class my-class --roster students.csv
  autograder new-class my-class --due "08_adaptive_2=2026-10-12 23:59 Europe/Berlin" --force

The roster is a CSV file with the columns id, first_name, last_name, email, or the gradebook export
of Canvas, or a participants' or grades export of Moodle, as they come. Submissions of students who
are not on it are graded all the same.

On a class that exists nothing is changed; what would change is listed. With --force it is done:
the secret seed, marks, submissions, feedback and your nbgrader_config.py always stay.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from autograder.commands._places import add_course_argument


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder new-class`."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="the class folder to make")
    parser.add_argument("--roster", type=Path, metavar="CSV", help="the students")
    parser.add_argument(
        "--id-column", metavar="NAME", help="the roster's column that holds the student ids"
    )
    parser.add_argument(
        "--due",
        action="append",
        default=[],
        metavar="ASSIGNMENT=DATE",
        help='when it is due: "08_adaptive_2=2026-10-12 23:59 Europe/Berlin"; UTC without a zone '
        "(may be given again)",
    )
    parser.add_argument(
        "--db", metavar="URL", help="gradebook address (default: SQLite in the folder)"
    )
    parser.add_argument("--course-id", metavar="ID", help="default: learning-rate")
    parser.add_argument(
        "--assignment",
        action="append",
        default=[],
        metavar="NN_slug",
        help="release this one (may be given again; default: those the class has, all in a new "
        "one; 'all' for all)",
    )
    parser.add_argument("--force", action="store_true", help="change a class that exists")
    add_course_argument(parser)


def run(args: Namespace) -> int:
    """Make the class and say what to do next."""
    from autograder.bridge.handing_out.new_class import Wishes, new_class

    wishes = Wishes(
        roster=args.roster,
        id_column=args.id_column,
        db_url=args.db,
        course_id=args.course_id,
        assignments=args.assignment,
        due=args.due,
    )
    room = new_class(
        args.directory,
        args.course,
        force=args.force,
        say=lambda line: print(f"  {line}"),
        wishes=wishes,
    )
    print(f"The class is in {room.root}")
    print(f"  hand out        {room.root / 'student-bundle.zip'}, or the notebooks in release/")
    print(f"  collect         autograder collect --class {args.directory} --from ZIP")
    print(f"  grade           autograder grade --class {args.directory}")
    return 0
