"""The finder bench: its forty tests are forty range tests, and its sentence says what is there."""

import numpy as np
import pytest

import lrlib
from lrlib.finder import SUGGESTIONS, smooth, stepper
from lrlib.training import sweep
from lrlib.widgets import finder_bench
from lrlib.widgets.finder_bench import EXPLORER, LENGTHS, SMOOTHING, TASKS, scene

SEEDS = np.array(EXPLORER.controls[0].values)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("seed", [0, 1, 39])
def test_each_of_the_forty_is_the_range_test_of_its_seed(task, seed):
    chosen = TASKS[task]
    functions = stepper(chosen.problem(), chosen.optimizer, seed=seed)
    alone = lrlib.range_test(*functions, chosen.low, chosen.high, 50)
    together = finder_bench.range_tests(task, 50)[seed]
    assert len(together.losses) == len(alone.losses)
    np.testing.assert_allclose(together.rates, alone.rates, rtol=1e-12)
    # high rates amplify rounding errors, so not to the last digit
    np.testing.assert_allclose(together.losses, alone.losses, rtol=1e-6)


CASES_losses_kept = [
    ([3.0, 2.0, 1.0], 3),
    ([3.0, 1.0, 4.1, 1.0], 2),
    ([3.0, 1.0, 3.9, 4.1], 3),
    ([3.0, np.nan, 1.0], 1),
    ([np.inf, 1.0], 0),
]


@pytest.mark.parametrize(("losses", "kept"), CASES_losses_kept)
def test_a_test_ends_before_its_first_blow_up(losses, kept):
    assert finder_bench._end(np.array(losses)) == kept


def test_between_the_points_of_the_sweep_the_loss_follows_a_straight_line():
    rates, losses = finder_bench.swept("curved classes, SGD")
    assert finder_bench.loss_there("curved classes, SGD", rates[3]) == pytest.approx(losses[3])
    middle = finder_bench.loss_there("curved classes, SGD", np.sqrt(rates[3] * rates[4]))
    assert middle == pytest.approx(np.sqrt(losses[3] * losses[4]))


@pytest.mark.parametrize("task", TASKS)
def test_the_best_rate_lies_inside_the_sweep(task):
    rates, _ = finder_bench.swept(task)
    assert rates[0] < finder_bench.best_rate(task) < rates[-1]


def test_a_given_start_is_the_start_of_every_test():
    problem = TASKS["curved classes, SGD"].problem()
    sgd = lrlib.OPTIMIZERS["sgd"]()
    theta = sweep(problem, sgd, [0.5], 100).theta[0, 0]
    tests = finder_bench.population_of_tests(problem, sgd, 1e-9, 1e-8, 300, seeds=2, theta0=theta)
    for test in tests:  # rates too small to move: the losses are those of the start
        assert np.mean(test.losses) == pytest.approx(problem.loss(theta), rel=0.05)


def test_a_curve_that_has_hardly_begun_suggests_nothing():
    test = lrlib.finder.RangeTest(np.geomspace(1, 2, 5), np.ones(5))
    assert np.isnan(finder_bench.suggestion(test, 0.9, "steepest"))


@pytest.mark.parametrize("rule", SUGGESTIONS)
def test_the_diamond_stands_at_what_the_rule_says_of_the_smoothed_curve(rule):
    view = scene(SEEDS, "curved classes, SGD", 100, "0.9", rule, "hidden")
    test = finder_bench.range_tests("curved classes, SGD", 100)[6]
    expected = SUGGESTIONS[rule](test.rates, smooth(test.losses, 0.9))
    assert view.marks[4].xy[6, 0, 0] == pytest.approx(expected)
    assert view.sentences[6].startswith("Seed 7: ")
    assert lrlib.widgets.scene.number_text(expected) in view.sentences[6]


def test_the_sweep_is_not_given_away_before_it_is_shown():
    hidden = scene(SEEDS, "curved classes, SGD", 100, "0.9", "min", "hidden")
    shown = scene(SEEDS, "curved classes, SGD", 100, "0.9", "min", "shown")
    labels = ["sweep: loss after 300 steps", "best rate of the sweep"]
    assert [mark.label for mark in shown.marks[:2]] == labels
    assert all(np.isfinite(mark.xy).all() for mark in shown.marks[:2])
    assert all(np.isnan(mark.xy).all() for mark in hidden.marks[:2])
    assert not any("best rate" in said for said in hidden.sentences)
    assert all("best rate is" in said for said in shown.sentences)


def test_a_suggestion_below_all_rates_of_the_sweep_is_not_given_a_loss_of_its_own():
    task = "curved classes, SGD"
    found = finder_bench.suggestions(task, 100, 0.9, "steepest")
    said = scene(SEEDS, task, 100, "0.9", "steepest", "shown").sentences
    below = found < TASKS[task].grid[0]
    assert 0 < below.sum() < len(below)
    assert ["above the suggestion" in one for one in said] == below.tolist()


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("smoothing", SMOOTHING)
def test_every_state_has_a_sentence_and_a_finite_table(count, smoothing):
    view = scene(SEEDS, "curved classes, SGD", count, smoothing, "valley", "hidden")
    assert all(view.sentences)
    assert view.numbers.shape == (len(SEEDS), len(SUGGESTIONS), 4)
    assert np.isfinite(view.numbers).all()
