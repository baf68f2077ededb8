"""Write the class report: one HTML page with what the class misunderstood and who needs a person.

  autograder report --class my-class
  autograder report --class my-class --anonymous     without names, to show in class

It reads the marks that are kept in the class folder; nothing is graded.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.grading.result import Result

PACKAGES = ("numpy", "ipython", "nbgrader", "jupyterlab")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder report`."""
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--anonymous", action="store_true", help="no names and no personal notes")


def run(args: Namespace) -> int:
    """Collect the kept marks, write the page."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.whole_class.grade import latest_results
    from autograder.bridge.whole_class.summary import attention, entries_of

    room = Classroom.open(args.directory)
    kept = latest_results(room)
    if not kept:
        raise ValueError(
            f"no marks are kept in {room.root}; grade first: autograder grade --class {room.root}"
        )
    entries = [entry for result in kept for entry in entries_of(result)]
    to_read = [reason for result in kept for reason in attention(result)]
    print(write_report(room, entries, to_read, tiers_of(kept), anonymous=args.anonymous))
    return 0


def tiers_of(results: Sequence[Result]) -> str:
    """The sandbox tiers of these results in words, counted where they differ."""
    tiers = Counter(result.provenance["tier"] for result in results)
    if len(tiers) == 1:
        return next(iter(tiers))
    return ", ".join(f"{tier} (submissions: {many})" for tier, many in tiers.most_common())


def write_report(
    room: Classroom,
    entries: list[dict[str, Any]],
    to_read: list[tuple[str, str, str]],
    tier: str,
    *,
    anonymous: bool = False,
) -> Path:
    """Write report.html (or report-anonymous.html) into the class folder; its path."""
    from autograder import exercises
    from autograder.bridge.grading.address import checker_digest
    from autograder.bridge.recording.gradebook import student_names
    from autograder.bridge.recording.history import attempts
    from autograder.report import class_page

    hints = {
        (name, misconception.id): (name, misconception.hint, misconception.source)
        for name in sorted({entry["exercise"] for entry in entries} & set(exercises.names()))
        for misconception in exercises.load(name).misconceptions
    }
    provenance = {
        "tier": tier,
        "seed_id": room.seed_id,
        "checker": checker_digest(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
        "made": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    page = class_page(
        entries,
        hints=hints,
        names=student_names(room),
        provenance=provenance,
        to_read=to_read,
        anonymous=anonymous,
        attempts=attempts(room),
    )
    path = room.root / ("report-anonymous.html" if anonymous else "report.html")
    path.write_text(page, encoding="utf-8")
    return path
