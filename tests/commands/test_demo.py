"""The demonstration: the class of last time is used again as long as nothing has changed."""

from pathlib import Path

import pytest

from autograder.commands.demo import MARK, sample_class

COURSE = Path(__file__).parents[2] / "course"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo") / "demo"
    sample_class(directory, COURSE, fresh=False)
    return directory


def test_an_unchanged_class_is_used_again_with_its_seed(demo, capsys):
    before = sample_class(demo, COURSE, fresh=False).seed_id
    assert sample_class(demo, COURSE, fresh=False).seed_id == before
    assert "nothing has changed" in capsys.readouterr().out


def test_hand_ins_of_last_time_do_not_stay(demo):
    stray = demo / "submitted" / "somebody" / "01_what_it_is"
    stray.mkdir(parents=True)
    sample_class(demo, COURSE, fresh=False)
    assert not stray.exists()


def test_a_class_made_of_something_else_is_made_anew(demo):
    before = sample_class(demo, COURSE, fresh=False).seed_id
    (demo / MARK).write_text("another checker", encoding="utf-8")
    assert sample_class(demo, COURSE, fresh=False).seed_id != before


def test_fresh_makes_it_anew(demo):
    before = sample_class(demo, COURSE, fresh=False).seed_id
    assert sample_class(demo, COURSE, fresh=True).seed_id != before


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("...", encoding="utf-8")
    with pytest.raises(ValueError, match="name another folder"):
        sample_class(tmp_path, COURSE, fresh=True)
    assert (tmp_path / "thesis.tex").exists()
