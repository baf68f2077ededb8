"""One run and a whole population: the same bits, named axes, and outcomes instead of exceptions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrlib import from_step, sweep, train
from lrlib.layers import layerwise
from lrlib.optimizers import OPTIMIZERS, adam, heavy_ball, sgd
from lrlib.problems import bowl, catapult, linear_regression, mlp, noisy_bowl, rosenbrock, wavy
from lrlib.schedules import cosine_annealing, exponential_decay
from lrlib.types import Outcome, Run, Sweep

RNG = np.random.default_rng(0)
SMALL_DATA = (RNG.standard_normal((60, 4)), RNG.integers(0, 3, 60))
NET = mlp((4, 6, 3), data=SMALL_DATA, batch_size=8)
RATES = np.array([1e-3, 0.03, 0.4, 50.0])  # the last one diverges


def test_gradient_descent_on_a_bowl_is_a_power_of_one_factor():
    run = train(bowl(2.0), sgd(), 0.2, 10)
    np.testing.assert_allclose(run.thetas[:, 0], 0.6 ** np.arange(11), rtol=1e-14)
    np.testing.assert_allclose(run.losses, 0.36 ** np.arange(11), rtol=1e-14)
    assert run.lrs.tolist() == [0.2] * 10 and run.steps == 10


def test_shapes_are_time_first_members_in_the_middle():
    run = train(bowl([1.0, 2.0, 3.0]), sgd(), [[0.1, 0.2]], 5, theta0=np.ones((4, 1, 3)))
    assert run.thetas.shape == (6, 4, 2, 3)
    assert run.losses.shape == (6, 4, 2)
    assert run.lrs.shape == (5, 4, 2)
    assert run.outcome.shape == (4, 2)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("problem", [NET, noisy_bowl([1.0, 3.0]), linear_regression(batch_size=7)])
def test_member_of_a_sweep_is_bit_for_bit_the_run_alone(name, problem):
    optimizer = OPTIMIZERS[name]()
    result = sweep(problem, optimizer, RATES, 150, seeds=(0, 3, 5))
    for i, lr in enumerate(RATES):
        for j, seed in enumerate((0, 3, 5)):
            alone = train(problem, optimizer, lr, 150, seed=seed)
            assert np.array_equal(alone.losses, result.losses[:, i, j], equal_nan=True)
            assert np.array_equal(alone.thetas, result.thetas[:, i, j], equal_nan=True)
            assert alone.outcome == result.outcome[i, j]


@pytest.mark.parametrize("size", [1, 2, 5, 17, 40])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_bits_do_not_depend_on_the_size_of_the_population(size, dtype, monkeypatch):
    problem = mlp((4, 70, 3), data=SMALL_DATA, batch_size=7, dtype=dtype)
    wanted = train(problem, adam(), 0.03, 60)
    for tile, block in ((64, 32_768), (3, 500)):
        monkeypatch.setattr("lrlib.training.TILE", tile)
        monkeypatch.setattr("lrlib.training.SMALL", 0)
        monkeypatch.setattr("lrlib.engine.BLOCK", block)
        rates = np.full(size, 0.1)
        rates[size // 2] = 0.03
        result = sweep(problem, adam(), rates, 60)
        assert result.theta.dtype == dtype
        assert np.array_equal(result.losses[:, size // 2, 0], wanted.losses)
        assert np.array_equal(result.theta[size // 2, 0], wanted.theta)


def test_hyper_parameters_are_axes_and_their_members_too_equal_the_run_alone():
    axes = {"beta1": [0.0, 0.5, 0.9], "eps": [1e-8, 1e-2]}
    result = sweep(NET, adam, [0.01, 0.1], 40, seeds=(1, 2), axes=axes)
    assert list(result.axes) == ["lr", "beta1", "eps", "seed"]
    assert result.loss.shape == (2, 3, 2, 2)
    alone = train(NET, adam(beta1=0.5, eps=1e-2), 0.1, 40, seed=2)
    assert np.array_equal(result.losses[:, 1, 1, 1, 1], alone.losses)


def test_schedule_of_a_sweep_gets_the_rates_and_equals_the_run_alone():
    result = sweep(NET, sgd(), [0.1, 0.5], 30, schedule=lambda peak: cosine_annealing(peak, 30))
    alone = train(NET, sgd(), cosine_annealing(0.5, 30), 30)
    assert np.array_equal(result.losses[:, 1, 0], alone.losses)
    np.testing.assert_array_equal(result.lrs[:, 1, 0], alone.lrs)


def test_best_names_the_values_and_over_seeds_takes_the_median():
    result = sweep(bowl([1.0]), heavy_ball, [0.1, 1.0], 20, axes={"mu": [0.0, 0.5]})
    assert result.best() == {"lr": 1.0, "mu": 0.0, "seed": 0}
    table = np.array([[[1.0, 3.0, np.nan], [2.0, np.nan, np.nan]]])
    named = {"lr": np.array([0.1]), "mu": np.zeros(2), "seed": np.arange(3)}
    fake = Sweep(table, table[None], table, None, axes=named)
    assert fake.over_seeds().tolist() == [[3.0, np.inf]]


def test_same_seed_same_run_and_another_seed_another_run():
    first, again, other = (train(NET, sgd(), 0.1, 20, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(first.thetas, again.thetas)
    assert not np.array_equal(first.thetas[0], other.thetas[0])
    noise = [train(noisy_bowl(), sgd(), 0.1, 20, seed=seed).thetas for seed in (4, 4, 5)]
    assert np.array_equal(noise[0], noise[1]) and not np.array_equal(noise[0], noise[2])


OUTCOMES_problem_lr_steps = [
    (bowl(1.0), 0.5, 100, Outcome.CONVERGED),
    (bowl(1.0), 1e-3, 100, Outcome.RUNNING),
    (bowl(1.0), 2.0, 100, Outcome.RUNNING),  # bounces for ever at exactly 2 / curvature
    (bowl(1.0), 2.2, 50, Outcome.DIVERGED),  # still finite, but a thousand times up
    (bowl(1.0), 2.05, 20, Outcome.RUNNING),  # 1.05^40: seven times up is not yet lost
    (bowl(1.0), 2.05, 30, Outcome.DIVERGED),  # 1.05^60: nineteen times up is
    (bowl(1.0), 1e6, 200, Outcome.DIVERGED),  # overflows
    (rosenbrock(), 0.1, 50, Outcome.DIVERGED),
    (wavy(), 0.05, 300, Outcome.CONVERGED),
    (bowl(1.0), -0.1, 100, Outcome.DIVERGED),  # climbs
]


@pytest.mark.parametrize(("problem", "lr", "steps", "outcome"), OUTCOMES_problem_lr_steps)
def test_outcome_says_how_the_run_ended(problem, lr, steps, outcome):
    run = train(problem, sgd(), lr, steps)
    assert run.outcome is outcome


def test_catapult_that_rises_and_settles_has_not_diverged():
    problem = catapult(512)
    curvature = (problem.theta0**2).sum() / 512
    run = train(problem, sgd(), 3.0 / curvature, 300)
    assert run.losses.max() > 10 * run.losses[0]  # Lewkowycz et al. 2020: between 2 and 4
    assert run.outcome is Outcome.CONVERGED
    assert (run.theta**2).sum() / 512 < curvature  # and it ends at a flatter place


def test_diverged_member_stays_nan_and_its_neighbours_do_not_notice():
    result = sweep(NET, sgd(), [0.1, 1e200, 0.2], 30)
    lost = result.outcome[:, 0] == Outcome.DIVERGED
    assert lost.tolist() == [False, True, False]
    first_bad = int(np.argmin(np.isfinite(result.losses[:, 1, 0])))
    assert not np.isfinite(result.losses[first_bad:, 1, 0]).any()
    assert np.isnan(result.theta[1, 0]).all()
    assert np.array_equal(result.theta[2, 0], train(NET, sgd(), 0.2, 30).theta)


def test_training_stops_early_when_everything_has_diverged():
    calls = []

    def counted(theta, batch):
        calls.append(1)
        return NET.loss_and_grad(theta, batch)

    run = train(replace(NET, loss_and_grad=counted), sgd(), 1e200, 10_000)
    assert len(calls) < 20
    assert run.losses.shape == (10_001,) and np.isnan(run.losses[-1])


def interrupted_at(call, problem):
    """The problem, but the user presses Ctrl-C in the given gradient evaluation."""
    calls = []

    def loss_and_grad(theta, batch):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return problem.loss(theta, batch), problem.grad(theta, batch)

    return replace(problem, loss_and_grad=loss_and_grad)


def test_ctrl_c_returns_the_steps_that_were_made():
    run = train(interrupted_at(8, bowl(2.0)), sgd(), 0.2, 100)
    assert run.outcome is Outcome.INTERRUPTED
    assert run.steps == 7 and run.thetas.shape == (8, 1)
    np.testing.assert_allclose(run.theta, 0.6**7, rtol=1e-14)


def test_ctrl_c_in_a_sweep_keeps_the_finished_members(monkeypatch):
    monkeypatch.setattr("lrlib.training.TILE", 2)
    monkeypatch.setattr("lrlib.training.SMALL", 0)
    rates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    result = sweep(interrupted_at(15, bowl(2.0)), sgd(), rates, 10)
    assert (result.outcome[:2] != Outcome.INTERRUPTED).all()
    assert (result.outcome[2:] == Outcome.INTERRUPTED).all()
    assert np.isfinite(result.losses[:, :2]).all()
    assert np.isfinite(result.losses[:4, 2:4]).all() and np.isnan(result.losses[6:, 2:4]).all()
    assert np.isnan(result.losses[:, 4:]).all()  # never begun


def test_path_of_a_large_problem_is_start_and_end_unless_asked_for():
    start_and_end = train(mlp(), sgd(), 0.1, 5)
    whole = train(mlp(), sgd(), 0.1, 5, keep_path=True)
    assert start_and_end.thetas.shape == (2, 4810) and whole.thetas.shape == (6, 4810)
    assert np.array_equal(start_and_end.thetas, whole.thetas[[0, -1]])


def test_last_loss_is_that_of_the_last_point_on_the_whole_data():
    run = train(NET, sgd(), 0.1, 12)
    assert run.loss == NET.loss(run.theta)


def test_layerwise_rates_are_separate_runs_when_the_layers_do_not_interact():
    problem = replace(bowl([1.0, 1.0, 3.0]), groups={"head": slice(2, 3)})
    both = train(problem, layerwise(sgd(), problem, head=0.5), 0.4, 10)
    np.testing.assert_array_equal(
        both.thetas[:, :2], train(bowl([1.0, 1.0]), sgd(), 0.4, 10).thetas
    )
    np.testing.assert_array_equal(both.thetas[:, 2:], train(bowl([3.0]), sgd(), 0.2, 10).thetas)


def test_layerwise_factors_can_be_axes_of_a_sweep():
    axes = {"layer1": [0.0, 1.0], "layer2": [0.1, 1.0]}
    result = sweep(NET, lambda **factors: layerwise(adam(), NET, **factors), [0.01], 30, axes=axes)
    frozen = result.thetas[:, 0, 0, 1, 0, NET.groups["layer1"]]
    assert np.array_equal(frozen[0], frozen[-1])
    plain = train(NET, adam(), 0.01, 30)
    assert np.array_equal(result.losses[:, 0, 1, 1, 0], plain.losses)


@given(lr=st.floats(1e-3, 0.9), scale=st.sampled_from([2.0**-3, 2.0**5]))
def test_scaling_the_loss_is_scaling_the_rate(lr, scale):
    """Powers of two are exact, so the two runs agree to the last bit."""
    scaled = train(bowl([scale, 2 * scale]), sgd(), lr / scale, 20)
    assert np.array_equal(scaled.thetas, train(bowl([1.0, 2.0]), sgd(), lr, 20).thetas)


@given(base=st.floats(0.01, 1))
def test_schedule_of_factor_one_is_the_constant_rate(base):
    constant = train(bowl([1.0, 0.3]), sgd(), base, 15)
    scheduled = train(bowl([1.0, 0.3]), sgd(), exponential_decay(base, 1.0), 15)
    assert np.array_equal(constant.thetas, scheduled.thetas)


def test_students_function_trains_in_the_same_loop():
    def sgd_step(theta, grad, lr):
        return theta - lr * grad

    ours, theirs = train(NET, sgd(), RATES[:3], 20), train(NET, from_step(sgd_step), RATES[:3], 20)
    assert np.array_equal(ours.theta, theirs.theta)


def test_progress_bar_appears_after_a_second_where_somebody_watches(monkeypatch, capsys):
    monkeypatch.setattr("lrlib.progress_bar._is_watched", lambda: True)
    train(bowl(1.0), sgd(), 0.1, 10)
    assert capsys.readouterr().out == ""
    monkeypatch.setattr("lrlib.progress_bar.PATIENCE", 0.0)
    train(bowl(1.0), sgd(), 0.1, 10)
    shown = capsys.readouterr().out
    assert "training [" in shown and "s left" in shown
    assert shown.endswith("\r")  # wiped afterwards


def nan_at_7(step):
    return np.nan if step == 7 else 0.1


BAD = replace(bowl([1.0, 2.0]), loss=lambda theta, batch=None: theta)
BAD_GRAD = replace(bowl([1.0, 2.0]), grad=lambda theta, batch=None: theta[..., :1])
ERRORS_call_words = [
    (lambda: train(bowl(1.0), sgd(), 0.1, 0), ["train", "steps", ">= 1", "0"]),
    (lambda: train(bowl(1.0), sgd(), 0.1, 2.5), ["steps", "2.5"]),
    (lambda: train(bowl(1.0), sgd(), np.nan, 5), ["train", "finite", "nan", "step 0"]),
    (lambda: train(bowl(1.0), sgd(), nan_at_7, 9), ["finite", "nan", "step 7"]),
    (lambda: train(bowl(1.0), sgd(), 0.1, 5, theta0=[1.0, 2.0]), ["theta0", "(..., 1)", "(2,)"]),
    (lambda: train(bowl(1.0), sgd(), [0.1, 0.2], 5, theta0=np.ones((3, 1))), ["(3,)", "(2,)"]),
    (lambda: train(BAD, sgd(), 0.1, 5), ["loss of bowl", "one number", "(2,)", "last axis"]),
    (lambda: train(BAD_GRAD, sgd(), 0.1, 5), ["gradient of bowl", "(2,)", "(1,)"]),
    (lambda: sweep(bowl(1.0), heavy_ball, [0.1], 5), ["sweep", "Optimizer", "axes"]),
    (lambda: sweep(bowl(1.0), sgd(), [0.1], 5, axes={"mu": [0.9]}), ["factory", "axes"]),
    (lambda: sweep(bowl(1.0), sgd(), [], 5), ["sweep", "lr", "(0,)"]),
    (lambda: sweep(bowl(1.0), sgd(), [0.1, np.inf], 5), ["finite", "inf"]),
    (lambda: layerwise(sgd(), NET, head=2.0), ["layerwise", "layer1, layer2", "head"]),
]


@pytest.mark.parametrize(("call", "words"), ERRORS_call_words)
def test_wrong_use_is_refused_with_rule_and_value(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_optimizer_that_changes_the_shape_is_refused():
    population = heavy_ball(mu=np.array([0.1, 0.9]))
    with pytest.raises(ValueError, match=r"shape of theta, \(1, 1\), got \(2, 1\); .*sweep"):
        train(bowl(1.0), population, [0.1], 5)


def test_run_is_plain_data():
    run = train(bowl(1.0), sgd(), 0.1, 3)
    assert isinstance(run, Run)
    with pytest.raises(AttributeError):
        run.losses = None
