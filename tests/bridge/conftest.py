"""One sample class for all tests of the bridge: made, handed in and graded once."""

import shutil
from pathlib import Path

import pytest

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import EXERCISES, hand_in
from autograder.bridge.whole_class.grade import Options, grade
from autograder.sandbox import choose_tier

COURSE = Path(__file__).resolve().parents[2] / "course"


@pytest.fixture(scope="session")
def tier():
    return choose_tier("strong")


@pytest.fixture(scope="session")
def empty_class(tmp_path_factory):
    """A class with two assignments released and nothing handed in. Copy it, do not change it."""
    return new_class(
        tmp_path_factory.mktemp("class") / "empty", COURSE, assignments=list(EXERCISES)
    )


@pytest.fixture(scope="session")
def copy_of():
    """A function that copies a class to a new folder."""

    def copy(room, path):
        shutil.copytree(room.root, path)
        return Classroom.open(path)

    return copy


@pytest.fixture
def fresh_class(empty_class, copy_of, tmp_path):
    """A class of one's own, released, nothing handed in."""
    return copy_of(empty_class, tmp_path / "class")


@pytest.fixture(scope="session")
def graded(empty_class, copy_of, tier, tmp_path_factory):
    """The sample class, graded in the strong sandbox: (classroom, summary)."""
    room = copy_of(empty_class, tmp_path_factory.mktemp("graded") / "class")
    hand_in(room)
    return room, grade(room, room.assignments, Options(tier, workers=2))
