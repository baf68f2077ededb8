"""Grade the submissions of a class and record every mark in its gradebook.

  autograder grade --class my-class                     every assignment, every submission
  autograder grade 08_adaptive_2 --class my-class       one assignment
  autograder grade --class my-class --student ada       one student

Submitted code runs in a sandbox and nowhere else. A run that was stopped continues where it was;
what has not changed is not graded again.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder grade`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--student", action="append", default=[], metavar="ID")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--sandbox", choices=("strong", "container", "none"), default="strong")
    parser.add_argument(
        "--i-trust-these-submissions",
        action="store_true",
        dest="trusted",
        help="needed with --sandbox none: submitted code can then do anything you can",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one entry an exercise")


def run(args: Namespace) -> int:
    """Grade, show progress, end with the summary."""
    from autograder.bridge.classroom import Classroom
    from autograder.bridge.grade import Options, grade
    from autograder.bridge.summary import write_json
    from autograder.commands.progress import ProgressBar
    from autograder.commands.tables import summary_text
    from autograder.sandbox import SandboxUnavailable

    if args.workers < 1:
        raise ValueError(f"--workers needs a number of 1 or more, got {args.workers}")
    room = Classroom.open(args.directory)
    assignments = args.assignments or room.assignments
    options = Options(args.sandbox, args.trusted, args.workers, tuple(args.student))
    try:
        with ProgressBar(sys.stderr) as bar:
            summary = grade(room, assignments, options, bar)
    except SandboxUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(summary_text(summary, args.sandbox, room))
    if args.json:
        write_json(args.json, summary)
    return 0 if summary.ok else 1
