"""What grading on a cluster costs: this machine's workers against Dask's, with one and with two.

Run: python tests/benchmarks/bench_cluster.py [--students 200] [--batch 25]

Dask's scheduler and workers are real processes that talk over TCP (`distributed.LocalCluster`), one
thread each; the class, its submissions and the sandbox are the same in every row. The steady rate
leaves out the start, which is the time that a single submission takes. The overhead of Dask is the
difference of the steady seconds a submission, with one worker. Choose --students as a few batches
for each worker. Needs the extra `cluster`. Nothing is recorded: that is one
writer's work, and bench_grading.py measures it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.cluster import OnCluster
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import ADAM, SAMPLES, hand_in
from autograder.bridge.whole_class.grade import Executor, Options, find_jobs

COURSE = Path(__file__).resolve().parents[2] / "course"
# No endless loops and no broken files: what most of a class is.
MIX = [s for s in SAMPLES if s.assignment == ADAM and s.student not in ("hana", "kim")]
NIGHT_HOURS = 8
CLASS_OF = 100_000


@dataclass(frozen=True)
class Row:
    """One way of grading: wall seconds in all, and steady seconds a submission."""

    name: str
    workers: int
    wall: float
    steady: float


def measured(name: str, workers: int, room: Classroom, executor: Executor) -> Row:
    """Grade one submission afresh, then all the others, and time both."""
    shutil.rmtree(room.state / "results", ignore_errors=True)
    jobs = find_jobs(room, [ADAM], Options())
    walls = []
    for some in (jobs[:1], jobs[1:]):
        start = time.perf_counter()
        graded = sum(1 for _ in executor(room, some))
        walls.append(time.perf_counter() - start)
    steady = (walls[1] - walls[0]) / (graded - 1)  # the start costs the same for one as for all
    print(f"{name}, {workers}: {walls[1]:.1f} s, steady {steady:.3f} s each", flush=True)
    return Row(name, workers, walls[1], steady)


def on_dask(workers: int, batch: int) -> tuple[Executor, Callable[[], None]]:
    """An executor on a local cluster, and what ends the cluster."""
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    client = Client(cluster)

    def end() -> None:
        client.close()
        cluster.close()

    return OnCluster(client, "strong", batch=batch), end


def main() -> None:
    """Make a class, time the four ways, print the table and the plan that follows from it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--batch", type=int, default=25)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-cluster-"))
    rows = []
    try:
        room = new_class(folder / "class", COURSE, assignments=[ADAM])
        count = range(args.students)
        hand_in(room, tuple(replace(MIX[i % len(MIX)], student=f"s{i:05d}") for i in count))
        for workers in (1, 2):
            here = Options(workers=workers).on_this_machine
            rows.append(measured("this machine", workers, room, here))
            there, end = on_dask(workers, args.batch)
            rows.append(measured("Dask, TCP", workers, room, there))
            end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(rows, args.students)


def report(rows: list[Row], students: int) -> None:
    """The table, the overhead, and how many workers a night of 100,000 needs."""
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {students} submissions\n")
    print("| way | workers | wall s | steady s a submission | steady submissions a minute |")
    print("|---|--:|--:|--:|--:|")
    for row in rows:
        print(
            f"| {row.name} | {row.workers} | {row.wall:.1f} | {row.steady:.3f} "
            f"| {60 / row.steady:.0f} |"
        )
    here, there = rows[:2]  # one worker each
    print(f"\noverhead of Dask: {1000 * (there.steady - here.steady):.0f} ms a submission")
    hours = CLASS_OF * there.steady / 3600
    print(
        f"{CLASS_OF:,} submissions: {hours:.1f} worker hours, "
        f"{hours / NIGHT_HOURS:.1f} workers for a night of {NIGHT_HOURS} h"
    )


if __name__ == "__main__":
    main()
