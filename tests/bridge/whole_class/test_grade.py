"""Grading a class: what is kept, what is written again, and that interruptions cost nothing."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.grading.executor import run_jobs
from autograder.bridge.grading.read_submission import read_submission
from autograder.bridge.grading.worker import WorkerSettings
from autograder.bridge.handing_out.sample_class import ADAM, FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.ledger import notebook_path
from autograder.bridge.whole_class.grade import Options, find_jobs, grade

FEW = tuple(s for s in SAMPLES if s.student in {"ada", "bela", "carla", "rosa"})


def scores(room):
    with open_gradebook(room) as gradebook:
        return {
            (submission.student.id, assignment.name, grade.name): grade.auto_score
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def pages(room):
    return {
        path.parent.parent.name + path.name: path.read_bytes()
        for path in room.root.glob("autograded/*/*/*.ipynb")
    }


@pytest.fixture
def handed_in(fresh_class):
    hand_in(fresh_class, FEW)
    return fresh_class


def test_a_second_run_grades_nothing_and_writes_nothing(handed_in, tier):
    first = grade(handed_in, handed_in.assignments, Options(tier))
    book = handed_in.root / "gradebook.db"
    before = book.read_bytes()
    second = grade(handed_in, handed_in.assignments, Options(tier))
    assert (first.graded, first.kept) == (len(FEW), 0)
    assert (second.graded, second.kept) == (0, len(FEW))
    assert book.read_bytes() == before
    assert [e | {"seconds": 0} for e in second.entries] == [
        e | {"seconds": 0} for e in first.entries
    ]


def test_what_was_lost_or_changed_after_recording_is_written_again(handed_in, tier):
    grade(handed_in, [FIRST], Options(tier))
    kept, right = pages(handed_in), scores(handed_in)
    lost, forged = (notebook_path(handed_in, s) for s in handed_in.submissions(FIRST)[:2])
    lost.unlink()
    forged.chmod(0o644)
    forged.write_text("forged")
    with open_gradebook(handed_in) as gradebook:
        gradebook.find_grade("sgd_step", FIRST, FIRST, "carla").auto_score = 4.0
        gradebook.db.commit()
    summary = grade(handed_in, [FIRST], Options(tier))
    assert summary.graded == 0
    assert pages(handed_in) == kept
    assert scores(handed_in) == right


def test_a_new_hand_in_replaces_the_old_score(handed_in, tier):
    grade(handed_in, [FIRST], Options(tier))
    (right,) = (s for s in FEW if (s.student, s.assignment) == ("ada", FIRST))
    hand_in(handed_in, (type(right)("carla", FIRST, "corrected"),))
    summary = grade(handed_in, [FIRST], Options(tier))
    assert summary.graded == 1
    assert scores(handed_in)["carla", FIRST, "sgd_step"] == 4.0


def test_a_score_that_a_person_gave_stays(handed_in, tier):
    grade(handed_in, [ADAM], Options(tier))
    with open_gradebook(handed_in) as gradebook:
        notebook = gradebook.find_submission_notebook(ADAM, ADAM, "bela")
        (written,) = [g for g in notebook.grades if g.name.startswith("explain_")]
        name = written.name
        written.manual_score = 1.5
        gradebook.find_grade("adam_step", ADAM, ADAM, "bela").manual_score = 7.0
        gradebook.db.commit()
    for path in (handed_in.state / "results").rglob("*.json"):
        path.unlink()
    grade(handed_in, [ADAM], Options(tier))
    with open_gradebook(handed_in) as gradebook:
        assert gradebook.find_grade(name, ADAM, ADAM, "bela").score == 1.5
        adam = gradebook.find_grade("adam_step", ADAM, ADAM, "bela")
        assert (adam.auto_score, adam.score) == (4.0, 7.0)


def test_the_same_class_gives_the_same_bytes_with_one_and_with_two_workers(
    handed_in, copy_of, tier, tmp_path
):
    other = copy_of(handed_in, tmp_path / "other")
    grade(handed_in, handed_in.assignments, Options(tier, workers=1))
    grade(other, other.assignments, Options(tier, workers=2))
    assert pages(handed_in) == pages(other)
    assert scores(handed_in) == scores(other)


@pytest.mark.parametrize("seconds", [0.5, 3.0, 6.0])
def test_a_killed_run_continues_and_ends_like_an_uninterrupted_one(
    handed_in, copy_of, tier, tmp_path, seconds
):
    whole = copy_of(handed_in, tmp_path / "whole")
    grade(whole, whole.assignments, Options(tier))
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(handed_in.root)]
    process = subprocess.Popen(command, start_new_session=True, stdout=-3, stderr=-3)
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    grade(handed_in, handed_in.assignments, Options(tier))
    assert scores(handed_in) == scores(whole)
    assert pages(handed_in) == pages(whole)


def test_one_entry_for_each_exercise_with_the_promised_keys(handed_in, tier, tmp_path):
    target = tmp_path / "out.json"
    command = ["grade", ADAM, "--class", str(handed_in.root), "--json", str(target)]
    done = subprocess.run([sys.executable, "-m", "autograder", *command, "--student", "ada"])
    assert done.returncode == 0
    entries = json.loads(target.read_text())
    assert [entry["exercise"] for entry in entries] == ["adam_step", "adamw_step", "name_the_bug"]
    assert set(entries[0]) == {
        *("student", "assignment", "exercise", "score", "points"),
        *("verdict", "hint_ids", "notes", "seconds"),
    }


@pytest.mark.parametrize("linked", ["student", "assignment"])
def test_work_behind_a_linked_folder_is_not_read_whoever_asks(handed_in, linked):
    folder = handed_in.root / "submitted" / "thief" / FIRST
    if linked == "student":
        folder.parent.symlink_to(handed_in.root / "submitted" / "ada")
    else:
        folder.parent.mkdir()
        folder.symlink_to(handed_in.root / "submitted" / "ada" / FIRST)
    stolen = Submission("thief", FIRST, folder / f"{FIRST}.ipynb")
    assert stolen.notebook.is_file()
    content, why = read_submission(stolen)
    assert content == b""
    assert "link" in why


def test_workers_end_with_a_killed_main_process(handed_in):
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(handed_in.root)]
    process = subprocess.Popen(command, start_new_session=True, stdout=-3, stderr=-3)
    deadline = time.monotonic() + 60
    while not _session(process.pid) - {process.pid} and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.0)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while _session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _session(process.pid) == set()


def test_a_worker_that_is_stuck_keeps_no_other_alive_when_the_main_process_is_killed(handed_in):
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(handed_in.root)]
    process = subprocess.Popen(
        [*command, "--workers", "2"], start_new_session=True, stdout=-3, stderr=-3
    )
    deadline = time.monotonic() + 60
    while len(workers := _session(process.pid) - {process.pid}) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stuck = max(workers)
    os.kill(stuck, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while _session(process.pid) != {stuck} and time.monotonic() < deadline:
        time.sleep(0.1)
    left = _session(process.pid)
    os.kill(stuck, signal.SIGKILL)
    assert left == {stuck}


def test_what_killed_workers_had_in_hand_is_graded_all_the_same(handed_in, tier):
    jobs = find_jobs(handed_in, handed_in.assignments, Options(tier))
    running = run_jobs(WorkerSettings(str(handed_in.root), tier), jobs, 2)
    found = [next(running)]
    victims = multiprocessing.active_children()
    assert victims
    for victim in victims:
        os.kill(victim.pid, signal.SIGKILL)
    found += running
    assert sorted(job.key for job, _ in found) == sorted(job.key for job in jobs)
    assert all(result is not None and not result.faulty for _, result in found)


def _session(leader):
    """The processes of a session, without those that have ended."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,stat=", "-s", str(leader)], capture_output=True, text=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()]
    return {int(pid) for pid, state in rows if not state.startswith("Z")}
