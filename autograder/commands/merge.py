"""Record what the parts of a class were graded to: the files of `autograder grade --shard i/N`.

  autograder merge --class my-class                       the files in my-class/shards
  autograder merge --class my-class part-*.jsonl

Every file is checked before the first mark is written: all parts there, none twice, the same class,
seed and checker. What was handed in since is named and left to `autograder grade`.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder merge`."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: DIR/shards")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write one entry an exercise")


def run(args: Namespace) -> int:
    """Check, record, say what is left."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.whole_class.merge import merge
    from autograder.bridge.whole_class.summary import write_json
    from autograder.commands._progress_bar import ProgressBar
    from autograder.commands._tables import summary_text

    room = Classroom.open(args.directory)
    files = args.files or sorted((room.root / "shards").glob("*.jsonl"))
    with ProgressBar(sys.stderr) as bar:
        merged = merge(room, files, bar)
    print(summary_text(merged.summary, "as in the shards", room))
    if args.json:
        write_json(args.json, merged.summary)
    if merged.left:
        names = [f"{job.submission.student}/{job.submission.assignment}" for job in merged.left]
        print(f"handed in since, in no shard: {', '.join(names[:20])} ({len(names)} in all);")
        print(f"grade them: autograder grade --class {args.directory}")
    return 0 if merged.summary.ok and not merged.left else 1
