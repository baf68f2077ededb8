"""Does the cost of grading grow with the class, and no faster? 100 against 2,000 submissions.

Run: python tests/benchmarks/bench_class_size.py [--sizes 100 2000] [--workers N]

Every submission of notebook 01 is right and differs in a comment and a helper cell, so that no two
are the same. Printed for each size: wall and processor time a submission, the most memory that the
main process ever held, and a second run, in which nothing has changed. The last lines are the
ratios between the sizes; 1.0 is linear. Two processors take about ten minutes for 2,000.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in

COURSE = Path(__file__).resolve().parents[2] / "course"
RIGHT = next(sample for sample in SAMPLES if sample.assignment == FIRST)
START, EACH = 2.0, 0.002  # seconds: what a second run may take, at all and for a submission


class Cost(NamedTuple):
    """What one run took, in seconds, and the main process's peak memory in megabytes."""

    wall: float
    cpu: float
    memory: float


def own_cell(number: int) -> Any:
    """A change that makes the notebook of every student another one."""

    def damage(notebook: dict[str, Any]) -> dict[str, Any]:
        source = f"# my own cell, number {number}\nmine = {number}"
        cell = {"id": "mine", "cell_type": "code", "metadata": {}, "source": source}
        notebook["cells"].insert(2, cell | {"outputs": [], "execution_count": None})
        return notebook

    return damage


def make_class(root: Path, size: int) -> Classroom:
    """A class with this many submissions of the first notebook."""
    room = new_class(root, COURSE, assignments=[FIRST])
    hand_in(
        room,
        tuple(replace(RIGHT, student=f"s{i:05d}", damage=own_cell(i)) for i in range(size)),
    )
    return room


def run(room: Classroom, workers: int) -> Cost:
    """One run of `autograder grade` over the class."""
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(room.root)]
    before, start, memory = _cpu(), time.perf_counter(), 0.0
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        memory = max(memory, _peak(process.pid))
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(time.perf_counter() - start, _cpu() - before, memory)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(pid: int) -> float:
    """The most memory a process has held so far, in megabytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return max((int(x.split()[1]) / 1024 for x in lines if x.startswith("VmHWM")), default=0.0)


def main() -> None:
    """Grade classes of these sizes twice, print the table and the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-class-size-"))
    found: dict[int, tuple[Cost, Cost]] = {}
    try:
        for size in args.sizes:
            room = make_class(folder / str(size), size)
            found[size] = run(room, args.workers), run(room, args.workers)
            shutil.rmtree(room.root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| submissions | ms each | CPU ms each | main process, MB | again, s | allowed, s |")
    print("|--:|--:|--:|--:|--:|--:|")
    for size, (first, again) in found.items():
        print(
            f"| {size} | {1000 * first.wall / size:.0f} | {1000 * first.cpu / size:.0f} | "
            f"{first.memory:.0f} | {again.wall:.1f} | {START + EACH * size:.1f} |"
        )
    (small, (few, _)), *_, (large, (many, _)) = found.items()
    print(
        f"\nfrom {small} to {large} submissions: wall time each times "
        f"{many.wall / large / (few.wall / small):.2f}, processor time each times "
        f"{many.cpu / large / (few.cpu / small):.2f}, memory times {many.memory / few.memory:.2f}"
    )


if __name__ == "__main__":
    main()
