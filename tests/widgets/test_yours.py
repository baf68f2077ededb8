"""Blanks and pictures answer kindly, whatever the learner's code does."""

import pytest

from lrlib.plotting import figure
from lrlib.widgets.still import picture
from lrlib.widgets.yours import blank, with_yours


def unsolved(theta):
    raise NotImplementedError


def crashing(theta):
    return theta["weights"]


def doubling(theta):
    return 2 * theta


def _draw(function):
    return picture(figure(), f"Twice three is {function(3)}.")


def test_an_unsolved_exercise_is_asked_for_by_name():
    assert with_yours(unsolved, _draw).text.startswith("This picture waits for your unsolved.")


def test_an_error_in_the_learners_code_is_named():
    text = with_yours(crashing, _draw).text
    assert "your crashing: TypeError" in text


def test_a_solved_exercise_is_drawn():
    assert with_yours(doubling, _draw).sentence == "Twice three is 6."


CASES_answer_words = [
    (None, "Fill in the blank"),
    (..., "Fill in the blank"),
    (2.0, "Right: 2."),
    (2.5, "Not yet: you have 2.5. Halve it."),
    ("two", "Not yet: you have two. Halve it."),
]


@pytest.mark.parametrize(("answer", "words"), CASES_answer_words)
def test_a_blank_is_judged(answer, words):
    assert blank(answer, 2.0, "Halve it.").text.startswith(words)
