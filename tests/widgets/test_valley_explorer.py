"""The valley explorer shows what gradient descent does, and says the regime in words."""

import numpy as np
import pytest

from lrlib.optimizers import sgd
from lrlib.problems import bowl
from lrlib.training import train
from lrlib.widgets import regime_map
from lrlib.widgets import valley_explorer as valley


def row_of(rate):
    return int(np.argmin(np.abs(valley.RATES - rate)))


@pytest.mark.parametrize("curvature", list(valley.CURVATURES))
def test_the_paths_are_those_of_gradient_descent(curvature):
    h = valley.CURVATURES[curvature]
    run = train(bowl([1.0, h]), sgd(), valley.RATES, valley.STEPS, theta0=valley.START)
    along, across = valley.paths(valley.RATES, h)
    shown = np.stack([along, across], axis=-1).swapaxes(0, 1)
    np.testing.assert_allclose(run.thetas, shown, rtol=1e-9, atol=1e-12)


def test_turning_the_valley_turns_the_path_and_leaves_the_loss():
    straight = valley.scene(valley.RATES, "10", "along an axis")
    turned = valley.scene(valley.RATES, "10", "turned by 30 degrees")
    np.testing.assert_array_equal(straight.numbers, turned.numbers)
    before, after = straight.marks[0].xy[3], turned.marks[0].xy[3]
    np.testing.assert_allclose(np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1))
    assert not np.allclose(before, after)


CASES_curvature_rate_words = [
    ("10", 0.05, "monotone"),
    ("10", 0.1, "after one step"),
    ("10", 0.15, "oscillating"),
    ("10", 0.2, "exactly at the limit"),
    ("10", 0.205, "diverging"),
    ("5", 0.395, "oscillating"),
    ("5", 0.405, "diverging"),
    ("20", 0.105, "diverging"),
]


@pytest.mark.parametrize(("curvature", "rate", "words"), CASES_curvature_rate_words)
def test_the_sentence_names_the_regime_across_the_valley(curvature, rate, words):
    scene = valley.scene(valley.RATES, curvature, "along an axis")
    across = scene.sentences[row_of(rate)].split("Along the valley")[0]
    assert words in across


def test_the_sentence_says_how_much_of_the_loss_is_left():
    scene = valley.scene(valley.RATES, "10", "along an axis")
    loss = scene.numbers[..., 3]
    left = scene.sentences[row_of(0.02)].split("steps ")[1].split(" %")[0]
    row = row_of(0.02)
    assert float(left) == pytest.approx(100 * loss[row, -1] / loss[row, 0], rel=5e-3)
    assert "times what it was" in scene.sentences[row_of(0.205)]


def test_every_row_has_a_sentence_and_a_table():
    scene = valley.scene(valley.RATES, "20", "along an axis")
    assert len(scene.sentences) == len(valley.RATES) == len(scene.numbers)
    assert scene.numbers.shape[2] == len(scene.columns)


def test_the_map_is_symmetric_around_rate_times_curvature_one():
    signed = regime_map.signed_distance(np.array([0.3, 1.7]), 5)
    np.testing.assert_allclose(np.abs(signed[:, 0]), np.abs(signed[:, 1]))
    assert (np.sign(signed[1::2, 1]) == -1).all()


def test_a_colour_tells_side_and_distance():
    near, start, far = regime_map.colour_of(np.array([1e-9, 1.0, 1e9]))
    assert near == 0
    assert start == pytest.approx(regime_map.START)
    assert far == 1
    assert regime_map.colour_of(np.array([-1.0]))[0] == -start


def test_the_readme_picture_shows_one_path_on_each_side_of_the_limit():
    figure = regime_map.three_rates()
    titles = [ax.get_title() for ax in figure.axes]
    assert ["leaves" in title for title in titles] == [False, False, True]
    ends = [np.linalg.norm(ax.lines[1].get_xydata()[-1]) for ax in figure.axes]
    assert ends[0] < 0.1 and ends[2] > 3
