"""Write the marks of a class for Canvas, Moodle or a spreadsheet program.

  autograder export --class my-class --format canvas
  autograder export --class my-class --format moodle --missing zero --out marks.csv
  autograder export --class my-class --format canvas --title "08_adaptive_2=Adam (4711)"

The late penalty is taken off. A cell stays blank where nothing was handed in (or is 0, with
--missing zero), and where a person has still to give a mark (unless --provisional).
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

NEXT = {
    "csv": "open it in a spreadsheet program",
    "canvas": "in Canvas: Grades > Import; columns it does not know become new assignments",
    "moodle": "in Moodle: Grades > Import > CSV file; map Username (or Email address) to the same",
}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder export`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--format", choices=tuple(NEXT), default="csv")
    parser.add_argument("--student", action="append", default=[], metavar="ID")
    parser.add_argument("--missing", choices=("blank", "zero"), default="blank")
    parser.add_argument("--provisional", action="store_true", help="export open marks, too")
    parser.add_argument(
        "--title",
        action="append",
        default=[],
        metavar="ASSIGNMENT=NAME",
        help="what a column is called in the other system (may be given again)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: DIR/marks-FORMAT.csv")


def run(args: Namespace) -> int:
    """Write the file; say what it leaves blank and what to do with it."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.export import export_marks

    room = Classroom.open(args.directory)
    path = args.out or room.root / f"marks-{args.format}.csv"
    still_open = export_marks(
        room,
        args.format,
        path,
        assignment=args.assignments,
        student=args.student,
        missing=args.missing,
        provisional=args.provisional,
        titles=dict(map(_title, args.title)),
    )
    print(f"wrote {path}; {NEXT[args.format]}")
    if still_open:
        done = "exported as they stand" if args.provisional else "left blank"
        print(f"{len(still_open)} marks wait for a person and were {done}:")
        for student, assignment in still_open[:20]:
            print(f"  {student}/{assignment}")
        if len(still_open) > 20:
            print(f"  and {len(still_open) - 20} more; autograder report lists them all")
    return 0


def _title(words: str) -> tuple[str, str]:
    assignment, equals, name = words.partition("=")
    if not (assignment and equals and name):
        raise ValueError(f"--title needs ASSIGNMENT=NAME, got {words!r}; put it in quotes")
    return assignment, name
