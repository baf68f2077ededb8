"""A hunt tells a test that catches the bug from one that does not; every hunt can be won."""

import numpy as np
import pytest

from lrlib.schedules import SCHEDULES
from lrlib.widgets.hunt import BUGS, hunt


def logspace_bug(low, high, count):
    return np.logspace(low, high, count)


def aliases(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    history = [theta]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        history.append(theta)
    return np.array(history)


def frozen_clock(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    m, v, path = 0 * theta, 0 * theta, [theta]
    for _ in range(steps):
        grad = grad_fn(theta)
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        theta = theta - lr * (m / 0.1) / (np.sqrt(v / 0.001) + 1e-8)
        path.append(theta)
    return np.array(path)


def grid_test(grid):
    rates = grid(1e-5, 1.0, 6)
    return np.isclose(rates[0], 1e-5) and np.isclose(rates[-1], 1.0)


def history_test(descend):
    history = descend(lambda x: 2 * x, np.array([1.0]), 0.25, 2)
    assert history[:, 0].tolist() == [1.0, 0.5, 0.25]


def clock_test(path):
    points = path(lambda theta: np.ones_like(theta), np.array([0.0]), 0.1, 3)
    return np.allclose(np.diff(points[:, 0]), -0.1)


def cosine_as_a_wave(step, base, total, low=0.0):
    return low + (base - low) * (1 + np.cos(np.pi * step / total)) / 2


def clamp_test(anneal):
    return np.allclose([anneal(step, 1.0, 10, 0.1) for step in (5, 10, 13)], [0.55, 0.1, 0.1])


def cycle_stepped_per_epoch(peak, epochs, batches):
    schedule = SCHEDULES["one_cycle"](peak, epochs * batches)
    return [schedule(epoch) for epoch in range(epochs) for _ in range(batches)]


def peak_test(rates_of):
    rates = rates_of(0.4, 5, 10)
    return len(rates) == 50 and np.isclose(max(rates), 0.4) and rates[-1] < 1e-5


def rate_in_the_sum(grad_fn, theta0, lr, steps):
    theta = np.array(theta0, dtype=float)
    accum, path = np.zeros_like(theta), [theta]
    for _ in range(steps):
        update = lr * grad_fn(theta)
        accum = accum + update**2
        theta = theta - update / (np.sqrt(accum) + 1e-8)
        path.append(theta)
    return np.array(path)


def double_rate_test(path):
    once = path(lambda theta: 2 * theta, np.array([5.0]), 0.1, 1)
    twice = path(lambda theta: 2 * theta, np.array([5.0]), 0.2, 1)
    return np.allclose(np.diff(twice, axis=0), 2 * np.diff(once, axis=0))


def not_a_number_test(is_lost):
    return is_lost([1.0, float("nan")]) is True and is_lost([1.0, 0.5]) is False


def blind_to_nan(losses, factor=10.0):
    return any(loss > factor * losses[0] for loss in losses)


def argmin_of_nan(rates, losses):
    return rates[np.argmin(np.gradient(losses, np.log(rates)))]


def broken_end_test(steepest):
    rates = np.array([0.001, 0.01, 0.1, 1.0, 10.0])
    return steepest(rates, np.array([2.3, 2.2, 1.0, 0.95, np.nan])) == 0.01


def bounded_above_test(diverges):
    return diverges(np.cos, 1.0, -0.1) is False and diverges(lambda x: 2 * x, 1.0, -0.1) is True


def proved_to_diverge(grad_fn, theta0, lr, steps=1000):
    return lr < 0 or bool(abs(theta0 * (1 - lr) ** steps) > 1e6)


def equal_factor_test(rates_of):
    rates = np.asarray(rates_of(1.0, 0.5, 4))
    return np.allclose(rates[:-1] / rates[1:], 0.5) and rates[-1] == 1.0


def decay_counted_for_a_layer_too_many(base, decay, layers):
    return np.array([*(base * decay ** (layers - i) for i in range(layers - 1)), base])


def mean_of_all_so_far(batch_losses):
    return np.cumsum(batch_losses) / np.arange(1, len(batch_losses) + 1)


def last_loss_test(reported):
    return reported([1.0, 1.0, 10.0])[-1] == 10.0


WINNERS_name_test_wrong = [
    ("mean_of_all_batches", last_loss_test, mean_of_all_so_far),
    ("decay_off_by_one", equal_factor_test, decay_counted_for_a_layer_too_many),
    ("not_a_number", not_a_number_test, blind_to_nan),
    ("nan_is_the_steepest", broken_end_test, argmin_of_nan),
    ("negative_rate", bounded_above_test, proved_to_diverge),
    ("rate_inside_the_sum", double_rate_test, rate_in_the_sum),
    ("cosine_without_clamp", clamp_test, cosine_as_a_wave),
    ("one_cycle_per_epoch", peak_test, cycle_stepped_per_epoch),
    ("log_grid", grid_test, logspace_bug),
    ("history_of_aliases", history_test, aliases),
    ("clock_that_stands_still", clock_test, frozen_clock),
]


@pytest.mark.parametrize(("name", "test", "wrong"), WINNERS_name_test_wrong)
def test_every_hunt_can_be_won(name, test, wrong):
    text = hunt(name, test, wrong=wrong).text
    assert text.startswith("Caught")
    assert BUGS[name].story in text


CASES_test_words = [
    (lambda grid: True, "The bug got away"),
    (lambda grid: None, "The bug got away"),
    (lambda grid: False, "Too strict"),
    (lambda grid: grid(1e-5, 1.0, 3)[0] == 10**1e-5, "The wrong way round"),
    (lambda grid: grid.nothing, "Too strict: your test refuses the right code as well (Attribute"),
]


@pytest.mark.parametrize(("test", "words"), CASES_test_words)
def test_a_test_that_misses_is_told_how(test, words):
    assert hunt("log_grid", test, wrong=logspace_bug).text.startswith(words)


def test_an_unknown_hunt_is_named():
    with pytest.raises(ValueError, match="clock_that_stands_still"):
        hunt("no_such_bug", bool, wrong=bool)
