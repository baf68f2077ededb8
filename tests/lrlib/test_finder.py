"""The range test leaves the model untouched, stops in time, and its rules read the curve right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrlib import finder, range_test
from lrlib.finder import smooth, stepper
from lrlib.optimizers import adam, heavy_ball
from lrlib.problems import bowl, mlp


class Recorder:
    """A model with a scripted loss that writes down every call."""

    def __init__(self, losses):
        self.losses, self.calls = iter(losses), []

    def train_step(self, lr):
        self.calls.append(lr)
        return next(self.losses)

    def save(self):
        self.calls.append("save")
        return "snapshot"

    def restore(self, snapshot):
        self.calls.append(snapshot)

    def test(self, count=5, **options):
        return range_test(self.train_step, self.save, self.restore, 1e-3, 10.0, count, **options)


def test_rates_have_a_constant_ratio_and_the_model_is_saved_first_and_restored_last():
    model = Recorder([5.0, 4.0, 3.0, 2.0, 1.0])
    test = model.test()
    np.testing.assert_allclose(test.rates, [1e-3, 1e-2, 0.1, 1.0, 10.0])
    assert test.losses.tolist() == [5.0, 4.0, 3.0, 2.0, 1.0]
    assert model.calls[0] == "save" and model.calls[-1] == "snapshot" and len(model.calls) == 7


STOPS_losses_kept = [
    ([1.0, 0.5, 2.1, 0.1, 0.1], 2),  # 4 times the best before it
    ([1.0, 0.5, 2.0, 0.1, 0.1], 5),  # exactly 4 times is not above
    ([1.0, np.nan, 0.5, 0.5, 0.5], 1),
    ([1.0, 0.5, np.inf, 0.5, 0.5], 2),
    ([np.inf, 1.0, 1.0, 1.0, 1.0], 0),
    ([9.0, 8.0, 7.0, 6.0, 5.0], 5),
]


@pytest.mark.parametrize(("losses", "kept"), STOPS_losses_kept)
def test_it_stops_at_the_first_loss_that_is_out_of_bounds(losses, kept):
    model = Recorder(losses)
    test = model.test()
    assert test.losses.tolist() == losses[:kept] and len(test.rates) == kept
    assert model.calls[-1] == "snapshot"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_the_model_is_restored_whatever_happens(error):
    model = Recorder([1.0, 0.9])
    model.losses = iter(())

    def failing(lr):
        raise error("stop")

    model.train_step = failing
    if error is KeyboardInterrupt:
        assert len(model.test().losses) == 0
    else:
        with pytest.raises(error):
            model.test()
    assert model.calls == ["save", "snapshot"]


@pytest.mark.parametrize("problem", [bowl([1.0, 5.0]), mlp((64, 8, 10)), mlp((64, 600, 10))])
@pytest.mark.parametrize("optimizer", [heavy_ball(), adam()])
def test_a_problem_tested_twice_gives_the_same_until_batches_move_on(problem, optimizer):
    steps = stepper(problem, optimizer)
    before = steps.save()
    first = range_test(*steps, 1e-4, 1e-2, 8)
    after = steps.save()
    assert np.array_equal(before["theta"], after["theta"])
    for (_, was), (_, now) in zip(before["parts"], after["parts"], strict=True):
        assert all(np.array_equal(was[name], now[name]) for name in was)
    assert first.losses[0] == pytest.approx(float(problem.loss(problem.theta0)), rel=0.2)
    if problem.batches is None:
        again = range_test(*steps, 1e-4, 1e-2, 8)
        assert np.array_equal(first.losses, again.losses)


def test_on_a_bowl_the_loss_explodes_soon_after_two_over_the_curvature():
    test = range_test(*stepper(bowl(4.0), heavy_ball(0.0)), 1e-3, 100.0, 200)
    assert 0.5 < test.rates[-1] < 1.5  # 2 / 4, and a few steps to grow by a factor of 4


def test_smooth_is_the_weighted_mean_with_fading_weights():
    losses, beta = np.array([3.0, 1.0, 4.0, 1.0, 5.0]), 0.7
    for k in range(5):
        weights = beta ** np.arange(k, -1, -1)
        wanted = (weights * losses[: k + 1]).sum() / weights.sum()
        assert smooth(losses, beta)[k] == pytest.approx(wanted, rel=1e-13)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=20))
def test_smooth_with_beta_zero_changes_nothing(losses):
    assert smooth(losses, 0.0).tolist() == losses


RATES = np.geomspace(1e-4, 1.0, 41)


def test_steepest_is_where_the_curve_falls_fastest():
    losses = 1 / (1 + np.exp(4 * np.log(RATES / 0.01)))  # a step down with its middle at 0.01
    assert finder.suggest_steepest(RATES, losses) == pytest.approx(0.01)


def test_steepest_ignores_the_ends():
    losses = np.linspace(1, 0.9, 41)
    losses[:3], losses[20:] = [9.0, 5.0, 1.0], losses[20:] - 0.2
    losses[-1] = -50
    assert finder.suggest_steepest(RATES, losses) in (RATES[19], RATES[20])


def test_valley_is_two_thirds_down_the_longest_fall():
    losses = [5.0, 4.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.5, 0.6, 0.5]
    assert finder.suggest_valley(RATES[:11], losses) == RATES[2 + 2 * 6 // 3]


def test_valley_takes_the_first_of_equal_falls_and_never_a_flat_one():
    assert finder.suggest_valley([1, 2, 3, 4, 5, 6], [3, 2, 1, 3, 2, 1]) == 2
    assert finder.suggest_valley([1, 2, 3], [1, 1, 1]) == 1


def test_minimum_ignores_what_is_not_finite():
    rates, losses = [0.1, 1.0, 10.0, 100.0], [3.0, 2.0, np.nan, -np.inf]
    assert finder.suggest_min(rates, losses) == 1.0
    assert finder.suggest_min_over_10(rates, losses) == pytest.approx(0.1)
    assert np.isnan(finder.suggest_min(rates, [np.nan] * 4))


def run(low=1e-3, high=1.0, count=5, loss=1.0, **options):
    return range_test(
        lambda lr: loss, lambda: None, lambda saved: None, low, high, count, **options
    )


ERRORS_call_words = [
    (lambda: run(low=1.0, high=0.1), ["range_test", "low < high", "1.0 and 0.1", "swap"]),
    (lambda: run(low=0.0), ["0 < low", "0.0"]),
    (lambda: run(low=-1.0), ["0 < low", "-1.0"]),
    (lambda: run(high=np.nan), ["low < high", "nan"]),
    (lambda: run(count=1), ["count >= 2", "1"]),
    (lambda: run(stop_factor=1.0), ["stop_factor > 1", "1.0"]),
    (lambda: run(loss=np.ones(3)), ["one number", "train_step", "(3,)", "mean"]),
    (lambda: smooth([1.0], 1.0), ["smooth", "beta < 1", "1.0"]),
    (lambda: finder.suggest_steepest([1, 2], [1, 2]), ["suggest_steepest", "at least 10", "(2,)"]),
    (lambda: finder.suggest_min([], []), ["suggest_min", "at least 1", "(0,)"]),
    (lambda: finder.suggest_valley([1, 2, 3], [1, 2]), ["suggest_valley", "(3,)", "(2,)"]),
]


@pytest.mark.parametrize(("call", "words"), ERRORS_call_words)
def test_wrong_use_is_refused_with_rule_and_value(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.frameworks
def test_a_pytorch_model_is_tested_and_restored():
    torch = pytest.importorskip("torch", reason="torch is not installed; the protocol is tested")
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x = torch.randn(20, 3)

    def train_step(lr):
        optimizer.param_groups[0]["lr"] = lr
        optimizer.zero_grad()
        loss = (model(x) ** 2).mean()
        loss.backward()
        optimizer.step()
        return loss.detach()

    def save():
        return {name: value.clone() for name, value in model.state_dict().items()}

    before = save()
    test = range_test(train_step, save, model.load_state_dict, 1e-4, 100.0, 60)
    assert 5 < len(test.losses) < 60
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
