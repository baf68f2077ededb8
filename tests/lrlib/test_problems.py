"""Every problem's gradient belongs to its loss, and its losses are those of hand and paper."""

import itertools

import numpy as np
import pytest

from lrlib.problems import PROBLEMS, bowl, linear_regression, logistic_regression, mlp, wavy
from lrlib.types import Problem

XY = (np.arange(12.0).reshape(4, 3) / 7, np.array([0, 1, 1, 0]))
TARGETS = (XY[0], np.array([[0.5, -1.0], [1.0, 0.0], [0.25, 2.0], [0.0, 1.0]]))
MANY = (np.sin(np.arange(900.0)).reshape(300, 3), np.arange(300) % 2)
VARIANTS = {
    **{name: factory() for name, factory in PROBLEMS.items() if name != "mlp"},
    "bowl_of_3": bowl([0.5, 1.0, 40.0]),
    "linear_regression_in_batches": linear_regression(batch_size=7),
    "logistic_regression_in_batches": logistic_regression(batch_size=7),
    "mlp_relu": mlp((3, 5, 2), data=XY, batch_size=3),
    "mlp_tanh": mlp((3, 5, 4, 2), "tanh", data=XY, batch_size=None),
    "mlp_squared_error": mlp((3, 5, 2), "tanh", "squared_error", data=TARGETS, batch_size=3),
    "mlp_squared_error_of_labels": mlp((3, 5, 2), "relu", "squared_error", data=XY, batch_size=3),
    "mlp_of_one_layer": mlp((3, 2), data=XY, batch_size=4),
    "mlp_of_many_examples": mlp((3, 5, 2), data=MANY, batch_size=300),
}


def central_differences(problem: Problem, theta, batch, h=1e-6):
    shifts = h * np.eye(theta.shape[-1])
    ends = [problem.loss(theta[..., None, :] + sign * shifts, batch) for sign in (1, -1)]
    return (ends[0] - ends[1]) / (2 * h)


def draw(problem: Problem, rng, *lead):
    """Points near the start, with no zeros among them (a ReLU has no derivative at 0)."""
    return problem.theta0 + 0.3 * rng.standard_normal((*lead, problem.theta0.size)) + 0.01


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("whole_data", [True, False])
def test_gradient_is_the_slope_of_the_loss(name, whole_data):
    problem, rng = VARIANTS[name], np.random.default_rng(5)
    if problem.batches is None and not whole_data:
        whole_data = True
    batch = None if whole_data else next(problem.batches(rng))
    for _ in range(3):
        theta = draw(problem, rng)
        wanted = central_differences(problem, theta, batch)
        # central difference with h=1e-6: about 1e-9 of rounding, relative to the largest slope
        room = 1e-7 * max(1.0, np.abs(wanted).max())
        np.testing.assert_allclose(problem.grad(theta, batch), wanted, rtol=0, atol=room)


@pytest.mark.parametrize("name", VARIANTS)
def test_members_of_a_stack_have_the_bits_they_have_alone(name):
    problem, rng = VARIANTS[name], np.random.default_rng(6)
    stack = draw(problem, rng, 2, 3)
    for batch in (None, next(problem.batches(rng)) if problem.batches else None):
        losses, grads = problem.loss(stack, batch), problem.grad(stack, batch)
        assert losses.shape == (2, 3) and grads.shape == stack.shape
        for member in np.ndindex(2, 3):
            assert problem.loss(stack[member], batch) == losses[member]
            assert np.array_equal(problem.grad(stack[member], batch), grads[member])


@pytest.mark.parametrize("name", VARIANTS)
def test_neither_loss_nor_gradient_changes_its_arguments(name):
    problem, rng = VARIANTS[name], np.random.default_rng(7)
    theta = draw(problem, rng, 2)
    batch = next(problem.batches(rng)) if problem.batches else None
    before = theta.copy()
    first = problem.loss(theta, batch), problem.grad(theta, batch)
    again = problem.loss(theta, batch), problem.grad(theta, batch)
    assert np.array_equal(theta, before)
    assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])


@pytest.mark.parametrize("name", [n for n, p in VARIANTS.items() if p.optimum is not None])
def test_gradient_vanishes_at_the_optimum_and_no_start_is_better(name):
    problem = VARIANTS[name]
    assert np.abs(problem.grad(problem.optimum)).max() < 1e-12
    assert problem.loss(problem.optimum) < problem.loss(problem.theta0)


CASES_name_options_theta_loss = [
    ("bowl", {"curvatures": [1, 10]}, [2, 1], 7.0),  # by hand
    ("ravine", {"condition": 50}, [2, 2], 102.0),  # by hand
    ("rotated_ravine", {"condition": 100}, [1, 1], 1.0),  # along the valley: |theta|^2 / 2
    ("rotated_ravine", {"condition": 100}, [1, -1], 100.0),  # across it
    ("rosenbrock", {}, [-1.2, 1], 24.2),  # More, Garbow & Hillstrom 1981, problem 1
    ("wavy", {}, [1.0], 0.3),  # by hand
    ("wavy", {}, [-1.0], -0.3),
    ("saddle", {}, [2, 0], 2.0),  # by hand
    ("saddle", {}, [0, 1], -0.25),  # Nesterov 2004, section 1.2.3
    ("noisy_bowl", {"curvatures": [2]}, [3], 9.0),  # by hand
    ("catapult", {"width": 2}, [1, 2, 3, 4], 30.25),  # u.v = 11, 11^2 / (2 * 2)
    ("logistic_regression", {}, [0] * 5, np.log(2)),  # a coin flip
    ("linear_regression", {"data": ([[1.0], [2.0]], [3.0, 3.0])}, [1.0], 1.25),  # (4 + 1) / 2 / 2
    ("mlp", {}, [0] * 4810, np.log(10)),  # ten equal outputs
    ("mlp", {"loss": "squared_error"}, [0] * 4810, 0.5),  # one output is off by one
]


@pytest.mark.parametrize(("name", "options", "theta", "loss"), CASES_name_options_theta_loss)
def test_loss_has_the_value_known_from_elsewhere(name, options, theta, loss):
    problem = PROBLEMS[name](**options)
    assert problem.loss(np.array(theta, dtype=float)) == pytest.approx(loss, rel=1e-14)


def test_wavy_has_two_minima_and_the_optimum_is_the_deeper_one():
    roots = np.sort(np.roots([4, 0, -4, 0.3]).real)
    assert wavy().optimum[0] == pytest.approx(roots[0])
    assert wavy().loss(roots[:1]) < wavy().loss(roots[2:])


def test_linear_regression_is_solved_by_the_normal_equations():
    problem = linear_regression()
    slope = central_differences(problem, problem.optimum, None, h=1e-4)
    assert np.abs(slope).max() < 1e-9


def test_logistic_loss_does_not_overflow():
    problem = logistic_regression(([[1.0]], [0]))
    with np.errstate(over="raise"):
        assert problem.loss(np.array([5000.0])) == 5000.0


def test_accuracy_counts_right_answers():
    problem = logistic_regression(([[1.0], [2.0], [-1.0], [4.0]], [1, 1, 1, 0]))
    assert problem.accuracy(np.array([1.0])) == 0.5
    net = mlp((1, 2), data=(np.array([[1.0], [2.0], [-3.0]]), np.array([0, 1, 1])), batch_size=None)
    assert net.accuracy(np.array([1.0, -1.0, 0.0, 0.0])) == pytest.approx(2 / 3)


def test_accuracy_of_a_stack_is_that_of_each_member_however_long_the_data():
    problem, rng = VARIANTS["mlp_of_many_examples"], np.random.default_rng(2)
    stack = draw(problem, rng, 2, 3)
    for batch in (None, (MANY[0][:100], MANY[1][:100])):
        got = problem.accuracy(stack, batch)
        assert got.shape == (2, 3)
        for member in np.ndindex(2, 3):
            assert got[member] == problem.accuracy(stack[member], batch)


@pytest.mark.frameworks
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
def test_mlp_is_the_network_of_pytorch(activation, loss):
    torch = pytest.importorskip("torch", reason="torch is not installed; central differences stay")
    data = TARGETS if loss == "squared_error" else XY
    problem = mlp((3, 5, 4, 2), activation, loss, data=data, batch_size=None)
    theta = draw(problem, np.random.default_rng(8))
    flat = torch.tensor(theta, requires_grad=True)
    x, start, sizes = torch.tensor(data[0]), 0, (3, 5, 4, 2)
    for inputs, outputs in itertools.pairwise(sizes):
        middle = start + inputs * outputs
        x = x @ flat[start:middle].reshape(inputs, outputs) + flat[middle : middle + outputs]
        start = middle + outputs
        x = x if outputs == 2 else getattr(torch, activation)(x)
    if loss == "cross_entropy":
        wanted = torch.nn.functional.cross_entropy(x, torch.tensor(data[1]))
    else:
        wanted = ((x - torch.tensor(data[1])) ** 2).sum(dim=1).mean() / 2
    wanted.backward()
    assert problem.loss(theta) == pytest.approx(wanted.item(), rel=1e-13)
    np.testing.assert_allclose(problem.grad(theta), flat.grad.numpy(), rtol=1e-11, atol=1e-14)


def test_start_of_the_network_has_the_spread_of_he():
    problem = mlp((400, 300, 2), data=(np.zeros((2, 400)), np.array([0, 1])), batch_size=None)
    first, last = problem.groups["layer1"], problem.groups["layer2"]
    weights = problem.theta0[first][: 400 * 300]
    assert np.std(weights) == pytest.approx(np.sqrt(2 / 400), rel=0.02)  # 120,000 draws
    assert not problem.theta0[first][400 * 300 :].any()
    assert np.std(problem.theta0[last][:600]) == pytest.approx(np.sqrt(1 / 300), rel=0.2)


def test_groups_cut_theta_into_layers():
    groups = mlp((64, 32, 10)).groups
    assert groups == {"layer1": slice(0, 2080), "layer2": slice(2080, 2410)}


def test_an_epoch_shows_every_example_at_most_once_and_the_next_in_another_order():
    x = np.arange(10.0)[:, None]
    problem = linear_regression((x, x[:, 0]), batch_size=3)
    stream = problem.batches(np.random.default_rng(0))
    epochs = [np.concatenate([next(stream)[0][:, 0] for _ in range(3)]) for _ in range(2)]
    assert all(len(set(epoch)) == 9 for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])


ERRORS_make_words = [
    (lambda: bowl([-1.0]), ["bowl", ">= 0", "-1.0", "saddle"]),
    (lambda: bowl([1, 2], theta0=[1]), ["bowl", "(2,)", "(1,)"]),
    (lambda: PROBLEMS["noisy_bowl"](noise=-1), ["noisy_bowl", "noise >= 0", "-1"]),
    (lambda: PROBLEMS["catapult"](0), ["catapult", "width >= 1", "0"]),
    (lambda: linear_regression((np.zeros((0, 2)), [])), ["linear_regression", "0 and 0"]),
    (lambda: linear_regression(batch_size=500), ["batch_size <= 200", "500"]),
    (lambda: logistic_regression(([[1.0]], [2])), ["labels 0 and 1", "2"]),
    (lambda: mlp((64,)), ["mlp", "an input and an output", "[64]"]),
    (lambda: mlp((3, 10)), ["(n, 3)", "(1347, 64)"]),
    (lambda: mlp((64, 9)), ["labels 0 .. 8", "0 .. 9"]),
    (lambda: mlp(activation="gelu"), ["'relu' and 'tanh'", "gelu"]),
    (lambda: mlp(loss="hinge"), ["'cross_entropy' and 'squared_error'", "hinge"]),
    (lambda: mlp((3, 2), data=TARGETS), ["cross_entropy", "labels", "(4, 2)"]),
]


@pytest.mark.parametrize(("make", "words"), ERRORS_make_words)
def test_bad_input_is_refused_with_rule_and_value(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    for word in words:
        assert word in str(caught.value)
