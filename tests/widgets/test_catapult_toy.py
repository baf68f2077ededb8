"""The catapult toy: gradient descent on (x y - 1)^2 / 2, and where it comes to rest."""

import numpy as np
import pytest

from lrlib.widgets import catapult_toy as toy

SHARP = next(iter(toy.STARTS))


def row_of(rate):
    return int(np.argmin(np.abs(toy.RATES - rate)))


def end_of(rate):
    return toy.paths(np.array([rate]), toy.STARTS[SHARP])[0, -1]


def test_one_step_is_the_one_on_paper():
    # at (5.5, 0.3): x y - 1 = 0.65, so x loses 0.1 * 0.65 * 0.3 and y loses 0.1 * 0.65 * 5.5
    path = toy.paths(np.array([0.1]), (5.5, 0.3))[0]
    np.testing.assert_allclose(path[1], [5.5 - 0.0195, 0.3 - 0.3575])


def test_the_curvature_is_the_larger_eigenvalue_of_the_hessian():
    for x, y in np.random.default_rng(0).normal(size=(5, 2)):
        hessian = np.array([[y**2, 2 * x * y - 1], [2 * x * y - 1, x**2]])
        assert toy.curvature(np.array([x, y])) == pytest.approx(np.linalg.eigvalsh(hessian)[-1])


@pytest.mark.parametrize("rate", [0.02, 0.05])
def test_below_the_limit_the_run_stays_in_the_sharp_place(rate):
    assert toy.curvature(end_of(rate)) == pytest.approx(30.2, abs=0.3)


@pytest.mark.parametrize("rate", [0.08, 0.1, 0.12])
def test_above_the_limit_it_comes_to_rest_below_it(rate):
    assert toy.loss_of(end_of(rate)) < 1e-12
    assert toy.curvature(end_of(rate)) < 2 / rate < 30.2


def test_far_above_the_limit_it_diverges_and_the_sentence_says_so():
    assert np.isnan(end_of(0.15)).all()
    scene = toy.scene(toy.RATES, SHARP)
    assert "diverges" in scene.sentences[row_of(0.15)]
    assert "never rises" in scene.sentences[row_of(0.05)]
    assert "climbs to" in scene.sentences[row_of(0.1)]


def test_every_row_has_a_sentence_and_a_table():
    scene = toy.scene(toy.RATES, SHARP)
    assert len(scene.sentences) == len(toy.RATES) == len(scene.numbers)
    assert scene.numbers.shape[2] == len(scene.columns)
