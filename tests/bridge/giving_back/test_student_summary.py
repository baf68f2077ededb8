"""The summary a student gets by mail: their own marks, the checker's words, nothing else."""

import re
import stat

import pytest

from autograder import exercises
from autograder.__main__ import main
from autograder.bridge.giving_back.student_summary import write_summaries
from autograder.bridge.handing_out.sample_class import ADAM, FIRST
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import kept_results

ANSWER = "explain_"


@pytest.fixture
def room(graded, copy_of, tmp_path):
    room = copy_of(graded[0], tmp_path / "class")
    with open_gradebook(room) as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="<b>Lovelace")
        gradebook.update_or_create_student("bela", first_name="Bela", last_name="Bartok")
        gradebook.find_submission(FIRST, "carla").notebooks[0].late_submission_penalty = 1.0
        gradebook.find_grade("sgd_step", FIRST, FIRST, "carla").manual_score = 3.5
        comment = gradebook.find_comment("sgd_step_solution", FIRST, FIRST, "carla")
        comment.manual_comment = "Nearly: only the <sign>."
        gradebook.db.commit()
    return room


@pytest.fixture
def written(room, tier):
    write_summaries(room, kept_results(room, tier))
    return {
        path.name: path.read_text(encoding="utf-8") for path in (room.root / "summaries").iterdir()
    }


def test_every_student_with_marks_has_a_text_and_a_page(room, written, tier):
    students = {result.student for result in kept_results(room, tier)}
    assert set(written) == {f"{who}.{suffix}" for who in students for suffix in ("txt", "html")}


def test_it_says_points_penalty_and_what_a_person_gave_and_wrote(written):
    text = written["carla.txt"]
    assert "1 points were taken off" in text
    assert "sgd_step: 3.5 of 4 (given by a person)" in text
    assert "Nearly: only the <sign>." in text
    assert "Nearly: only the &lt;sign&gt;." in written["carla.html"]


def test_it_names_what_holds_and_asks_about_the_first_that_does_not(written):
    (hint,) = (m.hint for m in exercises.load("sgd_step").misconceptions if m.id == "uphill")
    text = written["carla.txt"]
    assert hint in text
    assert "✗ not yet  a single number moves by rate times gradient, downhill (1)" in text
    assert "✓ passed  a single number moves" in written["ada.txt"]


def test_nobody_elses_name_or_work_is_in_it(written, room, tier):
    students = {result.student for result in kept_results(room, tier)}
    for name, text in written.items():
        own = name.rpartition(".")[0]
        words = set(re.findall(r"\w+", text))
        assert not words & (students - {own}), name
    assert "Bartok" not in written["ada.txt"]


def test_no_test_no_secret_and_no_number_of_the_hidden_inputs_is_in_it(written, room):
    for name, text in written.items():
        assert "check(" not in text, name
        assert "def " not in text, name
        assert room.secret not in text
        assert room.seed_id not in text
        assert not re.search(r"\d\.\d{4,}", text), name  # drawn inputs have many digits


def test_names_cannot_break_out_of_the_page(written):
    assert "<b>" not in written["ada.html"]
    assert "&lt;b&gt;Lovelace" in written["ada.html"]
    assert "<script" not in "".join(written.values())


def test_a_written_answer_that_waits_says_so(written):
    text = written["ada.txt"]
    assert "waits for a person" in text
    assert re.search(rf"{ANSWER}\w+: not marked yet", text)


def test_only_its_owner_reads_the_files(room, written):
    for name in written:
        mode = (room.root / "summaries" / name).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_the_command_writes_them_and_says_where(room, capsys):
    assert main(["feedback", ADAM, "--class", str(room.root), "--summaries"]) == 0
    assert "summaries" in capsys.readouterr().out
    assert FIRST not in (room.root / "summaries" / "ada.txt").read_text(encoding="utf-8")


def test_an_answer_left_as_handed_out_says_why_it_has_no_points(written):
    assert "Nothing was written here." in written["fatma.txt"]
    assert "Nothing was written here." not in written["bela.txt"]
