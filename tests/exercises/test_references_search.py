"""The references of notebook 10 against hand calculation and the library's own searches."""

import numpy as np
import pytest

from autograder.exercises import EXERCISES, load
from lrlib import search


def reference(name):
    return load(name).reference


def loss_at(rate, steps=1):
    return (np.log10(rate) + 2.2) ** 2 + 0.3 * (np.log10(rate) + 1.0) ** 2 / steps


def test_grid_search_finds_the_power_of_ten_nearest_to_the_valley():
    tried = []

    def evaluate(rate):
        tried.append(float(rate))
        return abs(np.log10(rate) + 2.2)

    assert reference("grid_search")(evaluate, 1e-4, 1.0, 5) == pytest.approx(1e-2)
    assert tried == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1, 1.0])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_search_draws_what_the_library_draws(seed):
    best = reference("random_search")(loss_at, 1e-5, 1.0, 20, seed)
    assert best == pytest.approx(search.random_search(loss_at, 1e-5, 1.0, 20, seed).best)


@pytest.mark.parametrize(("count", "eta"), [(8, 2), (7, 2), (9, 3), (4, 5), (1, 2)])
def test_successive_halving_agrees_with_the_library_and_its_budget(count, eta):
    rates, calls = np.random.default_rng(count).permutation(np.geomspace(1e-4, 1.0, count)), []

    def evaluate(rate, steps):
        calls.append((rate, steps))
        return loss_at(rate, steps)

    best = reference("successive_halving")(evaluate, rates, 10, eta)
    other = search.successive_halving(loss_at, rates, 10, eta)
    assert best == other.best
    assert calls == list(zip(other.rates, other.steps, strict=True))


def test_successive_halving_of_eight_rates_trains_eight_four_and_two():
    taken = []

    def evaluate(rate, steps):
        taken.append(steps)
        return rate

    assert reference("successive_halving")(evaluate, np.arange(8.0), 10) == 0.0
    assert taken == [10] * 8 + [20] * 4 + [40] * 2


NAN, INF = np.nan, np.inf
CASES_rates_losses_expected = [
    ([1.0, 2.0, 3.0], [3.0, 1.0, 2.0], False),
    ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], True),
    ([2.0, 3.0, 1.0], [2.0, 1.0, 3.0], True),
    ([2.0, 3.0, 1.0], [1.0, NAN, INF], False),
    ([2.0, 3.0, 1.0], [NAN, 5.0, INF], True),
    ([2.0, 3.0, 1.0], [NAN, INF, NAN], False),
]


@pytest.mark.parametrize(("rates", "losses", "expected"), CASES_rates_losses_expected)
def test_on_border_by_hand(rates, losses, expected):
    rates, losses = np.array(rates), np.array(losses)
    assert reference("on_border")(rates, losses) is expected
    assert search.on_border(rates, losses) is expected


def test_scale_lr_from_32_to_128():
    # Goyal et al. 2017, section 2.1: base 0.1 at 32 gives 0.4 at 128; the root gives 0.2.
    assert reference("scale_lr")(0.1, 32, 128) == pytest.approx(0.4)
    assert reference("scale_lr")(0.1, 32, 128, "sqrt") == pytest.approx(0.2)
    with pytest.raises(ValueError, match="cubic"):
        reference("scale_lr")(0.1, 32, 128, "cubic")


def test_layer_lrs_by_hand():
    assert reference("layer_lrs")(1.0, 0.5, 4) == pytest.approx([0.125, 0.25, 0.5, 1.0])
    assert reference("layer_lrs")(0.3, 0.5, 1) == pytest.approx([0.3])


def draws(function, seed=5):
    """The report on random_search when `function(rng, low, high, count)` draws the rates."""
    from autograder import check

    def random_search(evaluate, low, high, count, seed):
        rates = function(np.random.default_rng(seed), low, high, count)
        losses = [evaluate(rate) for rate in rates]
        losses = [loss if np.isfinite(loss) else np.inf for loss in losses]
        return rates[int(np.argmin(losses))] if min(losses) < np.inf else np.nan

    return check("random_search", namespace={"random_search": random_search}, seed=seed)


def test_any_way_to_draw_evenly_on_the_log_axis_is_right():
    for seed in range(40):
        assert draws(lambda rng, low, high, n: low * (high / low) ** rng.random(n), seed).passed
        beta = draws(lambda rng, low, high, n: low * (high / low) ** rng.beta(1, 1, n), seed)
        assert beta.passed


@pytest.mark.parametrize("shape", [(2, 1), (1, 2), (5, 5), (0.2, 0.2)])
def test_draws_that_prefer_a_part_of_the_log_axis_are_not(shape):
    report = draws(lambda rng, low, high, n: low * (high / low) ** rng.beta(*shape, n))
    failing = [verdict.id for verdict in report.verdicts if not verdict.passed]
    assert failing == ["log-uniform", "seed"]


def test_draws_from_a_generator_without_a_seed_are_named():
    generator = np.random.default_rng()
    report = draws(lambda rng, low, high, n: low * (high / low) ** generator.random(n))
    assert report.hint_ids == ("never-the-same-draws",)
    assert report.score == 4


def test_every_exercise_of_the_notebook_is_there():
    points = [each.points for each in EXERCISES.values() if each.notebook == "10_search"]
    assert sum(points) == 26
