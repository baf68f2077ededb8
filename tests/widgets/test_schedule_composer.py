"""The composer's exact recursion, held against the closed form and against simulated runs."""

import numpy as np
import pytest

from lrlib.widgets import schedule_composer as composer


def test_a_constant_rate_ends_on_its_floor():
    rates = np.broadcast_to([0.4, 0.05], (2000, 2))
    _, floor = composer.expected(rates, 1.0)
    # s^2 lr / (2 (2 - lr)) for a bowl of curvature 1
    np.testing.assert_allclose(floor[-1], [0.125, 0.05 / 3.9])


def test_half_the_noise_is_a_quarter_of_the_floor():
    rates = np.full((300, 1), 0.2)
    whole, half = (composer.expected(rates, noise)[1][-1] for noise in (1.0, 0.5))
    np.testing.assert_allclose(half, whole / 4)


def test_the_distance_is_the_product_of_one_minus_rate():
    rates = np.array([[0.5], [0.1], [0.2]])
    distance, _ = composer.expected(rates, 1.0)
    left = 5.0 * 0.5 * 0.9 * 0.8
    np.testing.assert_allclose(distance[-1], left**2 / 2)


@pytest.mark.parametrize("shape", composer.SHAPES)
def test_the_recursion_is_the_mean_of_many_runs(shape):
    rng, x = np.random.default_rng(1), np.full(40_000, 5.0)
    schedule = composer.SHAPES[shape](np.array([0.3]), 10)
    rates = np.array([np.broadcast_to(schedule(t), (1,)) for t in range(30)])
    for (lr,) in rates:
        x = x - lr * (x + rng.standard_normal(x.size))
    distance, floor = composer.expected(rates, 1.0)
    seen = np.mean(x**2) / 2
    assert seen == pytest.approx((distance + floor)[-1, 0], rel=0.03)  # 4 sigma of 40 000 runs


@pytest.mark.parametrize("shape", ["step decay", "exponential", "1/t"])
def test_the_pace_is_the_time_of_the_first_halving(shape):
    schedule = composer.SHAPES[shape](np.array([0.8, 0.2]), 14)
    np.testing.assert_allclose(schedule(0), [0.8, 0.2])
    np.testing.assert_allclose(schedule(14), [0.4, 0.1])


def test_the_bars_have_the_area_of_the_schedule():
    rates = np.linspace(0.5, 0.1, composer.STEPS)[:, None]
    corners = composer.bars(rates)[0]
    width, height = corners[1::2, 0] - corners[0::2, 0], corners[1::2, 1]
    assert (width * height).sum() == pytest.approx(rates.sum())
    assert corners[-1, 0] == composer.STEPS


CASES_base_shape_pace_noise_words = [
    (0.4, "constant", 40, "small batches", "a smaller rate at the end would help"),
    (0.3, "exponential", 3, "small batches", "more area would help"),
    (0.9, "exponential", 5, "small batches", "a slower decay would help"),
    (0.02, "constant", 40, "small batches", "in balance"),
    (0.4, "constant", 40, "none", "without noise there is no floor"),
]


@pytest.mark.parametrize(
    ("base", "shape", "pace", "noise", "words"), CASES_base_shape_pace_noise_words
)
def test_the_sentence_names_the_job_that_is_left(base, shape, pace, noise, words):
    (said,) = composer.scene(np.array([base]), shape, pace, noise).sentences
    assert words in said


def test_every_setting_has_a_sentence_and_a_table_for_each_base():
    bases = np.array(composer.EXPLORER.controls[0].values)
    for shape in composer.SHAPES:
        for pace in (composer.PACES[0], composer.PACES[-1]):
            view = composer.scene(bases, shape, pace, "small batches")
            assert len(view.sentences) == len(bases)
            assert view.numbers.shape == (len(bases), len(composer.LISTED), len(view.columns))
            np.testing.assert_allclose(view.numbers[:, 0, 1], bases)  # the first rate is the base
