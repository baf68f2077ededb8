"""Schedules are pure functions of the step with the course's formulas."""

from math import cos, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrlib.schedules import (
    SCHEDULES,
    constant,
    cosine_annealing,
    cosine_restarts,
    exponential_decay,
    join,
    linear_warmup,
    multi_step_decay,
    one_cycle,
    plateau_start,
    plateau_update,
    step_decay,
    warmup_cosine,
    warmup_then,
    wsd,
)

OPTIONS = {
    "constant": {},
    "step_decay": {"drop": 0.5, "every": 7},
    "multi_step_decay": {"drop": 0.1, "milestones": [3, 20]},
    "exponential_decay": {"gamma": 0.9},
    "inverse_time_decay": {"k": 0.3},
    "polynomial_decay": {"total": 31, "power": 2},
    "linear_decay": {"total": 31},
    "cosine_annealing": {"total": 31, "low": 0.001},
    "linear_warmup": {"warmup": 5},
    "warmup_cosine": {"warmup": 5, "total": 31},
    "cosine_restarts": {"period": 4, "mult": 2},
    "one_cycle": {"total": 31},
    "cyclical": {"half_period": 6, "low": 0.001},
    "wsd": {"warmup": 5, "stable": 10, "decay": 8},
}


def make(name, base):
    return SCHEDULES[name](base, **OPTIONS[name])


def test_every_schedule_has_options_here():
    assert set(OPTIONS) == set(SCHEDULES)


@pytest.mark.parametrize("name", SCHEDULES)
def test_asked_twice_and_backwards_it_answers_the_same(name):
    schedule = make(name, 0.3)
    forwards = [schedule(step) for step in range(60)]
    assert [schedule(step) for step in reversed(range(60))] == forwards[::-1]
    assert [schedule(step) for step in range(60)] == forwards


@pytest.mark.parametrize("name", SCHEDULES)
def test_rates_are_plain_finite_and_never_negative_far_past_the_end(name):
    schedule = make(name, 0.3)
    for step in [*range(200), 10_000]:
        assert isinstance(schedule(step), float)
        assert 0 <= schedule(step) <= 0.3 * (1 + 1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_array_of_rates_gives_each_member_its_own_schedule(name):
    bases = np.array([0.3, 0.02, 5.0])
    together = make(name, bases)
    for step in range(40):
        alone = [make(name, float(base))(step) for base in bases]
        assert np.array_equal(together(step), alone)


@given(
    st.sampled_from(sorted(set(SCHEDULES) - {"cyclical", "cosine_annealing"})), st.integers(0, 60)
)
def test_scaling_the_base_scales_the_schedule(name, step):
    assert make(name, 0.5)(step) == 4 * make(name, 0.125)(step)  # powers of two are exact


CASES_schedule_step_lr = [  # the formulas of the course, by hand
    (step_decay(0.8, 0.5, 10), 9, 0.8),
    (step_decay(0.8, 0.5, 10), 30, 0.1),
    (exponential_decay(2.0, 0.5), 3, 0.25),
    (multi_step_decay(1.0, 0.1, [2, 2]), 2, 0.01),
    (cosine_annealing(0.4, 10), 10, 0.0),
    (cosine_annealing(0.4, 10), 11, 0.0),
    (cosine_annealing(0.4, 10, low=0.1), 3, 0.1 + 0.3 * (1 + cos(0.3 * pi)) / 2),
    (warmup_cosine(0.4, 4, 10), 0, 0.1),
    (warmup_cosine(0.4, 4, 10), 3, 0.4),
    (warmup_cosine(0.4, 4, 10), 4, 0.4),
    (warmup_cosine(0.4, 4, 10), 7, 0.2),
    (warmup_cosine(0.4, 4, 10), 10, 0.0),
    (warmup_cosine(0.4, 0, 10), 0, 0.4),
    (cosine_restarts(0.4, 10, mult=3), 1210, 0.4),  # where PyTorch's closed form is wrong
    (cosine_restarts(0.4, 10, mult=3), 39, 0.4 * (1 + cos(pi * 29 / 30)) / 2),
    (cosine_restarts(0.4, 10), 10, 0.4),
    (one_cycle(1.0, 101, pct_start=51 / 101), 0, 1 / 25),
    (one_cycle(1.0, 101, pct_start=51 / 101), 50, 1.0),
    (one_cycle(1.0, 101, pct_start=51 / 101), 100, 1 / 25e4),
    (one_cycle(1.0, 101, pct_start=51 / 101), 999, 1 / 25e4),
    (wsd(0.4, 4, 3, 4), 1, 0.2),
    (wsd(0.4, 4, 3, 4), 6, 0.4),
    (wsd(0.4, 4, 3, 4), 7, 0.3),
    (wsd(0.4, 4, 3, 4, low=0.1), 10, 0.1),
    (wsd(0.4, 0, 0, 4), 0, 0.3),
    (linear_warmup(0.4, 4), 0, 0.1),
    (linear_warmup(0.4, 4, start=0.0), 0, 0.0),
]


@pytest.mark.parametrize(("schedule", "step", "lr"), CASES_schedule_step_lr)
def test_rate_is_that_of_the_formula(schedule, step, lr):
    assert schedule(step) == pytest.approx(lr, rel=1e-12, abs=1e-16)


def test_parts_have_their_own_clocks():
    parts = join((constant(1.0), 2), (exponential_decay(8.0, 0.5), 2), (constant(3.0), 1))
    assert [parts(step) for step in range(7)] == [1.0, 1.0, 8.0, 4.0, 3.0, 3.0, 3.0]


def test_warmup_goes_before_any_schedule():
    warm = warmup_then(join((constant(2.0), 1), (constant(1.0), 1)), 2)
    assert [warm(step) for step in range(5)] == [1.0, 2.0, 2.0, 1.0, 1.0]


def test_plateau_waits_more_than_patience_epochs_and_counts_ties_and_nan_as_bad():
    state, rates = plateau_start(1.0), []
    for loss in (3.0, 3.0, np.nan, 4.0, 2.0, 2.5, 2.5, 2.5, 2.5):
        state = plateau_update(state, loss, factor=0.5, patience=2)
        rates.append(float(state.lr))
    assert rates == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]


def test_plateau_of_a_population_is_the_plateau_of_each_member():
    rng = np.random.default_rng(0)
    losses = rng.random((50, 4)).round(1)
    together = plateau_start(np.array([1.0, 0.5, 0.1, 2.0]))
    alone = [plateau_start(lr) for lr in (1.0, 0.5, 0.1, 2.0)]
    for row in losses:
        together = plateau_update(together, row, factor=0.5, patience=1, cooldown=2)
        alone = [
            plateau_update(state, loss, factor=0.5, patience=1, cooldown=2)
            for state, loss in zip(alone, row, strict=True)
        ]
        for part in ("lr", "best", "bad"):
            assert np.array_equal(getattr(together, part), [getattr(s, part) for s in alone])


ERRORS_make_words = [
    (lambda: constant(-0.1), ["constant", ">= 0", "-0.1"]),
    (lambda: constant(np.nan), ["constant", "finite", "nan"]),
    (lambda: constant([0.1, np.inf]), ["constant", "finite", "inf"]),
    (lambda: step_decay(0.1, 0.5, 0), ["step_decay", "every >= 1", "0"]),
    (lambda: step_decay(0.1, 0.5, 2.5), ["step_decay", "whole", "2.5"]),
    (lambda: step_decay(0.1, 0.0, 2), ["step_decay", "drop > 0", "0.0"]),
    (lambda: multi_step_decay(0.1, 0.5, [5, 3]), ["rising milestones", "[5, 3]"]),
    (lambda: cosine_annealing(0.1, 0), ["cosine_annealing", "total >= 1", "0"]),
    (lambda: cosine_annealing(0.1, 10, low=-1), ["cosine_annealing", "low >= 0", "-1"]),
    (lambda: warmup_cosine(0.1, 10, 10), ["warmup_cosine", "warmup < total", "10 and 10"]),
    (lambda: one_cycle(0.1, 10, 0.1), ["one_cycle", "pct_start=0.1", "total=10", "more steps"]),
    (lambda: one_cycle(0.1, 10, 0.6, three_phase=True), ["one_cycle", "pct_start=0.6"]),
    (lambda: wsd(0.1, 3, 3, 0), ["wsd", "decay >= 1", "0"]),
    (lambda: join(), ["join", "at least one", "none"]),
    (lambda: plateau_start(-1), ["plateau_start", ">= 0", "-1"]),
    (lambda: plateau_update(plateau_start(1), 1, patience=-1), ["patience >= 0", "-1"]),
]


@pytest.mark.parametrize(("make_it", "words"), ERRORS_make_words)
def test_bad_input_is_refused_with_rule_and_value(make_it, words):
    with pytest.raises(ValueError) as caught:
        make_it()
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize("decay", [7, 49, 100, 230, 250])
@pytest.mark.parametrize("peak", [0.02, 0.1, 0.3])
def test_wsd_ends_on_its_lowest_rate_to_the_last_bit_and_never_below(peak, decay):
    for low in (0.0, 0.001):
        rates = [wsd(peak, 3, 4, decay, low)(step) for step in range(3 + 4 + decay + 2)]
        assert min(rates[3:]) == rates[-3] == rates[-1] == low
