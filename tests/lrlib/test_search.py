"""Searches spend their budget as promised, and never believe a loss that is not finite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrlib import coarse_to_fine, grid_search, random_search, successive_halving
from lrlib.search import on_border


def valley(lr):
    """A smooth U on the log scale with its minimum at 0.03; above 1 everything diverges."""
    return (np.log10(lr) - np.log10(0.03)) ** 2 if lr < 1 else np.nan


def test_grid_visits_a_constant_ratio_once_each_in_rising_order():
    calls = []
    search = grid_search(lambda lr: calls.append(lr) or valley(lr), 1e-4, 10.0, 6)
    np.testing.assert_allclose(calls, [1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0])
    assert search.best == pytest.approx(0.01)  # half a decade from 0.03 on either side: 0.48, 0.52
    assert np.isnan(search.losses[-1]) and search.steps.tolist() == [1] * 6


def test_random_draws_are_log_uniform_and_belong_to_their_seed():
    search = random_search(valley, 1e-4, 1.0, 4000, seed=3)
    share = [(search.rates < limit).mean() for limit in (1e-3, 1e-2, 1e-1)]
    np.testing.assert_allclose(share, [0.25, 0.5, 0.75], atol=0.03)  # 4 sigma of 4000 draws
    assert search.rates.min() >= 1e-4 and search.rates.max() <= 1.0
    assert search.best == search.rates[np.nanargmin(search.losses)]
    again, other = random_search(valley, 1e-4, 1.0, 9, 3), random_search(valley, 1e-4, 1.0, 9, 4)
    assert np.array_equal(again.rates, search.rates[:9])
    assert not np.array_equal(again.rates, other.rates)


def test_coarse_to_fine_comes_closer_every_round():
    errors = [
        abs(np.log(coarse_to_fine(valley, 1e-4, 1.0, 5, rounds=rounds).best / 0.03))
        for rounds in (1, 2, 3, 4)
    ]
    assert errors[1] < errors[0] and errors[3] < 0.1
    assert len(coarse_to_fine(valley, 1e-4, 1.0, 5, rounds=3).rates) == 15


@given(st.floats(1e-3, 0.1), st.integers(3, 9))
def test_coarse_to_fine_tries_no_rate_twice(low, count):
    rates = coarse_to_fine(valley, low, 100 * low, count, rounds=3).rates
    assert len(np.unique(rates.round(12))) > len(rates) - 3  # the middle of an odd grid may repeat


HALVING_count_eta_rounds = [
    (8, 2, [8, 4, 2]),
    (9, 3, [9, 3]),
    (5, 2, [5, 2]),
    (7, 10, [7]),
    (1, 2, []),
]


@pytest.mark.parametrize(("count", "eta", "rounds"), HALVING_count_eta_rounds)
def test_halving_keeps_the_best_part_and_multiplies_the_steps(count, eta, rounds):
    calls = []
    rates = np.geomspace(1e-4, 0.5, count)

    def evaluate(lr, steps):
        calls.append(steps)
        return valley(lr)

    search = successive_halving(evaluate, rates, 10, eta)
    assert calls == [10 * eta**k for k, left in enumerate(rounds) for _ in range(left)]
    assert search.steps.tolist() == calls
    assert search.best == min(rates, key=valley)


def test_halving_ranks_what_is_not_finite_last_and_ties_by_order():
    losses = {1.0: np.nan, 0.3: 2.0, 0.2: 2.0, 0.1: -np.inf}
    assert successive_halving(lambda lr, steps: losses[lr], [1.0, 0.3, 0.2, 0.1], 1, 4).best == 0.3
    assert successive_halving(lambda lr, steps: np.nan, [1.0, 0.3], 1).best == 1.0


def test_halving_breaks_a_late_tie_by_the_order_of_the_rates():
    late = {(0.1, 1): 2.0, (0.01, 1): 1.0, (1.0, 1): 9.0, (2.0, 1): 9.0}
    late |= {(0.1, 2): 0.5, (0.01, 2): 0.5}
    assert successive_halving(lambda lr, n: late[lr, n], [2.0, 1.0, 0.1, 0.01], 1).best == 0.1


def test_halving_judges_every_round_by_its_own_losses():
    """0.1 is ahead after few steps, 0.01 after many."""
    late = {(0.1, 1): 1.0, (0.01, 1): 2.0, (1.0, 1): 9.0, (2.0, 1): 9.0}
    late |= {(0.1, 2): 1.0, (0.01, 2): 0.5}
    assert successive_halving(lambda lr, n: late[lr, n], [2.0, 1.0, 0.1, 0.01], 1).best == 0.01


@pytest.mark.parametrize("search", [grid_search, random_search, coarse_to_fine])
def test_no_finite_loss_means_no_best_rate(search):
    assert np.isnan(search(lambda lr: np.inf, 1e-3, 1.0, 4).best)


@pytest.mark.parametrize("search", [grid_search, random_search, coarse_to_fine])
def test_ctrl_c_returns_the_best_so_far(search):
    calls = []

    def evaluate(lr):
        calls.append(lr)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return valley(lr)

    result = search(evaluate, 1e-3, 0.5, 6)
    assert len(result.rates) == 3 and result.best == min(calls[:3], key=valley)


BORDER_rates_losses_answer = [
    ([1, 2, 3], [3, 2, 1], True),
    ([1, 2, 3], [3, 1, 2], False),
    ([3, 1, 2], [1, 2, 3], True),
    ([3, 1, 2], [2, 3, 1], False),
    ([1, 2, 3], [np.nan, 1, 2], False),
    ([1, 2, 3], [np.nan] * 3, False),
]


@pytest.mark.parametrize(("rates", "losses", "answer"), BORDER_rates_losses_answer)
def test_best_on_the_border_is_noticed(rates, losses, answer):
    assert on_border(rates, losses) is answer


ERRORS_call_words = [
    (lambda: grid_search(valley, 1.0, 0.1, 5), ["grid_search", "low < high", "swap"]),
    (lambda: random_search(valley, 0.1, 1.0, 0), ["random_search", "count >= 1", "0"]),
    (lambda: coarse_to_fine(valley, 0.1, 1.0, 5, rounds=0), ["rounds >= 1", "0"]),
    (lambda: coarse_to_fine(valley, 0.1, 1.0, 1), ["count >= 2", "1"]),
    (lambda: grid_search(lambda lr: [lr, lr], 0.1, 1.0, 5), ["one number", "evaluate", "list"]),
    (lambda: grid_search(lambda lr: None, 0.1, 1.0, 5), ["one number", "NoneType"]),
    (lambda: grid_search(lambda lr: np.ones(2), 0.1, 1.0, 5), ["one number", "(2,)"]),
    (lambda: successive_halving(valley, [], 5), ["successive_halving", "rates > 0", "[]"]),
    (lambda: successive_halving(valley, [0.1, -1], 5), ["rates > 0", "-1"]),
    (lambda: successive_halving(valley, [0.1], 5, eta=1), ["eta >= 2", "1"]),
]


@pytest.mark.parametrize(("call", "words"), ERRORS_call_words)
def test_wrong_use_is_refused_with_rule_and_value(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)
