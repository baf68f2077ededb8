"""Time to grade a class: `autograder grade` against stock `nbgrader autograde` on the same files.

Run: python tests/benchmarks/bench_grading.py [--students 100] [--stock 8] [--rounds 3]

Stock nbgrader starts a kernel for every submission and runs every cell in it, without a sandbox. It
is measured on `--stock` submissions of the same mix, and a second time on notebooks without their
demonstration cells (experiments, pictures, widgets), which ours does not run either. All in one
run on one machine; the ratio is of wall time a submission, `nbgrader` imports included.

The last line compares with the least that grading could cost: processor time of the students' cells
and of the checks alone, in warm processes, without sandbox, notebook or gradebook. As many of them
as grading has workers run at the same time: a processor is slower while its neighbour is busy.
Machines change their speed from minute to minute: both are measured in turn, and the medians count.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from autograder import check
from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.processors import keep_to, shares, usable
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import ADAM, SAMPLES, Sample, hand_in

COURSE = Path(__file__).resolve().parents[2] / "course"
BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # or everything is compiled again in every run
# What stock nbgrader can grade at all: no endless loops, no broken files.
MIX = [s for s in SAMPLES if s.assignment == ADAM and s.student not in ("hana", "kim")]


def students(count: int) -> tuple[Sample, ...]:
    """A class of this size with the mix of the sample class."""
    return tuple(replace(MIX[i % len(MIX)], student=f"s{i:04d}") for i in range(count))


def make_class(root: Path, count: int, *, stock: bool = False, demos: bool = True) -> Classroom:
    """A released class with its hand-ins; `stock` takes our path out of its configuration."""
    room = new_class(root, COURSE, assignments=[ADAM])
    hand_in(room, students(count))
    if not demos:
        for path in (room.root / "submitted").rglob("*.ipynb"):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            notebook["cells"] = [
                cell for cell in notebook["cells"] if "demo" not in cell["metadata"].get("tags", [])
            ]
            path.write_text(json.dumps(notebook), encoding="utf-8")
    if stock:
        (room.root / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'learning-rate'\n", encoding="utf-8"
        )
    return room


def timed(room: Classroom, *command: str | Path) -> float:
    """Wall seconds of a command in the class folder; its output is shown if it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=room.root, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-1500:], done.stderr[-1500:], sep="\n")
    return time.perf_counter() - start


def bare(room: Classroom) -> float:
    """Processor seconds a submission of the cells and the checks alone, on every processor."""
    workers = len(usable())
    numbers = get_context("fork").SimpleQueue()
    for number in range(workers):
        numbers.put(number)
    with ProcessPoolExecutor(workers, get_context("fork"), keep_to_one_of, (numbers,)) as pool:
        return statistics.mean(pool.map(bare_alone, [room] * workers))


def keep_to_one_of(numbers: SimpleQueue[int]) -> None:
    """Let this process use its own share of the processors only, as a worker does."""
    keep_to(shares(len(usable()))[numbers.get()])


def bare_alone(room: Classroom) -> float:
    """The same in this process, after one submission to warm up."""
    paths = sorted((room.root / "submitted").rglob("*.ipynb"))
    for path in (paths[0], *paths):
        if path == paths[0]:
            start = time.process_time()
        run_bare(json.loads(path.read_text(encoding="utf-8"))["cells"])
    return (time.process_time() - start) / len(paths)


def run_bare(cells: list[dict[str, Any]]) -> None:
    """Execute what grading executes, in this process."""
    namespace: dict[str, Any] = {}
    quiet = (contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()))
    with quiet[0], quiet[1], warnings.catch_warnings(action="ignore"):
        for cell in cells:
            meta = cell["metadata"]
            if cell["cell_type"] != "code" or "demo" in meta.get("tags", []):
                continue
            with contextlib.suppress(Exception):  # a student's error ends its cell, no more
                if meta.get("nbgrader", {}).get("grade"):
                    name = meta["nbgrader"]["grade_id"]
                    check(name, namespace=namespace, seed=1)._repr_html_()  # with its picture
                else:
                    exec("".join(cell["source"]), namespace)


def main() -> None:
    """Make the classes, time the three ways, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--stock", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-grading-"))
    try:
        fresh = make_class(folder / "fresh", args.students)
        pairs = []
        for number in range(args.rounds):
            ours = Classroom.open(shutil.copytree(fresh.root, folder / f"ours-{number}"))
            command = (sys.executable, "-m", "autograder", "grade", "--class", str(ours.root))
            before = bare(ours)
            seconds = timed(ours, *command) / args.students
            pairs.append((seconds, (before + bare(ours)) / 2))
        first, least = (statistics.median(column) for column in zip(*pairs, strict=True))
        times = statistics.median(one / other for one, other in pairs)
        again = timed(ours, *command)
        rows = [("autograder grade, strong sandbox", args.students, first, 1.0)]
        for demos in (True, False):
            room = make_class(folder / f"stock-{demos}", args.stock, stock=True, demos=demos)
            each = timed(room, BIN / "nbgrader", "autograde", ADAM) / args.stock
            name = "nbgrader autograde, stock" + ("" if demos else ", without demonstrations")
            rows.append((name, args.stock, each, each / first))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| way | submissions | s a submission | ratio |")
    print("|---|--:|--:|--:|")
    for name, count, each, ratio in rows:
        print(f"| {name} | {count} | {each:.3f} | {ratio:.1f} |")
    print(f"\nan unchanged class of {args.students} again: {again:.1f} s")
    print(f"cells and checks alone: {least:.3f} s a submission; ours {times:.2f} times that")


if __name__ == "__main__":
    main()
