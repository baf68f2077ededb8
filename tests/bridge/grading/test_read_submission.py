"""Reading a hand-in while its author changes the folder: only what lies in the folder is read."""

from pathlib import Path

import pytest

from autograder.bridge.class_folder.classroom import Submission
from autograder.bridge.grading.read_submission import read_submission

NAME = "01_what_it_is"


@pytest.fixture
def submitted(tmp_path):
    """One hand-in of ada, and a thief who has a folder of their own elsewhere."""
    (tmp_path / "ada" / NAME).mkdir(parents=True)
    (tmp_path / "ada" / NAME / f"{NAME}.ipynb").write_bytes(b"ada's work")
    (tmp_path / "thief").mkdir()
    return tmp_path


def hand_in(submitted, student):
    return Submission(student, NAME, submitted / student / NAME / f"{NAME}.ipynb")


def test_a_hand_in_is_read(submitted):
    assert read_submission(hand_in(submitted, "ada")) == (b"ada's work", None)


@pytest.mark.parametrize("linked", ["student", "assignment", "notebook"])
def test_a_link_that_is_put_in_place_after_the_look_is_not_followed(submitted, linked, monkeypatch):
    """The look that comes first is told that there is no link, as it would be a moment earlier."""
    thief = submitted / "thief"
    if linked == "student":
        thief.rmdir()
        thief.symlink_to("ada")
    elif linked == "assignment":
        (thief / NAME).symlink_to(f"../ada/{NAME}")
    else:
        (thief / NAME).mkdir()
        (thief / NAME / f"{NAME}.ipynb").symlink_to(f"../../ada/{NAME}/{NAME}.ipynb")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    content, why = read_submission(hand_in(submitted, "thief"))
    assert content == b""
    assert "hand in the" in why


def test_no_folder_stays_open(submitted):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for student in ("ada", "thief", "nobody"):
        read_submission(hand_in(submitted, student))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
