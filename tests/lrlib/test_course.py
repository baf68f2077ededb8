"""The course as data: complete, in order, and found wherever a learner keeps it."""

from pathlib import Path

import pytest

from lrlib.course import home, notebook_path, notebooks


def test_the_notebooks_are_numbered_and_worth_what_their_exercises_are():
    assert [int(n.number) for n in notebooks()] == list(range(13))
    assert sum(n.points for n in notebooks()) == 260
    assert notebooks()[-1].exercises == ()
    assert all(n.minutes >= 45 and n.goals for n in notebooks())


def test_an_answer_in_words_is_told_from_a_function():
    by_hand = [e.name for n in notebooks() for e in n.exercises if e.by_hand]
    assert by_hand == ["explain_first_adam_step"]


FOLDERS_here_home_path = [
    ("my-course", "my-course", "my-course/09_lr_finder.ipynb"),
    ("class/01_what_it_is", "class", "class/09_lr_finder/09_lr_finder.ipynb"),
    ("class/09_lr_finder", "class", "class/09_lr_finder/09_lr_finder.ipynb"),
]


@pytest.mark.parametrize(("here", "course", "path"), FOLDERS_here_home_path)
def test_notebooks_lie_side_by_side_or_each_in_its_own_folder(here, course, path):
    assert home(Path(here)) == Path(course)
    assert notebook_path("09_lr_finder", Path(here)) == Path(path)
