"""The autopsy says when a bug becomes visible, and its patients can be told apart."""

import numpy as np
import pytest

from lrlib.widgets.adam_autopsy import EPS, EXPLORER, STREAMS, patients, scene
from lrlib.widgets.adam_bugs import BUGS, steps


def _said(bug, stream="always 1", eps="0.00000001"):
    return scene(np.array([bug]), stream, eps).sentences[0]


def test_the_right_adam_is_called_right():
    assert _said("correct").startswith("The right Adam")


def test_four_bugs_are_invisible_while_the_gradient_is_always_one():
    hidden = [bug for bug in BUGS if "nobody can see the bug" in _said(bug)]
    assert hidden == [
        "gradient in place of m",
        "no square root",
        "sign of the gradient",
        "eps outside the fraction",
    ]


CASES_bug_stream_eps_words = [
    ("t never advances", "always 1", "0.00000001", "only from step 2 on"),
    ("no square root", "always 0.001", "0.00000001", "at once"),
    ("sign of the gradient", "1, then 0.1 from step 6", "0.00000001", "only from step 6 on"),
    ("gradient in place of m", "1 and -1 in turn", "0.00000001", "only from step 2 on"),
    ("eps outside the fraction", "always 1", "0.01", "at once"),
]


@pytest.mark.parametrize(("bug", "stream", "eps", "words"), CASES_bug_stream_eps_words)
def test_the_sentence_says_from_which_step_a_bug_shows(bug, stream, eps, words):
    assert words in _said(bug, stream, eps)


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("eps", EPS)
def test_every_state_has_finite_numbers_and_a_sentence(stream, eps):
    view = scene(np.array(EXPLORER.controls[0].values), stream, eps)
    assert np.isfinite(view.numbers).all()
    assert all(view.sentences)


@pytest.mark.parametrize("seed", range(5))
def test_a_patients_steps_are_nearest_to_the_bug_that_is_right(seed):
    for patient in patients(seed):
        seen = np.array([float(x) for x in patient.alt.split(": ")[1].strip(".").split(", ")])
        off = {
            o.text: np.abs(np.log(seen / steps(o.text, np.ones(10)))).max() for o in patient.options
        }
        (truth,) = (option.text for option in patient.options if option.right)
        assert min(off, key=off.get) == truth
        assert off[truth] < 0.02  # one percent of noise, and three digits


def test_patients_depend_on_the_seed_only():
    assert patients(3) == patients(3)
    assert [p.alt for p in patients(3)] != [p.alt for p in patients(4)]
