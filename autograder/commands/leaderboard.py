"""Write the leaderboard of the capstone from the gradebook: leaderboard.json, to be handed out.

  autograder leaderboard --class my-class

The file holds labels and points, no names. Put it beside the students' notebooks: the last cell of
the capstone in notebook 11 then shows it. The table that is printed here says whose label is whose;
it is for the teacher, who tells each student their own.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder leaderboard`."""
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")


def run(args: Namespace) -> int:
    """Read the points, write the board, print the key to it."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.class_folder.whole_file import write_whole
    from autograder.bridge.giving_back.leaderboard import ASSIGNMENT, FEW, FILE, board, standings

    room = Classroom.open(args.directory)
    rows = standings(room)
    if not rows:
        raise ValueError(
            f"no capstone is graded in {room.root}; put hand-ins of {ASSIGNMENT} into submitted/ "
            f"and run: autograder grade --class {room.root}"
        )
    path = room.root / FILE
    write_whole(path, json.dumps(board(rows), indent=1) + "\n")
    width = max(len(row.student) for row in rows)
    print(f"{'student':{width}}  label on the board  points")
    for row in rows:
        print(f"{row.student:{width}}  {row.label:18}  {row.points:6g}")
    if len(rows) < FEW:
        print(f"Only {len(rows)} hand-ins: a label hides nobody in so small a group.")
    print(f"to hand out: {path}")
    return 0
