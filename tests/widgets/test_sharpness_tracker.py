"""The sharpness tracker: power iteration for a whole population, and the edge of stability."""

import numpy as np
import pytest

from lrlib.measure import sharpness
from lrlib.widgets import sharpness_tracker as tracker


@pytest.fixture(scope="module")
def scene():
    return tracker.scene(np.array(tracker.RATES))


def row_of(rate):
    return tracker.RATES.index(rate)


def test_every_member_gets_the_sharpness_that_one_alone_gets():
    problem = tracker.network()
    thetas = problem.theta0 + np.random.default_rng(1).normal(size=(3, problem.theta0.size)) / 20
    v = np.random.default_rng(2).standard_normal(thetas.shape)
    together, _ = tracker.largest_curvature(problem, thetas, v, 200)
    alone = [sharpness(problem, theta, steps=200) for theta in thetas]
    np.testing.assert_allclose(together, alone, rtol=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.15, 0.2, 0.25, 0.3])
def test_the_sharpness_settles_at_two_over_the_rate(scene, rate):
    sharp = scene.numbers[row_of(rate), :, 2]
    assert np.median(sharp[-len(sharp) // 3 :]) == pytest.approx(2 / rate, rel=0.05)
    assert "stays at the limit" in scene.sentences[row_of(rate)]


def test_a_small_rate_has_not_met_its_limit_yet(scene):
    sharp = scene.numbers[row_of(0.02), :, 2]
    assert sharp.max() < 2 / 0.02 / 3
    assert "still below the limit" in scene.sentences[row_of(0.02)]


def test_a_run_that_has_just_arrived_is_not_called_below_the_limit(scene):
    assert "reaches the limit late" in scene.sentences[row_of(0.075)]


def test_far_above_the_limit_of_the_start_it_diverges_and_the_sentence_says_so(scene):
    assert np.isnan(scene.numbers[row_of(0.4), -1]).any()
    assert "diverges" in scene.sentences[row_of(0.4)]


def test_the_last_weights_are_those_of_plain_gradient_descent():
    import lrlib

    problem = tracker.network()
    run = lrlib.train(problem, lrlib.OPTIMIZERS["sgd"](), 0.1, tracker.STEPS)
    loss, _ = tracker.tracks(tracker.RATES)
    assert loss[row_of(0.1), -1] == pytest.approx(problem.loss(run.theta, None), rel=1e-6)


def test_every_row_has_a_sentence_and_a_table(scene):
    assert len(scene.sentences) == len(tracker.RATES) == len(scene.numbers)
    assert scene.numbers.shape[2] == len(scene.columns)
