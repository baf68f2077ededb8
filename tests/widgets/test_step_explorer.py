"""The 1-D explorer: gradient descent, its units, and what it says about a run."""

import numpy as np
import pytest

from lrlib.widgets.step_explorer import CURVES, EXPLORER, STEPS, UNITS, descend, scene


@pytest.mark.parametrize("name", CURVES)
def test_slopes_are_the_derivatives_of_the_losses(name):
    loss, slope, _ = CURVES[name]
    u = np.linspace(-3.7, 3.9, 41)
    numeric = (loss(u + 1e-6) - loss(u - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope(u), numeric, atol=1e-7)


@pytest.mark.parametrize("name", CURVES)
def test_the_smallest_loss_is_the_one_stated(name):
    loss, _, lowest = CURVES[name]
    assert loss(np.linspace(-4, 4, 800_001)).min() == pytest.approx(lowest, abs=1e-6)


def test_on_the_bowl_every_step_multiplies_by_one_minus_rate():
    path = descend(np.array([0.25, 1.5]), 2.0, lambda u: u, 1.0)
    np.testing.assert_allclose(path[0], 2 * 0.75 ** np.arange(STEPS + 1))
    np.testing.assert_allclose(path[1], 2 * (-0.5) ** np.arange(STEPS + 1))


@pytest.mark.parametrize("unit", UNITS)
def test_a_larger_unit_of_the_inputs_counts_squared(unit):
    factor = UNITS[unit]
    plain = scene(np.array([0.3]), 3.0, "a bowl", "1 m").numbers[0]
    other = scene(np.array([0.3 / factor**2]), 3.0, "a bowl", unit).numbers[0]
    np.testing.assert_allclose(other[:, 2], plain[:, 2])  # the losses are the same
    np.testing.assert_allclose(other[:, 1] * factor, plain[:, 1])  # the weights are rescaled
    np.testing.assert_allclose(other[:, 3], plain[:, 3] * factor)  # and so are the slopes


def test_the_arrow_is_the_first_step():
    view = scene(np.array([0.3]), 3.0, "a bowl", "1 m")
    (arrow,) = (mark for mark in view.marks if mark.kind == "arrows")
    np.testing.assert_allclose(arrow.xy[0], [[3.0, 4.5], [3.0 - 0.3 * 3.0, 4.5]])


CASES_rate_function_words = [
    (0.1, "a bowl", "The loss falls on every step"),
    (1.9, "a bowl", "jumps from side to side"),
    (2.5, "a bowl", "the loss is higher than at the start"),
    (100.0, "a bowl", "The run diverges"),
    (1e-4, "a bowl", "the loss has hardly changed"),
    (0.1, "flat far away", "the loss has hardly changed"),
]


@pytest.mark.parametrize(("rate", "function", "words"), CASES_rate_function_words)
def test_the_sentence_names_what_happens(rate, function, words):
    (said,) = scene(np.array([rate]), 3.0, function, "1 m").sentences
    assert words in said


def test_the_sentence_states_rate_times_slope():
    (said,) = scene(np.array([0.5]), 3.0, "a bowl", "1 m").sentences
    assert said.startswith("Rate 0.5 × slope 3: the first step changes the weight by -1.5.")


def test_a_start_at_the_minimum_stays_there():
    (said,) = scene(np.array([0.5]), 0.0, "a bowl", "1 m").sentences
    assert said == "The slope is 0 at the start: whatever the rate, the weight does not move."


def test_the_slider_reaches_both_sides_of_every_limit():
    rates = np.array(EXPLORER.controls[0].values)
    for factor in UNITS.values():
        assert rates[0] < 2 / factor**2 < rates[-1]
