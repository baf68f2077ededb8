"""A test cell that is no exercise of the course stays open; the gradebook is the one asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.bridge.grading.store import load_result
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook

ADA = next(sample for sample in SAMPLES if sample.student == "ada" and sample.assignment == FIRST)
BIN = Path(sys.executable).parent
ANSWER = "ladder[0](1)"  # as Markdown it would be a link
KINDS = {"own_test": False, "own_code": True}  # the instructor's cells: does a student write there?


def add_own_cells(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for name, solution in KINDS.items():
        data = {"grade": True, "grade_id": name, "locked": not solution, "points": 2}
        data |= {"schema_version": 3, "solution": solution, "task": False}
        cell = {"cell_type": "code", "id": name.replace("_", "-"), "metadata": {"nbgrader": data}}
        source = "" if solution else "assert 1 + 1 == 2"
        notebook["cells"].append(cell | {"source": source, "outputs": [], "execution_count": None})
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def elsewhere(empty_class, copy_of, tmp_path_factory):
    """A class with cells of the instructor's own, graded into a gradebook that `--db` names."""
    room = copy_of(empty_class, tmp_path_factory.mktemp("own") / "class")
    database = f"sqlite:///{room.root / 'other.db'}"
    add_own_cells(room.root / "source" / FIRST / f"{FIRST}.ipynb")
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    for verb in ("generate_assignment", "autograde"):
        if verb == "autograde":
            (submitted,) = hand_in(room, (ADA,))
            notebook = json.loads(submitted.read_text(encoding="utf-8"))
            notebook["cells"][-1]["source"] = ANSWER
            submitted.write_text(json.dumps(notebook), encoding="utf-8")
        done = subprocess.run(
            [BIN / "nbgrader", verb, FIRST, "--force", "--db", database],
            cwd=room.root,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
    return room, database


def test_a_test_that_is_no_exercise_of_the_course_waits_for_a_person(elsewhere):
    room, database = elsewhere
    with Gradebook(database, room.settings["course_id"]) as gradebook:
        grades = gradebook.find_submission_notebook(FIRST, FIRST, "ada").grades
        standing = {g.name: (g.auto_score, g.needs_manual_grade) for g in grades}
    assert standing["own_test"] == (None, True)
    assert standing["sgd_step"][0] > 0
    with open_gradebook(room) as own:
        assert own.assignment_submissions(FIRST) == []
    assert not (room.state / "history.jsonl").exists()


def test_the_result_with_an_open_mark_says_why_and_is_kept(elsewhere):
    room, _ = elsewhere
    (path,) = (room.state / "results").rglob("*.json")
    result = load_result(room, path.stem)
    mark = result.marks["own-test"]
    assert (mark.score, mark.points, mark.verdict) == (None, 2.0, "BY_HAND")
    assert not result.faulty
    assert "no exercise of the course" in mark.notes[0]


def test_code_that_a_person_reads_is_run_and_left_as_it_was_written(elsewhere):
    room, _ = elsewhere
    path = room.root / "autograded" / "ada" / FIRST / f"{FIRST}.ipynb"
    cell = json.loads(path.read_text(encoding="utf-8"))["cells"][-1]
    assert "".join(cell["source"]) == ANSWER
    assert cell["outputs"][0]["output_type"] == "error"  # there is no ladder: it did run
