"""Jobs on this machine: what the clock on the wall stopped while others ran is graded once more."""

import json
import multiprocessing
import sys
import threading
import time
from dataclasses import replace

import pytest

from autograder.bridge.grading import executor, worker
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.executor import run_jobs, settled
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import load_result
from autograder.bridge.grading.worker import WorkerSettings
from autograder.bridge.handing_out.sample_class import FIRST, Sample, hand_in
from autograder.bridge.whole_class.grade import Options, find_jobs, grade
from autograder.sandbox import Infrastructure, SandboxUnavailable, tiers

SLEEP = "def step_length(grad, lr):\n    import time\n    time.sleep(1000)"
CLASS = (
    Sample("ada", FIRST, "right"),
    Sample("zoe", FIRST, "sleeps", {"step_length": SLEEP}),
)


@pytest.fixture
def room(fresh_class):
    """A sleeper beside an honest student, with limits that end the sleep after two seconds."""
    hand_in(fresh_class, CLASS)
    file = fresh_class.state / "class.json"
    limits = {"cpu_cell": 1, "cpu_subject": 1, "wall_factor": 2.0}
    file.write_text(json.dumps({**fresh_class.settings, "limits": limits}))
    return fresh_class


@pytest.fixture
def given_out(monkeypatch):
    """What each pool was given: (students, whether alone, workers)."""
    seen, run_pool = [], executor._run_pool

    def watch(settings, jobs, workers, *how):
        seen.append(([job.submission.student for job in jobs], jobs[0].alone, workers))
        return run_pool(settings, jobs, workers, *how)

    monkeypatch.setattr(executor, "_run_pool", watch)
    return seen


def verdict(result, exercise="step_length"):
    return next(m.verdict for m in result.marks.values() if m.exercise == exercise)


def test_a_sleeper_beside_others_is_graded_once_more_alone_and_its_verdict_stands(
    room, tier, given_out
):
    jobs = find_jobs(room, [FIRST], Options(tier))
    found = [(j.submission.student, r) for j, r in run_jobs(settings(room, tier), jobs, 2)]
    assert [student for student, _ in found] == ["ada", "zoe"]
    assert [verdict(result) for _, result in found] == ["OK", "LIMIT_WALL"]
    assert [result.hit_wall for _, result in found] == [False, True]
    assert given_out == [(["ada", "zoe"], False, 2), (["zoe"], True, 1)]
    assert load_result(room, jobs[1].key) == found[1][1]


def test_with_one_worker_nothing_ran_beside_it_and_the_verdict_stands_at_once(
    room, tier, given_out
):
    summary = grade(room, [FIRST], Options(tier, workers=1))
    assert given_out == [(["ada", "zoe"], True, 1)]
    assert {e["verdict"] for e in summary.entries if e["student"] == "zoe"} == {"OK", "LIMIT_WALL"}


def test_who_was_slow_only_because_of_the_others_gets_the_marks_of_the_quiet_run(
    room, tier, given_out
):
    job = find_jobs(room, [FIRST], Options(tier))[0]
    ((_, right),) = run_jobs(settings(room, tier), [job], 2)
    slow = {
        key: replace(mark, verdict="LIMIT_WALL", score=0.0) for key, mark in right.marks.items()
    }
    crowded = replace(right, marks=slow, hit_wall=True)
    ((again, result),) = settled(settings(room, tier), [(job, crowded)])
    assert again.submission == job.submission
    assert result == right
    assert given_out[-1] == (["ada"], True, 1)


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_nothing_is_graded_where_the_sandbox_does_not_hold(room, tier, monkeypatch, way, tmp_path):
    monkeypatch.setattr(executor, "_way_to_start", lambda: way)
    monkeypatch.setenv("PATH", str(tmp_path))  # there is no bubblewrap
    jobs = find_jobs(room, [FIRST], Options(tier))
    with pytest.raises(SandboxUnavailable, match="find bubblewrap: not installed"):
        grade(room, [FIRST], Options(tier, workers=2))
    assert [load_result(room, job.key) for job in jobs] == [None, None]


def test_one_attempt_that_succeeds_in_a_workers_own_sandbox_ends_the_run(room, tier, monkeypatch):
    monkeypatch.setattr(executor, "_way_to_start", lambda: "fork")  # it sees what is patched here
    rows = json.dumps([["open a network socket", "opened", False]])
    monkeypatch.setattr(tiers, "_source", lambda _file: f"print({rows!r})")
    jobs = find_jobs(room, [FIRST], Options(tier))
    with pytest.raises(SandboxUnavailable, match="cannot open a network socket: opened"):
        grade(room, [FIRST], Options(tier, workers=2))
    assert [load_result(room, job.key) for job in jobs] == [None, None]


@pytest.mark.parametrize(
    "threads, way", [(1, "fork" if sys.platform == "linux" else "spawn"), (2, "spawn")]
)
def test_workers_are_forked_only_by_a_process_without_threads(monkeypatch, threads, way):
    monkeypatch.setattr(threading, "active_count", lambda: threads)
    assert executor._way_to_start() == way


def test_workers_that_die_before_they_are_given_anything_cost_no_submission(room, tier, given_out):
    times = []

    def started():
        times.append(len(given_out))
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        time.sleep(0.5)  # the pool takes note

    jobs = find_jobs(room, [FIRST], Options(tier))[:1] * 3
    found = list(run_jobs(settings(room, tier), jobs, 2, started))
    assert [verdict(result) for _, result in found] == ["OK"] * 3
    assert times == [1]  # not for the workers that were started afterwards


def test_workers_that_always_die_leave_every_submission_open_and_come_to_an_end(room, tier):
    jobs = find_jobs(room, [FIRST], Options(tier))
    nowhere = WorkerSettings(str(room.root / "missing"), tier)
    assert list(run_jobs(nowhere, jobs, 2)) == [(job, None) for job in jobs]


def test_what_did_not_stand_is_not_kept_when_the_run_is_stopped_before_the_second_try(room, tier):
    sleeper = find_jobs(room, [FIRST], Options(tier))[1]
    ((_, result),) = executor._run(settings(room, tier), [sleeper], 1)
    assert result.hit_wall
    assert load_result(room, sleeper.key) is None


def test_limits_of_the_class_are_part_of_the_address_and_a_wrong_name_is_refused(room, tier):
    key = find_jobs(room, [FIRST], Options(tier))[0].key
    file = room.state / "class.json"
    file.write_text(json.dumps({**room.settings, "limits": {}}))
    assert find_jobs(room, [FIRST], Options(tier))[0].key != key
    file.write_text(json.dumps({**room.settings, "limits": {"cpu": 3}}))
    with pytest.raises(ValueError, match="limits needs names of cpu_cell"):
        room.limits  # noqa: B018 (reading it is what is tried)


class Broken:
    """A sandbox that fails and cannot be started again."""

    tier = "strong"

    def load(self, *_cells, **_seed):
        raise Infrastructure("the sandbox is gone")

    restart = load


def test_a_sandbox_that_fails_for_good_leaves_open_marks_and_ends_no_run(room, tier, monkeypatch):
    for name, value in {"room": room, "sandbox": Broken(), "checker": checker_digest()}.items():
        monkeypatch.setattr(worker._Worker, name, value, raising=False)
    job = find_jobs(room, [FIRST], Options(tier))[0]
    monkeypatch.setattr(Broken, "limits", room.limits, raising=False)
    result = Result.from_json(worker.grade_job(job))
    assert {mark.score for mark in result.marks.values()} == {None}
    assert {mark.verdict for mark in result.marks.values()} == {"INFRA"}
    assert load_result(room, job.key) is None


def settings(room, tier):
    return WorkerSettings(str(room.root), tier)
