"""Grade the submissions of a class and record every mark in its gradebook.

  autograder grade --class my-class                     every assignment, every submission
  autograder grade 08_adaptive_2 --class my-class       one assignment
  autograder grade --class my-class --student ada       one student
  autograder grade --class my-class --dask tcp://host:8786    on a Dask cluster
  autograder grade --class my-class --shard 3/8         the third of eight parts; then: merge

Submitted code runs in a sandbox and nowhere else. A run that was stopped continues where it was;
what has not changed is not graded again.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands._workers import add_workers

if TYPE_CHECKING:
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.whole_class.grade import Options
    from autograder.bridge.whole_class.summary import Summary


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder grade`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--student", action="append", default=[], metavar="ID")
    add_workers(parser)
    elsewhere = parser.add_mutually_exclusive_group()
    elsewhere.add_argument("--dask", metavar="ADDRESS", help="grade on this scheduler's workers")
    elsewhere.add_argument(
        "--shard", metavar="i/N", help="grade one of N parts into a file for autograder merge"
    )
    parser.add_argument(
        "--batch", type=int, metavar="N", help="submissions in one Dask task, 25 to 200"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the file of --shard")
    parser.add_argument("--sandbox", choices=("strong", "container", "none"), default="strong")
    parser.add_argument(
        "--i-trust-these-submissions",
        action="store_true",
        dest="trusted",
        help="needed with --sandbox none: submitted code can then do anything you can",
    )
    parser.add_argument(
        "--with-figures",
        action="store_true",
        dest="figures",
        help="keep the pictures that students' cells draw; demonstrations are not run for them",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one entry an exercise")


def run(args: Namespace) -> int:
    """Grade, show progress, end with the summary."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.whole_class.grade import Options
    from autograder.bridge.whole_class.summary import write_json
    from autograder.commands._tables import summary_text
    from autograder.sandbox import SandboxUnavailable

    if args.out and not args.shard:
        raise ValueError("--out names the file of a shard; give --shard i/N too")
    if args.batch is not None and not args.dask:
        raise ValueError("--batch is the size of a Dask task; give --dask ADDRESS too")
    if args.figures and (args.dask or args.shard):
        raise ValueError("--with-figures is for one machine; leave --dask or --shard out")
    room = Classroom.open(args.directory)
    students = tuple(args.student)
    options = Options(args.sandbox, args.trusted, args.workers, students, figures=args.figures)
    try:
        summary = _grade(room, args, options)
    except SandboxUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(summary_text(summary, args.sandbox, room))
    if args.json:
        write_json(args.json, summary)
    return 0 if summary.ok else 1


def _grade(room: Classroom, args: Namespace, options: Options) -> Summary:
    """Grade here, on a cluster, or one shard."""
    from autograder.bridge.whole_class.grade import grade
    from autograder.commands._progress_bar import ProgressBar

    assignments = args.assignments or room.released()
    if args.shard:
        from autograder.bridge.whole_class.shard import Share, grade_shard, shard_file

        share = Share.read(args.shard)
        path = args.out or shard_file(room, share)
        with ProgressBar(sys.stderr) as bar:
            summary = grade_shard(room, assignments, options, share, path, bar)
        print(f"wrote {path}; when all are there: autograder merge --class {room.root} FILE ...")
        return summary
    with ExitStack() as stack:
        if args.dask:
            from autograder.bridge.grading.cluster import BATCH, OnCluster, connect

            client = stack.enter_context(connect(args.dask))
            batch = BATCH if args.batch is None else args.batch
            executor = OnCluster(client, options.tier, trusted=options.trusted, batch=batch)
            options = replace(options, executor=executor)
        return grade(room, assignments, options, stack.enter_context(ProgressBar(sys.stderr)))
