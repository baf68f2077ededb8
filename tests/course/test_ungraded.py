"""A notebook without points is handed out, handed in and graded like the others, and worth 0."""

import shutil
from pathlib import Path

import pytest

from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import Options, grade
from autograder.sandbox import choose_tier

COURSE = Path(__file__).resolve().parents[2] / "course"
NAME = "12_in_your_framework"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    room = new_class(tmp_path_factory.mktemp("ungraded") / "class", COURSE, assignments=[NAME])
    folder = room.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    shutil.copy(room.root / "release" / NAME / f"{NAME}.ipynb", folder)
    grade(room, [NAME], Options(choose_tier("strong"), workers=1))
    return room


def test_it_is_released_without_a_solution(room):
    text = (room.root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "raise NotImplementedError" in text
    assert "SOLUTION" not in text


def test_handing_it_in_is_worth_nothing_and_needs_nobody(room):
    with open_gradebook(room) as gradebook:
        kept = gradebook.find_submission(NAME, "ada")
        assert (kept.score, kept.max_score) == (0, 0)
        assert not kept.needs_manual_grade
