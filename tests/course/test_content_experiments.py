"""What the notebooks claim to measure holds for other seeds than the one they show."""

from pathlib import Path

import jupytext
import numpy as np
import pytest

import lrlib
from lrlib.widgets import finder_bench

COURSE = Path(__file__).resolve().parents[2] / "course"
SEEDS = (0, 1, 2)


def names_of(notebook, *wanted):
    """The functions of a notebook, by name, from the cells that define them."""
    found = {"np": np, "lrlib": lrlib}
    source = COURSE / "instructor" / f"{notebook}.py"
    cells = jupytext.read(source, fmt="py:percent").cells
    for name in wanted:
        (cell,) = (c for c in cells if c.cell_type == "code" and f"def {name}(" in c.source)
        code = cell.source[cell.source.index(f"def {name}(") :]
        exec(code.split("\n\n\n")[0], found)
    return [found[name] for name in wanted]


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_times_the_inputs_a_hundredth_of_the_rate(seed):
    (largest_rate,) = names_of("01_what_it_is", "largest_rate")
    limits = np.array([largest_rate(factor, seed) for factor in (0.1, 1, 10, 100)])
    np.testing.assert_allclose(limits[:-1] / limits[1:], 100, rtol=1e-9)
    assert limits[3] < 0.01 < limits[1]
    assert limits[0] > 1e4 * 0.01


@pytest.mark.parametrize("gradient", [1e-3, 0.5, 1e3])
def test_the_first_step_of_adam_does_not_depend_on_the_gradient_that_of_sgd_does(gradient):
    (first_step,) = names_of("01_what_it_is", "first_step")
    assert first_step("sgd", gradient) == pytest.approx(0.001 * gradient)
    assert first_step("adam", gradient) == pytest.approx(0.001, rel=2e-5)  # eps 1e-8 of 1e-3


@pytest.mark.parametrize("seed", SEEDS)
def test_adams_good_range_is_about_a_factor_of_ten_or_less(seed):
    curved_classes, good_decades = names_of("08_adaptive_2", "curved_classes", "good_decades")
    rates = 10.0 ** np.arange(-5, 1.6, 0.25)
    network = lrlib.PROBLEMS["mlp"]((10, 32, 2), data=curved_classes(seed), batch_size=64)
    runs = lrlib.sweep(network, lrlib.OPTIMIZERS["adam"](), rates, 300, seeds=(0, 1, 2))
    good_decades.__globals__["rates"] = rates
    loss = runs.over_seeds()
    assert good_decades(loss) <= 1.01
    assert loss[0] > 0.9 * np.median(runs.losses[0, 0])  # the smallest rate has hardly moved
    assert 1e-3 < rates[loss.argmin()] < 1


def test_a_turned_valley_costs_adam_many_orders_of_magnitude():
    (adam_in_a_valley,) = names_of("08_adaptive_2", "adam_in_a_valley")
    along, slightly, fully = (adam_in_a_valley(degrees)[-1] for degrees in (0, 15, 45))
    assert along < 1e-11
    assert 1e-3 < slightly < fully


def test_turning_the_valley_does_not_change_its_shape():
    (adam_in_a_valley,) = names_of("08_adaptive_2", "adam_in_a_valley")
    starts = [adam_in_a_valley(degrees)[0] for degrees in (0, 15, 45)]
    np.testing.assert_allclose(starts, 50.5)  # (1 + 100) / 2 at (1, 1)


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_only_decoupled_decay_shrinks_loud_and_quiet_weights_alike(name):
    (shrunk,) = names_of("08_adaptive_2", "shrunk")
    loud, quiet = shrunk(lrlib.OPTIMIZERS[name](weight_decay=0.1))
    asked = (1 - 0.001 * 0.1) ** 1000
    if name == "adamw":
        assert loud == pytest.approx(asked, abs=0.01)
        assert quiet == pytest.approx(asked, abs=0.01)
    else:
        assert loud > asked + 0.05
        assert quiet < asked - 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_twenty_uniform_draws_hardly_ever_reach_below_a_thousandth(seed):
    rng = np.random.default_rng(seed)
    assert (rng.uniform(1e-5, 1, 20) < 1e-3).sum() == 0
    assert 4 <= (10 ** rng.uniform(-5, 0, 20) < 1e-3).sum() <= 14


GUIDE = ("loss_and_grad", "keras_start", "fit", "coin_flips")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_script_that_raises_the_rate_each_epoch_learns_coin_flips_by_heart(seed):
    loss_and_grad, _, fit, coin_flips = names_of("09_lr_finder", *GUIDE)
    x, y = coin_flips(seed)
    rising, theta = fit(x, y, lambda step: 0.001 * 1.1 ** (step // 32 + 1), seed=seed)
    constant, _ = fit(x, y, lambda step: 0.001, seed=seed)
    assert rising[-32:].mean() < rising[:32].mean() - 0.01  # it looks like learning
    assert rising[-32:].mean() == pytest.approx(constant[-32:].mean(), abs=0.01)
    assert loss_and_grad(theta, *coin_flips(100 + seed, 4000))[0] > np.log(2)  # guessing is better


def test_the_gradient_of_the_scripts_network_is_the_slope_of_its_loss():
    loss_and_grad, keras_start, _, coin_flips = names_of("09_lr_finder", *GUIDE)
    rng, (x, y) = np.random.default_rng(0), coin_flips(0, 50)
    theta, direction, h = keras_start(rng), rng.standard_normal(1409), 1e-6
    ahead, behind = (loss_and_grad(theta + s * h * direction, x, y)[0] for s in (1, -1))
    slope = loss_and_grad(theta, x, y)[1] @ direction
    assert slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-5)  # central difference


@pytest.mark.parametrize("some", [slice(0, 13), slice(13, 26), slice(26, 40)])
def test_the_rule_that_suits_sgd_is_not_the_one_that_suits_adam(some):
    def off(task, rule):
        found = finder_bench.suggestions(task, 100, 0.9, rule)[some]
        return np.median(found) / finder_bench.best_rate(task)

    assert 0.5 < off("digits, SGD", "steepest") < 1
    assert off("digits, SGD", "min/10") < 0.25
    assert off("digits, Adam", "steepest") > 2
    assert 0.6 < off("digits, Adam", "min/10") < 1.5
    assert off("digits, Adam", "min") > 5


def test_a_longer_range_test_suggests_lower_rates_on_the_digits():
    for rule in ("steepest", "valley", "min"):
        found = [
            np.median(finder_bench.suggestions("digits, SGD", count, 0.9, rule))
            for count in finder_bench.LENGTHS
        ]
        assert np.all(np.diff(found) < 0), rule


def test_on_a_noisy_small_problem_the_seeds_disagree_by_orders_of_magnitude():
    for count in finder_bench.LENGTHS:
        found = finder_bench.suggestions("curved classes, SGD", count, 0.9, "steepest")
        assert found.max() / found.min() > 100
