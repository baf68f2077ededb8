"""Time to write feedback pages: `autograder feedback` against stock `nbgrader generate_feedback`.

Run: python tests/benchmarks/bench_feedback.py [--students 100] [--stock 30]

The same graded class twice, the second without our part in its configuration, so that nbgrader's
own exporter writes the pages. All in one run on one machine; the ratio is of wall time a page, the
start of the program included. What a reader sees is compared, too: headings, code, outputs and
scores must be the same on every page that both wrote.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench_grading import BIN, make_class, timed
from bs4 import BeautifulSoup

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out.sample_class import ADAM
from autograder.bridge.whole_class.grade import Options, grade

STOCK = "c = get_config()\nc.CourseDirectory.course_id = 'learning-rate'\n"


def seen(page: Path) -> list[str]:
    """What a page says outside its running text: headings, code, outputs and scores."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    kept = soup.select("pre, code, h1, h2, h3, h4, .panel-heading, .lrc")
    return [" ".join(one.get_text().split()) for one in kept]


def pages_of(room: Classroom) -> dict[str, Path]:
    """The feedback pages of a class by student."""
    return {path.parts[-3]: path for path in room.root.glob(f"feedback/*/{ADAM}/*.html")}


def stock_copy(ours: Classroom, root: Path, count: int) -> Classroom:
    """The graded class without our configuration, and with `count` graded submissions."""
    shutil.copytree(ours.root, root)
    (root / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    for folder in sorted((root / "autograded").iterdir())[count:]:
        shutil.rmtree(folder)
    return Classroom(root)


def main() -> None:
    """Grade a class, write its pages both ways, compare, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--stock", type=int, default=30)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-feedback-"))
    try:
        ours = make_class(folder / "ours", args.students)
        grade(ours, [ADAM], Options())
        stock = stock_copy(ours, folder / "stock", args.stock)
        command = (sys.executable, "-m", "autograder", "feedback", "--class", str(ours.root))
        rows = [("autograder feedback", ours, timed(ours, *command))]
        command = (str(BIN / "nbgrader"), "generate_feedback", ADAM)
        rows.append(("nbgrader generate_feedback, stock", stock, timed(stock, *command)))
        written = [pages_of(room) for _, room, _ in rows]
        both = sorted(set(written[0]) & set(written[1]))
        same = [seen(written[0][name]) == seen(written[1][name]) for name in both]
        print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
        print("| way | pages | ms a page | kB a page | ratio |")
        print("|---|--:|--:|--:|--:|")
        base = rows[0][2] / len(written[0])
        for (name, _, seconds), pages in zip(rows, written, strict=True):
            each = seconds / len(pages)
            size = sum(page.stat().st_size for page in pages.values()) / len(pages) / 1000
            print(f"| {name} | {len(pages)} | {1000 * each:.0f} | {size:.0f} | {each / base:.1f} |")
        print(f"\nthe same headings, code, outputs and scores: {sum(same)} of {len(both)} pages")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not both or not all(same):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
