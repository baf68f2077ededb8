"""A textbook function becomes an Optimizer that gives what the function gives, stacked or not."""

from timeit import repeat

import numpy as np
import pytest

from lrlib import from_loss, from_step, sweep, train
from lrlib.optimizers import adagrad, adam, adamw, heavy_ball, rmsprop, sgd
from lrlib.problems import bowl

BOWL = bowl([1.0, 10.0, 30.0], theta0=[100.0, 10.0, 20.0])
RATES = np.array([1e-3, 0.01, 0.05])


def sgd_step(theta, grad, lr):
    return theta - lr * grad


def momentum_step(theta, grad, velocity, lr, mu):
    velocity = mu * velocity - lr * grad
    return theta + velocity, velocity


def adagrad_step(theta, grad, accum, lr, eps=1e-8):
    accum = accum + grad**2
    return theta - lr * grad / (np.sqrt(accum) + eps), accum


def rmsprop_step(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = rho * avg + (1 - rho) * grad**2
    return [theta - lr * grad / (np.sqrt(avg) + eps), avg]


def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - step, m, v


def adamw_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    theta = theta - lr * weight_decay * theta
    return adam_step(theta, grad, m, v, t, lr, beta1, beta2, eps)


CASES_step_hyper_ours = [
    (sgd_step, {}, sgd()),
    (momentum_step, {"mu": 0.8}, heavy_ball(0.8, lr_in_velocity=True)),
    (adagrad_step, {}, adagrad()),
    (rmsprop_step, {"rho": 0.95}, rmsprop(0.95)),
    (adam_step, {}, adam()),
    (adamw_step, {"weight_decay": 0.1}, adamw(weight_decay=0.1)),
]


@pytest.mark.parametrize(("step", "hyper", "ours"), CASES_step_hyper_ours)
def test_textbook_functions_of_the_course_follow_the_library(step, hyper, ours):
    run, wanted = train(BOWL, from_step(step, **hyper), RATES, 200), train(BOWL, ours, RATES, 200)
    # another order of the same operations, 200 steps
    np.testing.assert_allclose(run.thetas, wanted.thetas, rtol=0, atol=1e-12)


def clipped_step(theta, grad, lr):
    """The norm over everything: in a stack it would mix the members."""
    return theta - lr * grad / max(1.0, np.linalg.norm(grad))


def rarely_clipped_step(theta, grad, lr):
    """Clips only gradients longer than 100."""
    return theta - lr * grad * min(1.0, 100 / np.linalg.norm(grad))


def branching_step(theta, grad, lr):
    """An `if` on the rate cannot be answered for a stack."""
    return theta - lr * grad if lr < 0.02 else theta - 0.02 * grad


def dot_step(theta, grad, lr):
    return theta - lr * grad * np.dot(grad, grad) / (1 + np.dot(grad, grad))


def in_place_step(theta, grad, lr):
    """Changes what it is given; the library lends it copies."""
    theta -= lr * grad
    return theta


def counting_loops_step(theta, grad, lr):
    return np.array([theta[i] - lr * grad[i] for i in range(len(theta))])


@pytest.mark.parametrize(
    "step",
    [
        clipped_step,
        rarely_clipped_step,
        branching_step,
        dot_step,
        in_place_step,
        counting_loops_step,
    ]
    + [row[0] for row in CASES_step_hyper_ours if row[0] is not momentum_step],
)
def test_population_gives_the_bits_of_each_run_alone(step):
    optimizer = from_step(step)
    together = train(BOWL, optimizer, RATES, 50)
    for k, lr in enumerate(RATES):
        alone = train(BOWL, optimizer, lr, 50)
        assert np.array_equal(together.thetas[:, k], alone.thetas)
        theta, count = BOWL.theta0, 0  # and the same as calling the function by hand
        if step in (clipped_step, branching_step, dot_step):
            while count < 50:
                theta, count = step(theta, BOWL.grad(theta), lr), count + 1
            assert np.array_equal(theta, alone.theta)


def test_function_is_lent_copies():
    start = np.ones(3)
    optimizer = from_step(in_place_step)
    after, _ = optimizer.step(start, start, optimizer.init(start), 0.5)
    assert start.tolist() == [1.0, 1.0, 1.0] and after.tolist() == [0.5, 0.5, 0.5]


def test_check_takes_less_than_a_millisecond():
    assert min(repeat(lambda: from_step(adam_step), number=20, repeat=5)) / 20 < 1e-3


def test_lists_of_numbers_will_do():
    optimizer = from_step(lambda theta, grad, lr: (theta - lr * grad).tolist())
    assert np.array_equal(
        train(BOWL, optimizer, RATES, 9).theta, train(BOWL, sgd(), RATES, 9).theta
    )


def test_t_counts_from_one():
    seen = []

    def step(theta, grad, t, lr):
        seen.append(t)
        return theta

    optimizer = from_step(step)
    seen.clear()
    train(BOWL, optimizer, 0.1, 3)
    assert seen == [1, 2, 3]


def test_missing_step_is_the_students_own_error():
    def adam_step(theta, grad, m, v, t, lr):
        raise NotImplementedError("write me")

    with pytest.raises(NotImplementedError, match="write me"):
        from_step(adam_step)


def forgets_the_velocity(theta, grad, velocity, lr):
    return theta - lr * velocity


def nesterov_step(theta, grad_fn, velocity, lr, mu):
    return theta, velocity


ERRORS_call_words = [
    (lambda: from_step(forgets_the_velocity), ["forgets_the_velocity", "theta, velocity", "got 1"]),
    (lambda: from_step(lambda theta, grad, lr: None), ["to return theta", "()"]),
    (lambda: from_step(nesterov_step), ["(theta, grad, ", "nesterov_step", "grad_fn"]),
    (lambda: from_step(momentum_step), ["momentum_step", "missing: ['mu']"]),
    (lambda: from_step(sgd_step, mu=0.9), ["unknown: ['mu']"]),
]


@pytest.mark.parametrize(("call", "words"), ERRORS_call_words)
def test_wrong_functions_are_refused_with_what_came_back(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_model_written_for_one_vector_sweeps_like_the_bowl_that_it_is():
    curvatures = np.array([1.0, 10.0, 30.0])
    mine = from_loss(
        lambda theta: theta @ (curvatures * theta) / 2,
        lambda theta: curvatures * theta,
        [100.0, 10.0, 20.0],
    )
    got, wanted = (sweep(problem, adam(), RATES, 30) for problem in (mine, BOWL))
    np.testing.assert_allclose(got.loss, wanted.loss, rtol=1e-12)  # the order of the sum
    np.testing.assert_array_equal(got.thetas, wanted.thetas)


def test_a_start_that_is_a_matrix_is_refused():
    with pytest.raises(ValueError, match=r"theta0 of shape \(d,\), got \(2, 3\); flatten it"):
        from_loss(lambda theta: 0.0, lambda theta: theta, np.zeros((2, 3)))
