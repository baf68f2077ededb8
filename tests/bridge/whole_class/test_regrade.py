"""A check has changed: what would change is said first, recorded when asked, and remembered."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.bridge.grading.address import checker_digest
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.history import (
    attempts,
    history_file,
    last_recorded,
    note,
    read_history,
)
from autograder.bridge.whole_class.grade import Options, grade
from autograder.bridge.whole_class.regrade import preview

ROOT = Path(__file__).resolve().parents[3]
FEW = tuple(s for s in SAMPLES if s.assignment == FIRST and s.student in {"ada", "carla", "jo"})


@pytest.fixture(scope="module")
def recorded(empty_class, copy_of, tier, tmp_path_factory):
    """Three hand-ins, graded and recorded. Copy it, do not change it."""
    room = copy_of(empty_class, tmp_path_factory.mktemp("recorded") / "class")
    hand_in(room, FEW)
    grade(room, [FIRST], Options(tier))
    return room


@pytest.fixture
def room(recorded, copy_of, tmp_path):
    return copy_of(recorded, tmp_path / "class")


@pytest.fixture
def changed_checker(tmp_path):
    """The checker with another check of sgd_step: turned around, so that right is wrong."""
    for package in ("autograder", "lrlib"):
        shutil.copytree(
            ROOT / package,
            tmp_path / "changed" / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    path = tmp_path / "changed" / "autograder" / "exercises" / "sgd_step.py"
    text = path.read_text(encoding="utf-8")
    uphill = "reference=lambda theta, grad, lr: theta + lr * grad,"
    assert text.count("reference=sgd_step,") == 1
    path.write_text(text.replace("reference=sgd_step,", uphill), encoding="utf-8")
    return tmp_path / "changed"


def regrade(checker, room, *words):
    command = [sys.executable, "-m", "autograder", "regrade", FIRST, "--class", str(room.root)]
    environment = {**os.environ, "PYTHONPATH": str(checker)}
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, env=environment, cwd=checker
    )


def book(room):
    with open_gradebook(room) as gradebook:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.manual_score)
            for submission in gradebook.assignment_submissions(FIRST)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def pages(room):
    return {path: path.read_bytes() for path in room.root.glob("autograded/*/*/*")}


def test_nothing_changes_under_the_same_checker(room, tier):
    found = preview(room, [FIRST], Options(tier))
    assert found.changes == []
    assert found.same == 4 * len(FEW)
    assert found.new == []


def test_a_changed_check_is_previewed_then_applied_and_both_are_remembered(
    room, changed_checker, tmp_path
):
    with open_gradebook(room) as gradebook:
        gradebook.find_grade("sgd_step", FIRST, FIRST, "jo").manual_score = 2.5
        gradebook.db.commit()
    before = (book(room), pages(room), history_file(room).read_bytes())
    target = tmp_path / "changes.json"
    done = regrade(changed_checker, room, "--preview", "--json", str(target))
    assert done.returncode == 0, done.stderr
    assert (book(room), pages(room), history_file(room).read_bytes()) == before

    changes = {(c["student"], c["exercise"]): c for c in json.loads(target.read_text())}
    assert set(changes) >= {("ada", "sgd_step"), ("carla", "sgd_step"), ("jo", "sgd_step")}
    ada, carla = changes["ada", "sgd_step"], changes["carla", "sgd_step"]
    assert (ada["before"]["score"], ada["before"]["verdict"]) == (4.0, "OK")
    assert ada["after"]["score"] == 0.0
    assert (carla["before"]["score"], carla["after"]["score"]) == (0.0, 4.0)  # stepped uphill
    assert ada["checker"][0] == checker_digest() != ada["checker"][1]
    assert any("moves by rate times gradient" in line for line in ada["why"])
    assert "passed -> not passed" in " ".join(ada["why"])
    assert "a person gave 2.5; that stays" in done.stdout
    assert "Nothing was changed" in done.stdout

    applied = regrade(changed_checker, room, "--apply")
    assert applied.returncode == 0, applied.stderr
    marks = book(room)
    assert marks["ada", "sgd_step"] == (0.0, None)
    assert marks["carla", "sgd_step"] == (4.0, None)
    assert marks["jo", "sgd_step"] == (0.0, 2.5)  # what a person gave counts
    assert history_file(room).read_bytes().startswith(before[2])
    kept = [each for each in read_history(room) if each.student == "ada"]
    assert [each.marks["sgd_step"].score for each in kept] == [4.0, 0.0]
    assert [each.checker for each in kept] == ada["checker"]


def test_an_interrupted_preview_leaves_everything_as_it_was(room, changed_checker):
    before = (book(room), pages(room), history_file(room).read_bytes())
    command = [sys.executable, "-m", "autograder", "regrade", "--class", str(room.root)]
    environment = {**os.environ, "PYTHONPATH": str(changed_checker)}
    process = subprocess.Popen(
        [*command, "--preview"], env=environment, cwd=changed_checker, stdout=-3, stderr=-3
    )
    results = room.state / "results"
    kept = len(list(results.rglob("*.json")))
    deadline = time.monotonic() + 200
    while len(list(results.rglob("*.json"))) == kept and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len(list(results.rglob("*.json"))) > kept  # it was in the middle
    assert (book(room), pages(room), history_file(room).read_bytes()) == before


def test_another_hand_in_is_named_as_the_reason(room, tier):
    (ada,) = (sample for sample in FEW if sample.student == "ada")
    hand_in(room, (replace(ada, default="untouched"),))
    found = preview(room, [FIRST], Options(tier))
    assert {change.student for change in found.changes} == {"ada"}
    assert all("handed in something else" in change.why[0] for change in found.changes)


def test_marks_from_before_there_was_a_history_are_compared_by_score(room, tier):
    history_file(room).unlink()
    with open_gradebook(room) as gradebook:
        gradebook.find_grade("sgd_step", FIRST, FIRST, "ada").auto_score = 1.0
        gradebook.db.commit()
    found = preview(room, [FIRST], Options(tier))
    (change,) = found.changes
    assert (change.student, change.exercise, change.before.score) == ("ada", "sgd_step", 1.0)
    assert change.checker[0] == "unknown"


# --- the history ----------------------------------------------------------------------------------


def test_the_history_holds_who_had_what_under_which_checker(room):
    found = last_recorded(room)
    assert {place[0] for place in found} == {sample.student for sample in FEW}
    assert {each.checker for each in found.values()} == {checker_digest()}
    assert found["carla", FIRST].marks["sgd_step"].hint_ids == ("uphill",)


def test_a_line_that_broke_off_is_passed_over_and_the_next_is_whole(room, graded):
    whole = list(read_history(room))
    with history_file(room).open("a") as file:
        file.write('{"student": "ada", "assign')
    assert list(read_history(room)) == whole
    from autograder.bridge.whole_class.grade import kept_results

    result = kept_results(room, next(iter(whole)).tier)[0]
    note(room, [result])
    assert len(list(read_history(room))) == len(whole) + 1


def test_attempts_are_different_hand_ins_that_were_graded(room, tier):
    assert set(attempts(room).values()) == {1}
    (ada,) = (sample for sample in FEW if sample.student == "ada")
    hand_in(room, (replace(ada, default="untouched"),))
    grade(room, [FIRST], Options(tier))
    shutil.rmtree(room.root / "autograded")
    grade(room, [FIRST], Options(tier))  # recorded again, the same work
    assert attempts(room)["ada", FIRST] == 2
    assert attempts(room)["jo", FIRST] == 1


def test_the_history_is_for_its_owner_only(room):
    assert history_file(room).stat().st_mode & 0o777 == 0o600
