"""A class with two honest hand-ins among hostile ones, graded once, is graded as it should be.

I1 a score comes from right numbers only; I2 the honest results are the same bytes without the
hostile ones; I4 nothing changed outside the grader's own folders; I7 no secret is in any output;
I8 grading ends well; I9 no message tells of this machine.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from attack_corpus.hand_ins import HAND_INS
from attack_corpus.notebooks import hand_in_all, scores_due, scores_got

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.grading.address import checker_digest, result_key
from autograder.bridge.grading.grade_submission import admit_content, grade_submission
from autograder.bridge.grading.read_submission import read_submission
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import FIRST, Sample, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.ledger import notebook_path
from autograder.bridge.whole_class.grade import Options, find_jobs, grade, kept_results
from autograder.sandbox import Sandbox, choose_tier

COURSE = Path(__file__).resolve().parents[2] / "course"
HONEST = (Sample("ada", FIRST, "right"), Sample("bela", FIRST, "right"))
FULL = {"sgd_step": 4.0, "gradient_descent": 5.0, "numeric_grad": 4.0, "step_length": 3.0}
CANARY = f"canary-{os.urandom(16).hex()}"
ODD_NAMES = (
    *("-rf", "a b", "'; DROP TABLE student; --", "=1+1", "\x1b[2J", "a\nb", "\u00e9", "e\u0301"),
    *("..x", "x" * 200, "\udcff", "CON:", "\u202eada"),
)
OURS = ("autograded", ".autograder", "gradebook.db", "feedback")


@pytest.fixture(scope="module")
def tier():
    return choose_tier("strong")


@pytest.fixture(scope="module")
def rooms(tmp_path_factory, tier):
    """The same honest hand-ins in two classes that have the same secret: alone, and not alone."""
    folder = tmp_path_factory.mktemp("classes")
    alone = new_class(folder / "alone", COURSE, assignments=[FIRST])
    hand_in(alone, HONEST)
    other = new_class(folder / "other", COURSE, assignments=[FIRST])
    other.secret_file.unlink()
    os.link(alone.secret_file, other.secret_file)
    hand_in(other, HONEST)
    hand_in_all(other, HAND_INS)
    odd_folders(other.root / "submitted")
    return alone, other


def odd_folders(submitted):
    """What may lie in a folder besides a notebook, and in its place."""
    (submitted / "linked").symlink_to("ada")
    (submitted / "looped").symlink_to("looped")
    (submitted / "linked_too").mkdir()
    (submitted / "linked_too" / FIRST).symlink_to(Path("../ada", FIRST))
    (submitted / "a_file").mkdir()
    (submitted / "a_file" / FIRST).write_text("not a folder")
    right = (submitted / "ada" / FIRST / f"{FIRST}.ipynb").read_bytes()
    for name in (*ODD_NAMES, "Ada", "pipes", "link", "wrong_name", "two", "a_folder", "stamp"):
        (submitted / name / FIRST).mkdir(parents=True)
    for name in (*ODD_NAMES, "Ada", "two", "stamp"):
        (submitted / name / FIRST / f"{FIRST}.ipynb").write_bytes(right)
    os.mkfifo(submitted / "pipes" / FIRST / f"{FIRST}.ipynb")
    os.mkfifo(submitted / "pipes" / FIRST / "timestamp.txt")
    (submitted / "link" / FIRST / f"{FIRST}.ipynb").symlink_to("../../../.autograder/secret.json")
    (submitted / "link" / FIRST / "timestamp.txt").symlink_to("../../../.autograder/secret.json")
    (submitted / "wrong_name" / FIRST / "my notebook.ipynb").write_bytes(right)
    (submitted / "wrong_name" / FIRST / ".ipynb_checkpoints").mkdir()
    (submitted / "wrong_name" / FIRST / ".ipynb_checkpoints" / f"{FIRST}.ipynb").write_bytes(right)
    (submitted / "two" / FIRST / "02_other.ipynb").write_bytes(b"[]")
    (submitted / "a_folder" / FIRST / f"{FIRST}.ipynb").mkdir()
    (submitted / "stamp" / FIRST / "timestamp.txt").write_bytes(b"9" * 10_000_000)


@pytest.fixture(scope="module")
def run(rooms, tier, tmp_path_factory):
    """Both classes graded: what the command printed for the hostile one, and what changed."""
    alone, other = rooms
    grade(alone, [FIRST], Options(tier, workers=1))
    home = tmp_path_factory.mktemp("home")
    (home / "answers.json").write_text(CANARY)
    before = look(other.root, home)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "--class", str(other.root), "--workers", "2"],
        env={**os.environ, "HOME": str(home), "COURSE_SECRET": CANARY},
        capture_output=True,
        check=False,
    )
    return done, before, look(other.root, home)


@pytest.fixture(scope="module")
def results(rooms, run, tier):
    return {result.student: result for result in kept_results(rooms[1], tier)}


def look(*folders):
    """Everything in some folders, but for the grader's own."""
    return {
        str(path): path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] not in OURS and not path.is_fifo()
    }


def gradebook_scores(room):
    with open_gradebook(room) as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if grade.name in FULL
            }
            for submission in gradebook.assignment_submissions(FIRST)
        }


def test_grading_ends_well_and_everybody_has_a_result(rooms, run, results):  # I8
    done, _, _ = run
    assert done.returncode == 0, done.stderr
    folders = {"Ada", "a_file", "pipes", "link", "wrong_name", "two", "a_folder", "stamp"}
    due = {each.student for each in (*HONEST, *HAND_INS)} | folders
    assert set(results) == due
    assert set(gradebook_scores(rooms[1])) == due


@pytest.mark.parametrize("case", HAND_INS, ids=[each.student for each in HAND_INS])
def test_a_hostile_hand_in_gets_what_its_numbers_deserve(case, results):  # I1
    result = results[case.student]
    marks = {mark.exercise: mark for mark in result.marks.values()}
    due = scores_due(case, result)
    assert scores_got(result) == due, result.notes
    if case.verdict:
        failing = {marks[name].verdict for name, score in due.items() if score == 0}
        assert failing == {case.verdict}
    assert any(case.note in note for note in result.notes) or not case.note, result.notes


def test_scores_in_the_gradebook_are_those_of_the_results(rooms, results):
    scores = gradebook_scores(rooms[1])
    for student, result in results.items():
        assert scores[student] == {m.exercise: m.score for m in result.marks.values()}


def test_honest_results_are_the_same_bytes_with_and_without_the_hostile_ones(rooms, run, tier):
    alone, other = rooms  # I2
    for sample in HONEST:
        submission = Submission(sample.student, FIRST, Path())
        pages = [notebook_path(room, submission).read_bytes() for room in rooms]
        assert pages[0] == pages[1]
    found = [
        {r.student: asdict(replace(r, seconds={})) for r in kept_results(room, tier)}
        for room in rooms
    ]
    assert {name: found[1][name] for name in found[0]} == found[0]
    scores = gradebook_scores(alone)
    assert {name: gradebook_scores(other)[name] for name in scores} == scores
    assert scores["ada"] == scores["bela"]


def test_nothing_changed_outside_the_folders_of_the_grader(run):  # I4
    _, before, after = run
    assert after == before


def test_no_secret_and_nothing_of_this_machine_is_said(rooms, run, results):  # I7, I9
    room = rooms[1]
    texts = [run[0].stdout.decode(), run[0].stderr.decode()]
    texts += [path.read_text() for path in room.root.glob("autograded/*/*/*") if path.is_file()]
    texts += [result.to_json() for result in results.values()]
    for secret in (CANARY, room.secret):
        assert not any(secret in text for text in texts)
    for result in results.values():
        for mark in result.marks.values():
            said = re.sub(r"<style>.*?</style>", "", mark.html, flags=re.DOTALL)
            for told in (str(room.root), str(Path.home()), "Traceback", "/autograder/", ".py"):
                assert told not in said


def test_what_a_person_reads_has_no_control_characters(run, results):  # 118, 119
    said = run[0].stdout.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said)
    for result in results.values():
        assert not any(re.search(r"[\x00-\x1f\x7f]", note) for note in result.notes)


def test_odd_folders_are_named_and_never_graded(rooms, run, results):  # 115
    odd = rooms[1].odd_names()
    assert {*ODD_NAMES, "linked (a link)", "looped (a link)", "linked_too (a link)"} <= set(odd)
    assert not {*ODD_NAMES, "linked", "looped", "linked_too"} & set(results)
    assert b"linked (a link)" in run[0].stdout


@pytest.mark.parametrize("student", ["a_file", "pipes", "link", "wrong_name", "a_folder"])
def test_what_is_no_notebook_file_is_not_read(results, student):  # 95, 121
    assert results[student].bad_file
    assert {mark.verdict for mark in results[student].marks.values()} == {"BAD_FILE"}


@pytest.mark.parametrize("student", ["Ada", "two", "stamp"])
def test_what_lies_beside_the_notebook_costs_nothing(results, student):  # 102, 115, 121
    assert {mark.verdict for mark in results[student].marks.values()} == {"OK"}


def test_kernel_and_metadata_are_those_of_the_class(rooms, run):  # 21, 22, 113
    room = rooms[1]
    master = room.master(FIRST).notebook
    own = {cell["id"]: cell["metadata"] for cell in master["cells"]}
    for path in room.root.glob(f"autograded/*/{FIRST}/*.ipynb"):
        notebook = json.loads(path.read_text())
        assert notebook["metadata"] == master["metadata"]
        for cell in notebook["cells"]:
            assert cell["metadata"] == own.get(cell["id"], {})
            assert "attachments" not in cell
        ids = [cell["id"] for cell in notebook["cells"]]
        assert len(set(ids)) == len(ids)


def test_an_untouched_notebook_says_so_and_gets_nothing(results):  # 128
    marks = results["n128-as-handed-out"].marks.values()
    assert all(mark.notes == ("not attempted",) and not mark.attempted for mark in marks)


def test_grading_again_gives_the_same_bytes(rooms, run, tier):  # 130
    room = rooms[0]
    kept = {result.student: result for result in kept_results(room, tier)}
    with Sandbox(tier) as sandbox:
        for _ in range(5):
            _, result = grade_submission(
                sandbox, room, room.submissions(FIRST)[0], checker_digest()
            )
            assert replace(result, seconds={}) == replace(kept["ada"], seconds={})


def test_what_was_read_is_what_is_graded_and_kept(rooms, tier):  # 104, 109
    (job,) = find_jobs(rooms[0], [FIRST], Options(tier, students=("ada",)))
    content, _ = read_submission(job.submission)
    master, submission = rooms[0].master(FIRST), job.submission
    keys = {
        result_key(rooms[0], master, submission, content, checker_digest(), tier),
        result_key(rooms[0], master, submission, content + b" ", checker_digest(), tier),
        result_key(rooms[0], master, submission, content, "another checker", tier),
        result_key(rooms[0], master, submission, content, checker_digest(), "none"),
        result_key(rooms[0], replace(master, notebook={}), submission, content, "", tier),
    }
    assert job.key in keys
    assert len(keys) == 5
    assert admit_content(master, b"").bad_file
