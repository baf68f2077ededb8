"""What the notebooks claim to measure holds for other seeds than the one they show."""

from dataclasses import replace
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


# ------------------------------------------------------------------ notebook 10


SEED_TRIPLES = ((0, 1, 2), (3, 4, 5), (6, 7, 8))


@pytest.mark.parametrize("seeds", SEED_TRIPLES)
def test_only_a_rate_per_layer_repairs_the_rewritten_network(seeds):
    (rewritten,) = names_of("10_search", "rewritten")
    network, sgd = lrlib.PROBLEMS["mlp"]((64, 16, 10), dtype=np.float32), lrlib.OPTIMIZERS["sgd"]()
    rewritten.__globals__.update(network=network, replace=replace)
    other = rewritten(30)
    by_law = lrlib.layerwise(sgd, other, layer1=30.0**2, layer2=1 / 30.0**2)
    rates = 10.0 ** np.arange(-4, 1.3, 0.25)
    alone = lrlib.sweep(other, sgd, rates, 100, seeds=seeds).over_seeds().min()
    repaired = lrlib.sweep(other, by_law, [3.0], 100, seeds=seeds).over_seeds().item()
    balanced = lrlib.sweep(network, sgd, [3.0], 100, seeds=seeds).over_seeds().item()
    assert alone > 4 * repaired
    assert repaired == pytest.approx(balanced, rel=0.5)  # only the second bias learns otherwise


def test_the_rewritten_network_computes_the_same_function():
    (rewritten,) = names_of("10_search", "rewritten")
    network = lrlib.PROBLEMS["mlp"]((64, 16, 10))
    rewritten.__globals__.update(network=network, replace=replace)
    starts = [p.init(np.random.default_rng(1)) for p in (network, rewritten(30))]
    np.testing.assert_allclose(network.loss(starts[0]), network.loss(starts[1]), rtol=1e-12)


@pytest.mark.parametrize("seeds", SEED_TRIPLES[:2])
def test_momentum_scales_nearly_linearly_adam_like_the_root_and_sgd_goes_flat(seeds):
    _, best_by_batch = names_of("10_search", "best_rate", "best_by_batch")
    optimizers = lrlib.OPTIMIZERS
    best_by_batch.__globals__.update(
        batches=np.array([8, 32, 128]),
        methods={
            "SGD": (optimizers["sgd"](), 0.2),
            "momentum": (optimizers["heavy_ball"](mu=0.9), 0.03),
            "Adam": (optimizers["adam"](), 0.007),
        },
    )
    early, late = {}, {}
    for method in ("SGD", "momentum", "Adam"):
        found = np.log2(best_by_batch(method, seeds))
        early[method], late[method] = np.diff(found) / 2  # exponents: 8 to 32, 32 to 128
    assert early["SGD"] > 0.8
    assert late["SGD"] < 0.6
    assert 0.7 < (early["momentum"] + late["momentum"]) / 2 < 1.1
    assert 0.3 < (early["Adam"] + late["Adam"]) / 2 < 0.7


def test_with_the_examples_fixed_the_best_rate_doubles_with_the_batch_then_saturates():
    (exact_loss,) = names_of("10_search", "exact_loss")
    exact_loss.__globals__["h"] = np.linspace(0.1, 1, 20)[:, None]
    fine = 2.0 ** np.arange(-12, 0.99, 0.02)
    best = [fine[exact_loss(fine, b, 4096 // b).argmin()] for b in (1, 2, 4, 512, 1024)]
    np.testing.assert_allclose(np.divide(best[1:3], best[:2]), 2, rtol=0.03)  # the grid's step
    assert best[4] / best[3] < 1.6
    assert best[4] < 2  # twice over the largest curvature


@pytest.mark.parametrize("lr", [0.1, 0.2])
def test_with_squared_error_the_sharpness_settles_at_two_over_the_rate(lr):
    (track,) = names_of("11_edge_and_capstone", "track")
    track.__globals__["sharpness_at"] = lrlib.measure.sharpness
    track.__globals__["sgd"] = lrlib.OPTIMIZERS["sgd"]()
    x = np.linspace(-2, 2, 50)[:, None]
    y = np.sin(3 * x) + 0.5 * np.sign(x)
    net = lrlib.PROBLEMS["mlp"](
        (1, 24, 24, 1), "tanh", "squared_error", data=(x, y), batch_size=None
    )
    for seed in SEEDS:
        loss, sharp = track(net, lr, seed)
        assert lr * np.median(sharp[-33:]) == pytest.approx(2, rel=0.03)
        assert loss[-1] < loss[0] / 20
        assert np.mean(np.diff(loss) > 0) > 0.1
        theta0 = lrlib.training.start_of(net, seed)
        assert lrlib.measure.sharpness(net, theta0) < 2 / lr  # it rose to the edge


def test_an_average_at_a_constant_rate_ends_below_every_decay():
    (four_ways,) = names_of("11_edge_and_capstone", "four_ways")
    here = four_ways.__globals__
    here.update(sgd=lrlib.OPTIMIZERS["sgd"](), total=2000)
    here["copies"] = lrlib.PROBLEMS["noisy_bowl"](np.ones(2000), theta0=np.full(2000, 5.0))
    here["contest"] = {
        "constant": 0.1,
        "straight line": lrlib.SCHEDULES["linear_decay"](0.1, 2000),
        "cosine": lrlib.SCHEDULES["cosine_annealing"](0.1, 2000),
    }
    for seed in SEEDS:
        ends = four_ways(seed)
        assert ends["constant, averaged"] < 0.6 * ends["cosine"] < 0.6 * ends["straight line"]
        assert ends["constant"] > 10 * ends["straight line"]
