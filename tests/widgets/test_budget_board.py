"""The board's exact surface, held against simulated runs, and its strategies against the budget."""

import numpy as np
import pytest

from lrlib.widgets import budget_board as board

A, B, C = board.PROBLEMS


@pytest.mark.parametrize(("rate", "knob"), [(0.01, 0.0), (0.004, 0.5), (0.0005, 0.9)])
def test_the_surface_is_the_mean_of_many_simulated_runs(rate, knob):
    rng, hidden = np.random.default_rng(3), board.PROBLEMS[A]
    h = hidden.curvature * np.geomspace(1 / hidden.spread, 1, board.DIRECTIONS)
    mu = float(board.momentum(np.asarray(knob)))
    x = np.ones((20_000, 1)) / np.sqrt(h)
    v = np.zeros_like(x)
    for _ in range(60):
        noise = np.sqrt(0.04 * hidden.curvature) * rng.standard_normal(x.shape)
        v = mu * v - rate * (h * x + noise)
        x = x + v
    seen = np.mean((h * x**2).sum(axis=1)) / board.DIRECTIONS
    assert board.loss(A, rate, knob, 60) == pytest.approx(seen, rel=0.02)  # 4 sigma of 20 000 runs


def test_a_rate_of_zero_stays_at_the_first_loss():
    np.testing.assert_allclose([board.loss(name, 0.0, 0.3) for name in board.PROBLEMS], 1.0)


def test_without_momentum_the_limit_is_two_over_the_curvature():
    limit = 2 / board.PROBLEMS[B].curvature
    assert board.loss(B, 0.98 * limit, 0.0, 5000) < 10
    assert board.loss(B, 1.02 * limit, 0.0, 5000) > 1e6


def test_the_second_knob_of_problem_c_does_nothing():
    knobs = np.linspace(0, 1, 5)
    assert np.ptp(board.loss(C, 4e-4, knobs)) == 0
    assert np.ptp(board.loss(A, 4e-4, knobs)) > 0.1


@pytest.mark.parametrize("strategy", board.STRATEGIES)
def test_every_strategy_spends_the_budget_and_no_more(strategy):
    trials, paid, _, _ = board.played(A, strategy, 1)
    assert trials.steps.sum() == board.BUDGET * board.FULL
    assert paid[-1] == board.BUDGET
    assert ((trials.rates >= board.LOW) & (trials.rates <= board.HIGH)).all()
    assert ((trials.knobs >= 0) & (trials.knobs <= 1)).all()


def test_halving_keeps_the_best_third_twice():
    trials, _, _, taken = board.played(B, "halving, from 81 at random", 2)
    assert [int((trials.steps == steps).sum()) for steps in (20, 60, 180)] == [81, 27, 9]
    first = board.loss(B, trials.rates[:81], trials.knobs[:81], 20)
    assert set(trials.rates[81:108]) == set(trials.rates[np.argsort(first)[:27]])
    last = board.loss(B, trials.rates[108:], trials.knobs[108:])
    assert taken[-1] == 108 + last.argmin()


@pytest.mark.parametrize("problem", board.PROBLEMS)
def test_on_a_linear_scale_nearly_all_runs_are_wasted(problem):
    found = [
        [board.answers(problem, name, draw)[-1] for draw in range(1, 7)]
        for name in ("27 at random", "27 at random, linear scale")
    ]
    assert np.median(found[1]) > 10 * np.median(found[0])


def test_an_idle_knob_costs_the_grid_and_not_chance():
    lowest = board.surface(C)[2].min()
    chance = [board.answers(C, "27 at random", draw)[-1] / lowest for draw in range(1, 31)]
    assert np.median(chance) < 1.2
    assert board.answers(C, "grid, 9 rates x 3", 1)[-1] / lowest > 1.5


def test_the_best_of_the_map_is_not_on_its_border():
    for problem in board.PROBLEMS:
        _, column = np.unravel_index(board.surface(problem)[2].argmin(), (27, 80))
        assert 5 < column < 74


CASES_spent_strategy_chart_words = [
    (1, "grid, 9 rates x 3", "hidden", "1 of 27 runs spent, 1 trial."),
    (9, "halving, from 81 at random", "hidden", "9 of 27 runs spent, 81 trials."),
    (27, "27 at random", "shown", "times the lowest of the map."),
]


@pytest.mark.parametrize(("spent", "strategy", "chart", "words"), CASES_spent_strategy_chart_words)
def test_the_sentence_says_what_was_spent_and_found(spent, strategy, chart, words):
    view = board.scene(np.array([spent]), strategy, A, chart, 1)
    assert words in view.sentences[0]


def test_a_hidden_map_gives_nothing_away():
    view = board.scene(np.arange(1, 28), "27 at random", A, "hidden", 1)
    assert not any("lowest" in said for said in view.sentences)
    (level,) = [mark for mark in view.marks if mark.label == "lowest of the map"]
    assert np.isnan(level.xy[0, :, 1]).all()


def test_every_row_has_a_sentence_and_the_same_table():
    for problem in board.PROBLEMS:
        view = board.scene(np.arange(1, 28), "27 at random", problem, "shown", 3)
        assert len(view.sentences) == 27
        assert view.numbers.shape == (27, len(board.LISTED), 1 + len(board.STRATEGIES))
