"""The board of the capstone holds labels and points; whose is whose is for the teacher."""

import json
import warnings
from pathlib import Path

import pytest
from sqlalchemy.exc import SAWarning

from autograder.__main__ import main
from autograder.bridge.giving_back.leaderboard import ASSIGNMENT, EXERCISE, FILE, board, standings
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.recording.gradebook import open_gradebook
from lrlib.widgets.leaderboard import handed_out

COURSE = Path(__file__).resolve().parents[3] / "course"
POINTS_BY_STUDENT = {"ada": 20.0, "bela": 5.0, "carla": 20.0, "dev": 0.0, "eve": None}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A class in whose gradebook five capstones stand; the mark of eve's is open."""
    room = new_class(tmp_path_factory.mktemp("board") / "class", COURSE, assignments=[ASSIGNMENT])
    with open_gradebook(room) as gradebook, warnings.catch_warnings():
        # nbgrader builds a new submission while SQLAlchemy flushes on its own; it is harmless
        warnings.simplefilter("ignore", SAWarning)
        for student, points in POINTS_BY_STUDENT.items():
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(ASSIGNMENT, student)
            grade = gradebook.find_grade(EXERCISE, ASSIGNMENT, ASSIGNMENT, student)
            grade.auto_score = points
        bela = gradebook.find_grade(EXERCISE, ASSIGNMENT, ASSIGNMENT, "bela")
        bela.manual_score = 10.0
        gradebook.db.commit()
    return room


def test_the_best_come_first_a_persons_score_counts_and_an_open_mark_is_left_out(room):
    found = {row.student: row.points for row in standings(room)}
    assert found == {"ada": 20.0, "carla": 20.0, "bela": 10.0, "dev": 0.0}
    assert [row.points for row in standings(room)] == [20.0, 20.0, 10.0, 0.0]


def test_the_board_holds_no_student_and_labels_stay_the_same(room):
    text = json.dumps(board(standings(room)))
    assert not any(student in text for student in POINTS_BY_STUDENT)
    assert standings(room) == standings(room)
    assert len({row.label for row in standings(room)}) == 4


def test_labels_differ_from_class_to_class(room, tmp_path):
    labels = {row.student: row.label for row in standings(room)}
    other = room.secret_file.read_text()
    room.secret_file.write_text(json.dumps({"seed": "0" * 64}))
    try:
        assert all(labels[row.student] != row.label for row in standings(room))
    finally:
        room.secret_file.write_text(other)


def test_the_verb_writes_what_the_notebook_reads_and_prints_the_key(room, capsys):
    assert main(["leaderboard", "--class", str(room.root)]) == 0
    said = capsys.readouterr().out
    rows = handed_out(room.root)
    assert [row.value for row in rows] == [20.0, 20.0, 10.0, 0.0]
    for row, standing in zip(rows, standings(room), strict=True):
        assert row.name == standing.label
        assert any(standing.student in line and row.name in line for line in said.splitlines())
    assert "Only 4 hand-ins" in said
    assert str(room.root / FILE) in said


def test_a_class_without_capstones_is_told_what_to_do(fresh_class, capsys):
    assert main(["leaderboard", "--class", str(fresh_class.root)]) == 2
    assert "no capstone is graded" in capsys.readouterr().err
