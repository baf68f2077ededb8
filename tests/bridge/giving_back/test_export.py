"""Marks for other systems: read back by the rules of each system's own importer."""

import csv
import io
import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.__main__ import main
from autograder.bridge.export import export_marks
from autograder.bridge.giving_back.export_format import canvas, moodle, number, plain, safe
from autograder.bridge.handing_out.sample_class import ADAM, FIRST
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.standing import Column, Person, Standing

DUE = datetime(2026, 11, 1, 12, 0)
PEOPLE = [
    Person("ada", "Ada", "Lovelace, Countess", "ada@example.org", "1001"),
    Person("bob", "=HYPERLINK(1)", "-2+3", "bob@example.org", "1002"),
    Person("carl", "Çağrı", "Øst", "", ""),
    Person("77", "Dee", '"Quote"', "dee@example.org", "77"),
]
COLUMNS = [
    Column(
        "01_one",
        10.0,
        DUE,
        {
            "ada": Standing("graded", DUE, 9.5, 2.0),
            "bob": Standing("graded", DUE, 0.0, 3.0),
            "carl": Standing("open", DUE, 4.0),
        },
    ),
    Column(
        "02_two", 12.5, None, {"ada": Standing("graded", None, 1 / 3), "77": Standing("graded")}
    ),
]


def read_canvas(text):
    """What lib/gradebook_importer.rb makes of a file: ({title: maximum}, {who: {title: score}})."""
    lines = text.splitlines()
    counts = {
        sep: {len(next(csv.reader([row], delimiter=sep))) for row in lines[:3]} for sep in ";,"
    }
    single = {sep: sizes.pop() if len(sizes) == 1 else 0 for sep, sizes in counts.items()}
    separator = ";" if single[";"] > single[","] else ","
    head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    assert len(head) > 3
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+Login\s+ID", head[2])
    assert "Section" in head[3]
    titles = head[4:]
    maxima, scores = {}, {}
    for row in rows:
        if "Points Possible" in row[0]:
            maxima = {title: float(value) for title, value in zip(titles, row[4:], strict=True)}
        elif any(row):
            who = row[1] or row[2] or row[0]
            scores[who] = {
                title: None if value.strip() in ("", "-") else float(value)
                for title, value in zip(titles, row[4:], strict=True)
            }
    return maxima, scores


def read_moodle(text, users, user_column="Username"):
    """What grade/import/csv/classes/load_data.php makes of a file; aborts where it aborts."""
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    head = [name.strip() for name in head]
    own = head.index(user_column)
    scores = {}
    for row in rows:
        if len(row) <= 1:
            continue
        values = [value.strip() for value in row]
        if values[own] not in users:
            raise LookupError(f"usermappingerrorusernotfound {values[own]}")
        scores[values[own]] = {
            title: None if value in ("", "-") else float(value)
            for title, value in zip(head[4:], values[4:], strict=True)
        }
    return scores


def test_canvas_reads_back_scores_maxima_and_its_own_ids():
    maxima, scores = read_canvas(canvas(PEOPLE, COLUMNS, {}))
    assert maxima == {"01_one": 10.0, "02_two": 12.5}
    assert scores == {
        "1001": {"01_one": 7.5, "02_two": 0.3333},  # the penalty of 2 is taken off
        "1002": {"01_one": 0.0, "02_two": None},  # never below zero
        "carl": {"01_one": None, "02_two": None},  # open is no score
        "77": {"01_one": None, "02_two": 0.0},
    }


def test_moodle_reads_back_scores_by_username():
    users = {person.id for person in PEOPLE}
    assert read_moodle(moodle(PEOPLE, COLUMNS, {}), users) == {
        "ada": {"01_one": 7.5, "02_two": 0.3333},
        "bob": {"01_one": 0.0, "02_two": None},
        "carl": {"01_one": None, "02_two": None},
        "77": {"01_one": None, "02_two": 0.0},
    }


def test_missing_work_counts_zero_only_when_asked():
    _, scores = read_canvas(canvas(PEOPLE, COLUMNS, {}, missing="0"))
    assert scores["1002"]["02_two"] == 0.0
    assert scores["carl"]["01_one"] is None  # handed in, to be marked by a person


def test_open_marks_are_exported_only_when_asked():
    _, scores = read_canvas(canvas(PEOPLE, COLUMNS, {}, provisional=True))
    assert scores["carl"]["01_one"] == 4.0


def test_a_column_can_have_the_name_and_id_it_has_in_canvas():
    maxima, _ = read_canvas(canvas(PEOPLE, COLUMNS, {"01_one": "What it is (4711)"}))
    assert list(maxima) == ["What it is (4711)", "02_two"]


def test_the_plain_file_has_nbgraders_columns_and_opens_as_utf8_in_excel():
    text = plain(PEOPLE, COLUMNS, {})
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    ada, bob, carl, dee = (row for row in rows if row["assignment"] == "01_one")
    assert (ada["raw_score"], ada["late_submission_penalty"], ada["score"]) == ("9.5", "2", "7.5")
    assert (ada["duedate"], ada["max_score"]) == ("2026-11-01 12:00:00", "10")
    assert (bob["first_name"], bob["last_name"]) == ("'=HYPERLINK(1)", "'-2+3")
    assert (carl["score"], carl["status"], carl["last_name"]) == ("", "open", "Øst")
    assert (dee["score"], dee["status"]) == ("", "missing")


@pytest.mark.parametrize("write", [canvas, moodle, plain])
def test_no_cell_can_be_run_as_a_formula(write):
    bad = ["=1+1", "+cmd|' /C calc'!A0", "-1-1", "@SUM(A1)", "\t=1+1", "\r=1", "\n@x", "＝1+1"]
    people = [Person(f"s{n}", word, word, word, word) for n, word in enumerate(bad)]
    columns = [Column(word, 1.0, None, {}) for word in bad]
    text = write(people, columns, {})
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        for value in row:
            assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")), row


@pytest.mark.parametrize("text", ["-17", "+4912345", "-2.5", "007", "1001"])
def test_numbers_and_numeric_ids_stay_as_they_are(text):
    assert safe(text) == text


@given(st.text(max_size=30))
def test_any_name_is_one_safe_cell_that_csv_reads_back(name):
    cell = safe(name)
    assert cell.lstrip("+-").replace(".", "", 1).isdigit() or not cell.startswith(tuple("=+-@"))
    people = [Person("s1", name, name, name, "5")]
    _, scores = read_canvas(canvas(people, COLUMNS, {}))
    assert list(scores) == ["5"]
    assert read_moodle(moodle(people, COLUMNS, {}), {"s1"}).keys() == {"s1"}


@given(st.floats(0, 1000))
def test_points_are_written_with_a_point_and_four_decimals(value):
    assert re.fullmatch(r"\d+(\.\d{1,4})?", number(value))
    assert float(number(value)) == pytest.approx(value, abs=5.1e-5)


# --- on a graded class ----------------------------------------------------------------------------


@pytest.fixture
def room(graded, copy_of, tmp_path):
    room = copy_of(graded[0], tmp_path / "class")
    with open_gradebook(room) as gradebook:
        ada = {"first_name": "Ada", "last_name": "Lovelace", "lms_user_id": "1001"}
        gradebook.update_or_create_student("ada", **ada)
        gradebook.update_or_create_student("zoe", first_name="Zoe", last_name="Absent")
        submission = gradebook.find_submission(FIRST, "carla")
        submission.notebooks[0].late_submission_penalty = 1.0
        gradebook.find_grade("sgd_step", FIRST, FIRST, "rosa").manual_score = 2.5
        gradebook.db.commit()
    return room


def test_the_exported_scores_are_nbgraders_own(room, tmp_path):
    export_marks(room, "canvas", tmp_path / "marks.csv", assignment=[FIRST])
    maxima, scores = read_canvas((tmp_path / "marks.csv").read_text(encoding="utf-8"))
    with open_gradebook(room) as gradebook:
        assert maxima[FIRST] == gradebook.find_assignment(FIRST).max_score
        for student, who in (("ada", "1001"), ("carla", "carla"), ("rosa", "rosa")):
            submission = gradebook.find_submission(FIRST, student)
            due = max(0.0, submission.score - submission.late_submission_penalty)
            assert scores[who][FIRST] == pytest.approx(due, abs=1e-4)
    assert scores["zoe"][FIRST] is None


def test_a_written_answer_that_nobody_has_read_leaves_the_cell_blank_and_is_named(
    room, tmp_path, capsys
):
    out = tmp_path / "marks.csv"
    words = ["export", ADAM, "--class", str(room.root), "--format", "moodle", "--out", str(out)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert f"ada/{ADAM}" in said
    with open_gradebook(room) as gradebook:
        users = {student.id for student in gradebook.students}
    scores = read_moodle(out.read_text(encoding="utf-8"), users)
    assert scores["ada"][ADAM] is None
    assert scores["dev"][ADAM] is not None


def test_an_unknown_assignment_is_wrong_use_and_leaves_no_file(room, tmp_path, capsys):
    out = tmp_path / "marks.csv"
    assert main(["export", "99_none", "--class", str(room.root), "--out", str(out)]) == 2
    assert "99_none" in capsys.readouterr().err
    assert not out.exists()
