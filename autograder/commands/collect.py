"""Take hand-ins into the class: from nbgrader's exchange, or from a zip of Canvas or Moodle.

  autograder collect --class my-class                          nbgrader's exchange
  autograder collect --class my-class --from submissions.zip   all assignments in the zip
  autograder collect 08_adaptive_2 --class my-class --from submissions.zip --times worksheet.csv

The zip is the one that 'Download submissions' gives, or the folder it unpacks to. Of several tries
the last counts. Every file that is not taken is listed with the reason; --dry-run only lists.
Nothing is overwritten: what was there before moves to .autograder/earlier. Run it again at any
time; what is there already stays as it is.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.collecting.collect import Plan


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder collect`."""
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--from",
        dest="sources",
        type=Path,
        action="append",
        default=[],
        metavar="ZIP_OR_FOLDER",
        help="an export of Canvas or Moodle (may be given again; default: nbgrader's exchange)",
    )
    parser.add_argument(
        "--times",
        type=Path,
        metavar="CSV",
        help="when files were handed in: Moodle's grading worksheet, or columns id, timestamp",
    )
    parser.add_argument(
        "--timezone", default="UTC", metavar="ZONE", help="of --times, like Europe/Berlin"
    )
    parser.add_argument(
        "--force", action="store_true", help="also replace files that were put there by hand"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def run(args: Namespace) -> int:
    """Collect, list what was not taken; 0 when a person need not look."""
    from autograder.bridge.class_folder.classroom import Classroom

    room = Classroom.open(args.directory)
    if not args.sources:
        return _from_exchange(room, args)
    from autograder.bridge.collecting.collect import collect
    from autograder.bridge.collecting.hand_in_times import read_worksheet

    plan = collect(
        room,
        args.sources,
        only=args.assignments,
        worksheet=read_worksheet(args.times, args.timezone) if args.times else None,
        force=args.force,
        dry_run=args.dry_run,
    )
    print(plan_text(plan, room, dry_run=args.dry_run))
    return 0 if all(left.expected for left in plan.left) else 1


def plan_text(plan: Plan, room: Classroom, *, dry_run: bool) -> str:
    """What was done, by assignment; then every file that was not taken, and what to know."""
    lines = ["nothing was written (--dry-run); it would be:"] if dry_run else []
    taken = [*plan.new, *plan.replaced, *plan.same]
    for assignment in sorted({hand_in.assignment for hand_in in taken}):
        counts = ", ".join(
            f"{sum(each.assignment == assignment for each in group)} {what}"
            for what, group in (
                ("new", plan.new),
                ("replaced", plan.replaced),
                ("there already", plan.same),
            )
        )
        lines.append(f"{assignment}: {counts}")
    if not taken:
        lines.append("nothing to take")
    for title, expected in (("not taken:", False), ("not taken, as it should be:", True)):
        left = [each for each in plan.left if each.expected is expected]
        lines += [title] * bool(left) + [f"  {each.source}: {each.reason}" for each in left]
    lines += ["to know:"] * bool(plan.notes) + [f"  {note}" for note in plan.notes]
    lines += [f"earlier files are kept in {room.state / 'earlier'}"] * bool(plan.replaced)
    return "\n".join(lines)


def _from_exchange(room: Classroom, args: Namespace) -> int:
    from autograder.bridge.collecting.exchange import collect_exchange

    left = 0
    for assignment in args.assignments or room.released():
        done = collect_exchange(room, assignment, dry_run=args.dry_run)
        would = " (nothing was written, --dry-run)" if args.dry_run else ""
        print(
            f"{assignment}: {len(done.new)} new, {len(done.replaced)} replaced, "
            f"{len(done.same)} there already{would}"
        )
        for student, why in done.left:
            print(f"  {student}: {why}")
        left += len(done.left)
    return 1 if left else 0
