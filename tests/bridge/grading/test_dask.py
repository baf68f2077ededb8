"""Grading on a Dask cluster, with a real scheduler and real worker processes over TCP."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict

import pytest

from autograder.bridge.handing_out.sample_class import SAMPLES, hand_in
from autograder.bridge.whole_class.grade import Options, find_jobs, grade
from tests.bridge.recorded import record_of

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("default"),  # Dask warns about the machine: ports, slow loops
]
INSIDE = "/python/bin/python "  # how a command in the jail begins
FEW = tuple(s for s in SAMPLES if s.student in {"ada", "bela", "carla", "kim", "olga"})


@pytest.fixture
def local_cluster():
    """Two worker processes with one thread each."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture
def client(local_cluster):
    from distributed import Client

    with Client(local_cluster) as client:
        yield client


@pytest.fixture
def handed_in(fresh_class):
    hand_in(fresh_class, FEW)
    return fresh_class


def on(client, tier, batch=3):
    from autograder.bridge.grading.cluster import OnCluster

    executor = OnCluster(client, tier)
    executor.batch = batch  # smaller than is sensible: a small class in more than one task
    return Options(tier, executor=executor)


def without_times(entries):
    return [entry | {"seconds": 0} for entry in entries]


def test_a_cluster_gives_the_same_bytes_as_this_machine(handed_in, copy_of, client, tier, tmp_path):
    other = copy_of(handed_in, tmp_path / "other")
    here = grade(other, other.assignments, Options(tier))
    there = grade(handed_in, handed_in.assignments, on(client, tier))
    assert there.graded == len(FEW)
    assert without_times(there.entries) == without_times(here.entries)
    assert record_of(handed_in) == record_of(other)


def test_nothing_is_lost_when_a_worker_is_killed_and_another_joins(
    handed_in, copy_of, local_cluster, client, tier, tmp_path
):
    other = copy_of(handed_in, tmp_path / "other")
    grade(other, other.assignments, Options(tier))
    victim = next(iter(client.run(os.getpid).values()))
    graded, in_the_middle = threading.Event(), []

    def disturb():
        # In the middle of the first batches: the grading processes have just got their work.
        deadline = time.monotonic() + 60
        while not _grading_processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        in_the_middle.append(not graded.is_set())
        os.kill(victim, signal.SIGKILL)
        local_cluster.scale(3)

    disturbance = threading.Thread(target=disturb)
    disturbance.start()
    summary = grade(handed_in, handed_in.assignments, on(client, tier, batch=2))
    graded.set()
    disturbance.join()
    assert in_the_middle == [True]
    assert summary.graded == len(FEW)
    assert victim not in client.run(os.getpid).values()
    assert record_of(handed_in) == record_of(other)


@pytest.mark.parametrize("loads", [1, 3], ids=["in its self-test", "while it grades"])
def test_a_dead_grading_process_costs_nobody_a_mark(handed_in, client, tier, loads):
    graded, in_the_middle = threading.Event(), []

    def kill_one():
        # When it loads something for the first time, to try its sandbox, or for the third time.
        seen = defaultdict(set)
        while not graded.wait(0.005):
            for grader, guardian in _guardians():
                seen[grader].add(guardian)
                if len(seen[grader]) >= loads:
                    in_the_middle.append(not graded.is_set())
                    os.kill(grader, signal.SIGKILL)
                    return

    killer = threading.Thread(target=kill_one)
    killer.start()
    summary = grade(handed_in, handed_in.assignments, on(client, tier, batch=25))
    graded.set()
    killer.join()
    assert in_the_middle == [True]
    assert summary.graded == len(FEW)
    assert summary.ok


def test_no_grading_process_stays_behind(handed_in, client, tier):
    grade(handed_in, handed_in.assignments[:1], on(client, tier))
    deadline = time.monotonic() + 20
    while _grading_processes() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _grading_processes() == []


def test_a_worker_with_another_checker_is_refused(handed_in, client, tier):
    from autograder.bridge.grading.cluster import ClusterTrouble

    options = on(client, tier)
    options.executor.settings["checker"] = "0" * 16
    with pytest.raises(ClusterTrouble, match="install the same version"):
        grade(handed_in, handed_in.assignments, options)
    assert list(handed_in.root.glob("autograded/*")) == []


def test_the_command_grades_on_the_scheduler_it_is_given(handed_in, local_cluster, tier):
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(handed_in.root)]
    command += ["--dask", local_cluster.scheduler_address, "--sandbox", tier]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert f"graded {len(FEW)}" in done.stdout


def test_the_work_that_travels_holds_no_secret(handed_in, tier):
    import zlib

    from autograder.bridge.grading.parcel import batches

    jobs = find_jobs(handed_in, handed_in.assignments, Options(tier))
    for _, parcel in batches(handed_in, jobs, 5):
        assert handed_in.secret.encode() not in zlib.decompress(parcel)


def _processes():
    """Process id, parent's id, state and command of everything that runs."""
    command = ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="]
    listed = subprocess.run(command, capture_output=True, text=True)
    for line in listed.stdout.splitlines():
        pid, parent, state, words = line.split(None, 3)
        yield int(pid), int(parent), state, words


def _guardians():
    """Who grades, and process 1 of what is loaded: below bubblewrap and the warm process."""
    table = {pid: (parent, words) for pid, parent, _, words in _processes()}
    for guardian, (warm, words) in table.items():
        jail, words_of_warm = table.get(warm, (0, ""))
        grader, words_of_jail = table.get(jail, (0, ""))
        in_jail = words.startswith(INSIDE) and words_of_warm.startswith(INSIDE)
        if in_jail and words_of_jail.partition(" ")[0].endswith("bwrap"):
            yield grader, guardian


def _grading_processes():
    return [
        pid
        for pid, _, state, words in _processes()
        if "autograder.bridge.grading.grading_process" in words and not state.startswith("Z")
    ]
