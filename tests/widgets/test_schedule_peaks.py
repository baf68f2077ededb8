"""Composer II: an exact recursion, every schedule of the library, and what it says about a peak."""

import numpy as np
import pytest

from lrlib.measure import noise_floor
from lrlib.schedules import SCHEDULES
from lrlib.widgets.schedule_peaks import (
    CURVATURES,
    EXPLORER,
    HORIZONS,
    NOISE,
    PEAK,
    STEPS,
    expected_losses,
    options,
    scene,
    shaped,
)

PEAKS = np.array(PEAK.values)


@pytest.mark.parametrize(("lr", "noise"), [(0.3, 0.0), (0.3, 0.02), (1.7, 0.5)])
def test_at_a_constant_rate_the_recursion_is_a_geometric_series(lr, noise):
    factor, steps = (1 - lr * CURVATURES) ** 2, 37
    square = factor**steps + lr**2 * noise * (1 - factor**steps) / (1 - factor)
    assert expected_losses(np.full((steps, 1), lr), noise)[-1, 0] == pytest.approx(
        (CURVATURES * square).sum() / 2
    )


def test_every_coordinate_starts_at_one_and_a_rate_of_zero_stays_there():
    np.testing.assert_allclose(expected_losses(np.zeros((3, 2)), 0.02), CURVATURES.sum() / 2)


def test_a_long_run_at_a_constant_rate_ends_at_the_noise_floor():
    end = expected_losses(np.full((20_000, 1), 0.3), 0.02)[-1, 0]
    assert end == pytest.approx(noise_floor(0.3, CURVATURES, np.sqrt(0.02)))


def test_real_runs_with_real_noise_have_this_mean():
    rng, theta, lr = np.random.default_rng(0), np.ones((4000, 30)), [0.5, 1.2, 0.1, 0.9]
    for rate in lr:
        noise = np.sqrt(0.5) * rng.standard_normal(theta.shape)
        theta = theta - rate * (CURVATURES * theta + noise)
    losses = (CURVATURES * theta**2).sum(axis=1) / 2
    error = 4 * losses.std() / np.sqrt(4000)  # four standard errors
    assert expected_losses(np.array(lr)[:, None], 0.5)[-1, 0] == pytest.approx(
        losses.mean(), abs=error
    )


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_of_the_library_fits_and_has_the_peak_of_the_slider(name):
    rates = [shaped(name, 0.3)(step) for step in range(STEPS)]
    assert max(rates) == pytest.approx(0.3, rel=1e-5)  # one_cycle's peak falls on a whole step


def test_the_menu_is_the_librarys_table():
    (shapes,) = (control for control in EXPLORER.controls if control.name == "shape")
    assert list(shapes.values) == list(SCHEDULES)


def test_a_schedule_that_has_no_line_yet_is_named():
    with pytest.raises(ValueError, match="zigzag"):
        options("zigzag", 100)


def _said(peak, shape, noise="medium", horizon="1000 steps: right"):
    k = int(np.argmin(np.abs(PEAKS - peak)))
    return scene(PEAKS, shape, noise, horizon).sentences[k]


CASES_peak_shape_words = [
    (3.0, "constant", "diverges"),
    (1.0, "constant", "ends at a mean loss of"),
    (2.1, "wsd", "after a loss of up to"),
]


@pytest.mark.parametrize(("peak", "shape", "words"), CASES_peak_shape_words)
def test_the_sentence_says_how_a_peak_ends(peak, shape, words):
    assert words in _said(peak, shape)


def _best(shape, horizon="1000 steps: right"):
    view = scene(PEAKS, shape, "medium", horizon)
    ends = view.numbers[:, -1, 2]
    return PEAKS[np.nanargmin(ends)], np.nanmin(ends)


def test_a_plan_of_twice_the_length_wants_a_smaller_peak_and_ends_higher():
    right, late = _best("cosine_annealing"), _best("cosine_annealing", "2000 steps: double")
    assert late[0] < right[0]
    assert late[1] > 1.3 * right[1]


def test_the_straight_line_is_at_least_as_good_as_the_cosine():
    assert _best("linear_decay")[1] < _best("cosine_annealing")[1] < _best("constant")[1]


def test_the_diamond_sits_at_the_best_peak():
    view = scene(PEAKS, "linear_decay", "medium", "1000 steps: right")
    (diamond,) = (mark for mark in view.marks if mark.shape == "diamond")
    np.testing.assert_allclose(diamond.xy[0, 0], _best("linear_decay"))


@pytest.mark.parametrize("shape", SCHEDULES)
@pytest.mark.parametrize("noise", NOISE)
def test_every_state_has_a_sentence_for_every_peak(shape, noise):
    for horizon in HORIZONS:
        view = scene(PEAKS, shape, noise, horizon)
        assert len(view.sentences) == len(PEAKS)
        assert all(view.sentences)
        assert view.numbers.shape == (len(PEAKS), 11, 3)
