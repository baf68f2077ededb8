"""Curvature, stability, noise and step length against linear algebra and long simulations."""

import numpy as np
import pytest

from lrlib import sweep, train
from lrlib.measure import momentum_radius, noise_floor, power_iteration, sharpness, update_ratio
from lrlib.optimizers import heavy_ball, sgd
from lrlib.problems import bowl, mlp, noisy_bowl, rosenbrock

RNG = np.random.default_rng(0)


def test_power_iteration_finds_the_eigenvalue_of_largest_magnitude_with_its_sign():
    matrix = RNG.standard_normal((6, 6))
    matrix = matrix + matrix.T
    values = np.linalg.eigvalsh(matrix)
    wanted = values[np.argmax(np.abs(values))]
    found = power_iteration(lambda v: matrix @ v, RNG.standard_normal(6), 2000)
    assert found == pytest.approx(wanted, rel=1e-9)


def test_power_iteration_calls_steps_plus_one_times_and_stops_at_zero():
    calls = []
    power_iteration(lambda v: calls.append(1) or 2 * v, [1.0, 2.0], 7)
    assert len(calls) == 8
    assert power_iteration(lambda v: 0 * v, [1.0], 7) == 0.0


def test_sharpness_is_the_largest_eigenvalue_of_the_hessian():
    x, y = rosenbrock().theta0
    hessian = [[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200]]
    wanted = np.linalg.eigvalsh(hessian)[-1]
    assert sharpness(rosenbrock(), rosenbrock().theta0) == pytest.approx(wanted, rel=1e-6)


def test_sharpness_of_a_network_is_that_of_its_finite_difference_hessian():
    data = (RNG.standard_normal((30, 3)), RNG.integers(0, 2, 30))
    net = mlp((3, 4, 2), "tanh", data=data, batch_size=None)
    theta, h = net.theta0 + 0.1, 1e-5
    rows = [
        (net.grad(theta + h * e) - net.grad(theta - h * e)) / (2 * h) for e in np.eye(theta.size)
    ]
    wanted = np.linalg.eigvalsh((np.array(rows) + np.array(rows).T) / 2)
    found = sharpness(net, theta, steps=400)
    assert found == pytest.approx(wanted[np.argmax(np.abs(wanted))], rel=1e-5)


@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
def test_momentum_radius_is_that_of_the_iteration_matrix(mu):
    lrs = np.linspace(0.05, 5, 40)
    for lr, radius in zip(lrs, momentum_radius(lrs, mu, 1.0), strict=True):
        step = [[1 + mu - lr, -mu], [1, 0]]
        assert radius == pytest.approx(np.abs(np.linalg.eigvals(step)).max(), rel=1e-6, abs=1e-7)


def test_momentum_radius_is_one_at_the_limit_that_training_finds():
    for mu in (0.0, 0.5, 0.9):
        limit = 2 * (1 + mu)  # Polyak 1964
        assert momentum_radius(limit, mu, 1.0) == pytest.approx(1.0)
        result = sweep(bowl(1.0), heavy_ball(mu), [0.99 * limit, 1.01 * limit], 2000)
        assert result.loss[0, 0] < 1e-3 and not result.loss[1, 0] < 1


def test_noise_floor_is_where_a_long_run_hovers():
    problem = noisy_bowl([0.5, 2.0], noise=0.7)
    starts = np.zeros((20, 2))
    run = train(problem, sgd(), 0.3, 4000, theta0=starts)
    # every member sees the same noise, so this averages over time: about 2000 independent steps
    hovering = problem.loss(run.thetas[500:, 0]).mean()
    assert hovering == pytest.approx(noise_floor(0.3, [0.5, 2.0], 0.7), rel=0.1)


def test_update_ratio_handles_zero_lengths():
    zero, one = np.zeros(2), np.array([3.0, 4.0])
    assert update_ratio(one, one) == 0.0
    assert update_ratio(zero, zero) == 0.0
    assert update_ratio(zero, one) == np.inf
    assert update_ratio(np.stack([one, one]), np.stack([2 * one, one])).tolist() == [1.0, 0.0]


ERRORS_call_words = [
    (lambda: power_iteration(lambda v: v, [0.0, 0.0], 3), ["power_iteration", "other than zero"]),
    (lambda: noise_floor(3.0, 1.0), ["noise_floor", "< 2", "3.0"]),
]


@pytest.mark.parametrize(("call", "words"), ERRORS_call_words)
def test_wrong_use_is_refused_with_rule_and_value(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)
