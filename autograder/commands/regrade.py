"""After a check has changed: what would change, for whom and why; then apply it, or leave it.

  autograder regrade --class my-class --preview                 every assignment
  autograder regrade 08_adaptive_2 --class my-class --preview   one
  autograder regrade --class my-class --apply                   record it

A preview changes no mark and can be stopped at any time. Scores that a person gave stay. Who had
what under which checker is kept in .autograder/history.jsonl, which is only ever added to.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.commands._workers import add_workers

if TYPE_CHECKING:
    from autograder.bridge.whole_class.regrade import Change, Preview

SHOWN = 100


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder regrade`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--preview", action="store_true", help="say what would change")
    what.add_argument("--apply", action="store_true", help="say it, and record it")
    parser.add_argument("--student", action="append", default=[], metavar="ID")
    add_workers(parser)
    parser.add_argument("--sandbox", choices=("strong", "container", "none"), default="strong")
    parser.add_argument(
        "--i-trust-these-submissions", action="store_true", dest="trusted", help="see grade --help"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every change")


def run(args: Namespace) -> int:
    """Preview; record if asked to."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.class_folder.whole_file import write_whole
    from autograder.bridge.whole_class.grade import Options, grade
    from autograder.bridge.whole_class.regrade import preview
    from autograder.commands._progress_bar import ProgressBar
    from autograder.sandbox import SandboxUnavailable

    room = Classroom.open(args.directory)
    assignments = args.assignments or room.assignments
    options = Options(args.sandbox, args.trusted, args.workers, tuple(args.student))
    try:
        with ProgressBar(sys.stderr) as bar:
            found = preview(room, assignments, options, bar)
    except SandboxUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(preview_text(found))
    if args.json:
        changes = [change.to_json() for change in found.changes]
        write_whole(args.json, json.dumps(changes, indent=1, sort_keys=True) + "\n")
    if not args.apply:
        print("Nothing was changed. To record it, the same command with --apply.")
        return 0 if not found.open else 1
    summary = grade(room, assignments, options)
    print(f"Recorded. {len(found.changes)} marks changed; run autograder feedback for new pages.")
    return 0 if summary.ok else 1


def preview_text(found: Preview) -> str:
    """The changes in words, at most `SHOWN` of them."""
    up = sum(
        one.counts and (one.after.score or 0) > (one.before.score or 0) for one in found.changes
    )
    down = sum(
        one.counts and (one.after.score or 0) < (one.before.score or 0) for one in found.changes
    )
    students = len({one.student for one in found.changes})
    lines = [
        f"checker now {found.checker}: {len(found.changes)} marks of {students} students change "
        f"({up} up, {down} down), {found.same} stay as they are"
    ]
    for change in found.changes[:SHOWN]:
        lines += _change_lines(change)
    if len(found.changes) > SHOWN:
        lines.append(f"and {len(found.changes) - SHOWN} more; --json FILE writes them all")
    for what, places in (("not graded before", found.new), ("could not be graded", found.open)):
        if places:
            some = ", ".join("/".join(place) for place in places[:10])
            lines.append(f"{what}: {len(places)} submissions ({some})")
    return "\n".join(lines)


def _change_lines(change: Change) -> list[str]:
    old, new = change.before, change.after
    head = (
        f"  {change.student}/{change.assignment} {change.exercise}: {_points(old.score)} -> "
        f"{_points(new.score)} of {new.points:g}, {old.verdict} -> {new.verdict} "
        f"(checker {change.checker[0]})"
    )
    lines = [head, *(f"      {reason}" for reason in change.why)]
    if change.manual is not None:
        lines.append(f"      a person gave {change.manual:g}; that stays")
    return lines


def _points(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"
