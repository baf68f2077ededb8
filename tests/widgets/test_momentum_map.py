"""The plane of rate and momentum, held against closed forms and against runs."""

import numpy as np
import pytest

from lrlib.widgets import momentum_map as plane
from lrlib.widgets.live import live

KAPPA = 100.0


def test_without_momentum_the_factor_is_that_of_plain_descent():
    rates = np.array([0.3, 1.0, 1.7, 2.5])
    # the curvatures are 1 and 1/100
    expected = np.maximum(abs(1 - rates), abs(1 - rates / KAPPA))
    for method in plane.METHODS:
        np.testing.assert_allclose(plane.growth(rates, 0.0, method, KAPPA), expected)


def test_between_the_real_roots_the_factor_is_the_root_of_the_momentum():
    rates = np.linspace(0.02, 3.5, 9)  # (1 - 0.9)^2 = 0.01 to (1 + 0.9)^2 = 3.61
    np.testing.assert_allclose(plane.growth(rates, 0.81, "heavy ball", 1.0), 0.9)


@pytest.mark.parametrize("method", plane.METHODS)
@pytest.mark.parametrize("mu", [0.0, 0.4, 0.9, 0.99])
def test_the_factor_passes_one_exactly_at_the_limit(method, mu):
    edge = plane.limit(mu, method)
    assert plane.growth(0.999 * edge, mu, method, 10.0) < 1
    assert plane.growth(1.001 * edge, mu, method, 10.0) > 1


def test_limits_measured_with_populations():
    # bisection on runs of another program: 3.0007, 3.8001, 3.9800 and 1.5011, 1.3579, 1.3363
    mu = np.array([0.5, 0.9, 0.99])
    np.testing.assert_allclose(plane.limit(mu, "heavy ball"), [3.0, 3.8, 3.98], rtol=1e-12)
    np.testing.assert_allclose(plane.limit(mu, "Nesterov"), [1.5011, 1.3579, 1.3363], rtol=1e-3)


def test_the_star_of_the_heavy_ball_is_polyaks_optimum():
    rate, mu, steps = plane.best("heavy ball", KAPPA)
    assert rate == pytest.approx((2 / (1 + 0.1)) ** 2, rel=0.02)  # a grid of 400 by 300 points
    assert mu == pytest.approx((9 / 11) ** 2, abs=0.005)
    assert steps == pytest.approx(-1 / np.log10(9 / 11), rel=0.02)


def test_the_star_of_nesterov_is_the_known_optimum():
    # Lessard, Recht & Packard 2016, Proposition 1: 4 / (3 L + m), 1 - 2 / sqrt(3 kappa + 1)
    rate, _, steps = plane.best("Nesterov", KAPPA)
    assert rate == pytest.approx(4 / 3.01, rel=0.02)
    assert steps == pytest.approx(-1 / np.log10(1 - 2 / np.sqrt(301)), rel=0.02)


@pytest.mark.parametrize("method", plane.METHODS)
@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
def test_a_run_shrinks_in_the_long_run_by_the_factor(method, mu):
    rate = np.array([0.5])
    path = np.linalg.norm(plane.run(rate, mu, method, 1.0)[0], axis=-1)
    seen = (path[20:].max() / path[:20].max()) ** (1 / 20)
    factor = float(plane.growth(rate, mu, method, 1.0)[0])
    assert seen == pytest.approx(factor, abs=0.06)  # swinging blurs a single step


def test_the_first_steps_are_those_on_paper():
    ball = plane.run(np.array([0.5]), 0.5, "heavy ball", 1.0)[0, :, 0]
    ahead = plane.run(np.array([0.5]), 0.5, "Nesterov", 1.0)[0, :, 0]
    # v = -5, x = 5;  v = -2.5 - 2.5 = -5, x = 0
    assert ball[:3].tolist() == [10, 5, 0]
    # v = -5, x = 5;  looks at 5 - 2.5: v = -2.5 - 1.25 = -3.75, x = 1.25
    assert ahead[:3].tolist() == [10, 5, 1.25]


CASES_rate_mu_words = [
    (0.5, 0.5, "one more digit takes"),
    (1.0, 0.0, "two steps or fewer"),
    (2.0, 0.0, "on the border"),
    (2.6, 0.1, "The run diverges"),
]


@pytest.mark.parametrize(("rate", "mu", "words"), CASES_rate_mu_words)
def test_the_sentence_names_what_happens(rate, mu, words):
    (said,) = plane.scene(np.array([rate]), mu, "heavy ball", "a round bowl").sentences
    assert words in said


def test_every_setting_has_a_sentence_and_a_table_for_each_rate():
    for method in plane.METHODS:
        for valley in plane.VALLEYS:
            view = plane.scene(plane.RATES, 0.99, method, valley)
            assert len(view.sentences) == len(plane.RATES)
            assert view.numbers.shape == (len(plane.RATES), plane.STEPS + 1, 4)


def test_a_diverging_run_is_shown_without_a_warning():
    widget = live(plane.EXPLORER)
    widget.choice = {**widget.choice, "method": 1, "mu": 99}  # most rates diverge
    assert widget.problem == ""
    assert np.isinf(np.frombuffer(widget.numbers, np.float32)).any()  # beyond a float32
