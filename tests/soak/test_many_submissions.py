"""Five hundred hand-ins, one in five hostile: the others do not notice, and nothing is left.

I2 honest results are the same bytes without the hostile ones, in any order, with 1 or 2 workers;
I5 no process; no file and no socket; the memory of the trusted side does not grow.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from attack_corpus.notebooks import (
    ASSIGNMENT,
    LIMITS,
    NOTEBOOKS,
    make_class,
    scores_due,
    scores_got,
)

from autograder.bridge.grading.executor import run_jobs
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.worker import WorkerSettings
from autograder.bridge.handing_out import sample_answers as said
from autograder.bridge.handing_out.sample_class import Sample, hand_in
from autograder.bridge.whole_class.grade import Options, find_jobs, kept_results
from autograder.sandbox import choose_tier
from tests.bridge.recorded import files, gradebook_rows
from tests.sandbox.process_tree import Watch, adopt_orphans, end_all, growth

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

STUDENTS, HOSTILE = 500, 100
ANSWERS = (
    {},
    said.OWN_STYLE,
    {"sgd_step": said.UPHILL},
    {"gradient_descent": said.ALIASES},
    said.NO_RETURN,
    said.ALL_WRONG,
    {"step_length": said.SIGNED_LENGTH},
    {"numeric_grad": "untouched"},
)
GROWTH = 10_000  # bytes a submission: the summary keeps four entries of each, nothing else grows


def hand_ins():
    """500 students, shuffled: the honest ones as samples, the hostile ones by their case."""
    rng = random.Random(4)
    cases = rng.sample(NOTEBOOKS, HOSTILE)
    places = rng.sample(range(STUDENTS), HOSTILE)
    hostile = {f"u{place:03d}": case for place, case in zip(places, cases, strict=True)}
    honest = [
        Sample(f"u{n:03d}", ASSIGNMENT, "honest", ANSWERS[n % len(ANSWERS)])
        for n in range(STUDENTS)
        if f"u{n:03d}" not in hostile
    ]
    return honest, hostile


class Run:
    """A class that was graded by the command, watched from outside."""

    def __init__(self, room, folder):
        self.room, self.temporary = room, folder / "tmp"
        self.temporary.mkdir()
        (folder / "home").mkdir()
        began = time.monotonic()
        command = ["grade", "--class", str(room.root), "--workers", "2"]
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", *command],
            env={**os.environ, "TMPDIR": str(self.temporary), "HOME": str(folder / "home")},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.watch = Watch(process.pid)
        self.watch.start()
        self.said = process.communicate()[0].decode()
        self.seconds = time.monotonic() - began
        self.watch.stop()
        self.code = process.returncode
        self.left = end_all(os.getpid())


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    """The honest alone, and the same among hostile ones, graded; the hostile by student."""
    adopt_orphans()
    folder = tmp_path_factory.mktemp("soak")
    honest, hostile = hand_ins()
    alone, mixed = (make_class(folder / name, LIMITS) for name in ("alone", "mixed"))
    mixed.secret_file.unlink()
    os.link(alone.secret_file, mixed.secret_file)
    for room in (alone, mixed):
        hand_in(room, tuple(honest))
    samples = [
        Sample(student, ASSIGNMENT, case.name, case.answers, damage=case.damage)
        for student, case in hostile.items()
    ]
    hand_in(mixed, tuple(samples))
    shared = set(os.listdir("/dev/shm")) if os.path.isdir("/dev/shm") else set()
    runs = []
    for room in (alone, mixed):
        place = folder / f"run of {room.root.name}"
        place.mkdir()
        runs.append(Run(room, place))
    return runs, hostile, shared


def plain(results):
    """Results by student as they are kept, but for the time they took."""
    found = {}
    for result in results:
        result.seconds.clear()
        found[result.student] = result.to_json()
    return found


def test_grading_ends_as_documented_and_everybody_is_graded(classes):
    runs, hostile, _ = classes
    for run in runs:
        count = len(list(run.room.root.glob("submitted/*")))
        print(f"\n{run.room.root.name}: {count} hand-ins, {run.seconds:.0f} s\n{run.said[:400]}")
        assert run.code == 0, run.said
        assert len(kept_results(run.room, "strong")) == count
    assert len(hostile) == HOSTILE == STUDENTS // 5


def test_hostile_ones_get_what_their_numbers_deserve(classes):
    (_, mixed), hostile, _ = classes
    results = {result.student: result for result in kept_results(mixed.room, "strong")}
    for student, case in hostile.items():
        assert scores_got(results[student]) == scores_due(case, results[student]), case.student


def test_honest_results_are_the_same_bytes_with_and_without_the_hostile_ones(classes):
    (alone, mixed), hostile, _ = classes
    without, among = (plain(kept_results(run.room, "strong")) for run in (alone, mixed))
    assert {who: text for who, text in among.items() if who not in hostile} == without
    pages = {path: page for path, page in files(mixed.room).items()
             if path.split("/")[1] not in hostile}  # fmt: skip
    assert pages == files(alone.room)
    rows, due = gradebook_rows(mixed.room), gradebook_rows(alone.room)
    for table, expected in due.items():
        assert set(expected) <= set(rows[table])


def test_neither_the_order_nor_the_number_of_workers_is_seen_in_a_result(classes):
    (_, mixed), hostile, _ = classes
    rng = random.Random(5)
    jobs = find_jobs(mixed.room, [ASSIGNMENT], Options("strong"))
    due = plain(kept_results(mixed.room, "strong"))
    settings = WorkerSettings(str(mixed.room.root), choose_tier("strong"))
    for workers in (1, 2):
        some = rng.sample(jobs, 40)
        found = plain(result for _, result in run_jobs(settings, some, workers))
        honest = [student for student in found if student not in hostile]
        assert len(honest) >= 25
        assert {who: found[who] for who in honest} == {who: due[who] for who in honest}


def test_no_process_no_file_and_no_socket_is_left(classes):
    runs, _, shared = classes
    sockets = Path("/proc/net/unix").read_text()
    for run in runs:
        assert run.left == []
        assert list(run.temporary.iterdir()) == []
        assert not [name for name in files(run.room, ".") if name.endswith(".part")]
        assert str(run.room.root.parent) not in sockets
    assert {name for name in os.listdir("/dev/shm") if "autograder" in name} <= shared
    assert not os.path.exists("/dev/shm/hostile")
    assert not os.path.exists("/tmp/hostile")


def test_memory_and_open_files_of_the_trusted_side_stay_flat(classes):
    (_, mixed), _, _ = classes
    roles = set()
    for (role, pid), samples in mixed.watch.memory.items():
        if samples[-1][0] - samples[0][0] < mixed.seconds / 2:
            continue  # a jail that was replaced, a worker for what is graded alone
        roles.add(role)
        middle, end = growth(samples)
        opened = mixed.watch.files[role, pid]
        half = opened[len(opened) // 2 :]
        sizes = f"{middle / 2**20:.1f} MiB at half time, {end / 2**20:.1f} at the end"
        print(f"\n{role} {pid}: {sizes}, {min(half)} to {max(half)} open files")
        assert (end - middle) / (STUDENTS / 2) < GROWTH, (role, middle, end)
        assert max(half[len(half) // 2 :]) <= max(half[: len(half) // 2]) + 4
    assert {"main", "worker"} <= roles


def test_a_result_says_the_same_after_it_was_written_and_read(classes):
    (_, mixed), _, _ = classes
    for result in kept_results(mixed.room, "strong"):
        assert Result.from_json(result.to_json()) == result
