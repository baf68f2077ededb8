"""The optimizers are their textbook formulas, and keep the laws that follow from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrlib.engine import advance, parts_of
from lrlib.optimizers import OPTIMIZERS, adam, adamw, heavy_ball, nesterov, rmsprop, sgd
from lrlib.types import Optimizer

rates = st.floats(1e-6, 10)
vectors = st.lists(st.floats(-100, 100), min_size=1, max_size=6).map(np.array)
gradients = st.lists(st.floats(1e-3, 1e3) | st.floats(-1e3, -1e-3), min_size=1, max_size=6).map(
    np.array
)
names = st.sampled_from(sorted(OPTIMIZERS))


def follow(optimizer, lr_of, steps=200, curvatures=(0.1, 1.0, 7.0)):
    """A path on a bowl whose gradient has a wave on it, with a rate that changes on the way."""
    theta, path = np.array([1.0, -2.0, 0.5]), []
    state = optimizer.init(theta)
    for step in range(steps):
        grad = np.array(curvatures) * theta + 0.2 * np.sin([step, 2 * step, 3.0 * step])
        theta, state = optimizer.step(theta, grad, state, lr_of(step))
        path.append(theta)
    return np.array(path)


def changing_rate(step):
    return 0.05 if step < 60 else 0.2 if step < 120 else 0.01


def textbook_adam(decay):
    """Algorithm 1 of Kingma & Ba 2015 in the order of the paper, for one parameter at a time."""

    def step(theta, grad, state, lr):
        t = state["t"] + 1
        new = {"m": [], "v": [], "t": t}
        moved = []
        for x, g, m, v in zip(theta, grad, state["m"], state["v"], strict=True):
            x = x - lr * decay * x
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
            moved.append(x - lr * m_hat / (v_hat**0.5 + 1e-8))
            new["m"].append(m)
            new["v"].append(v)
        return np.array(moved), new

    return Optimizer(lambda theta: {"m": [0.0] * len(theta), "v": [0.0] * len(theta), "t": 0}, step)


@pytest.mark.parametrize(("ours", "decay"), [(adam(), 0.0), (adamw(weight_decay=0.1), 0.1)])
def test_adam_is_the_algorithm_of_the_paper(ours, decay):
    wanted = follow(textbook_adam(decay), changing_rate)
    # the order of the operations differs (section 2 of the paper): 200 steps of rounding
    np.testing.assert_allclose(follow(ours, changing_rate), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_blocks_change_no_bit(name, monkeypatch):
    monkeypatch.setattr("lrlib.engine.BLOCK", 7)
    optimizer, rng = OPTIMIZERS[name](), np.random.default_rng(0)
    start, lr = rng.standard_normal((5, 11)), rng.random(5)
    whole, state = start.copy(), optimizer.init(start)
    cut, parts = start.copy(), parts_of(optimizer, start)
    assert len(parts) == 10
    for _ in range(200):
        grad = rng.standard_normal(start.shape)
        whole, state = optimizer.step(whole, grad, state, lr)
        cut = advance(optimizer, cut, grad, parts, lr)
    assert np.array_equal(whole, cut)


MEMBERS = np.linspace(0.1, 0.9, 4)
IN_PLACE_optimizer = {
    "adam": adam(),
    "adam_with_l2": adam(weight_decay=0.1),
    "adam_epsilon_hat": adam(0.7, 0.9, 1e-2, epsilon_hat=True),
    "adam_without_correction": adam(bias_correction=False),
    "adam_one_value_a_member": adam(beta1=MEMBERS, beta2=1 - 0.1 * MEMBERS, eps=MEMBERS),
    "adam_one_decay_a_member": adam(weight_decay=MEMBERS),
}


@pytest.mark.parametrize("optimizer", IN_PLACE_optimizer.values(), ids=IN_PLACE_optimizer)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("lr", [0.1, MEMBERS, MEMBERS[:, None] * np.arange(5)], ids=np.shape)
def test_in_place_has_the_bits_of_the_textbook(optimizer, dtype, lr):
    rng = np.random.default_rng(3)
    theta = rng.standard_normal((4, 5)).astype(dtype)
    there, kept = theta.copy(), optimizer.init(theta)
    state = optimizer.init(theta)
    for _ in range(200):
        grad = rng.standard_normal((4, 5)).astype(dtype)
        given = grad.copy()
        theta, state = optimizer.step(theta, grad, state, lr)
        optimizer.in_place(there, grad, kept, lr)
        assert np.array_equal(grad, given)
    assert there.dtype == dtype
    assert np.array_equal(theta, there)
    assert all(np.array_equal(state[part], kept[part]) for part in state)


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(theta=vectors)
def test_step_with_zero_rate_does_not_move(name, theta):
    optimizer = OPTIMIZERS[name]()
    after, _ = optimizer.step(theta, np.cos(theta), optimizer.init(theta), 0.0)
    assert np.array_equal(after, theta)


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(theta=vectors, lr=rates)
def test_step_is_pure(name, theta, lr):
    optimizer, grad = OPTIMIZERS[name](), np.cos(theta)
    state = optimizer.init(theta)
    _, state = optimizer.step(theta, grad, state, lr)
    saved = {k: np.copy(v) for k, v in state.items()}, theta.copy(), grad.copy()
    first = optimizer.step(theta, grad, state, lr)
    again = optimizer.step(theta, grad, state, lr)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(theta, saved[1]) and np.array_equal(grad, saved[2])
    assert all(np.array_equal(state[part], value) for part, value in saved[0].items())


@given(grad=gradients, lr=rates)
def test_first_step_of_adam_is_the_rate_in_the_direction_of_the_sign(grad, lr):
    optimizer, theta = adam(), np.zeros(len(grad))
    after, _ = optimizer.step(theta, grad, optimizer.init(theta), lr)
    # eps = 1e-8 against gradients of at least 1e-3
    np.testing.assert_allclose(after, -lr * np.sign(grad), rtol=2e-5)


@given(grad=gradients, scale=st.sampled_from([2.0**-10, 2.0**10]))
def test_scaling_the_gradient_scales_sgd_and_leaves_adam(grad, scale):
    theta = np.zeros(len(grad))
    steps = {}
    for name, optimizer in (("sgd", sgd()), ("adam", adam(eps=0.0))):
        for factor in (1.0, scale):
            state, where = optimizer.init(theta), theta
            for _ in range(3):
                where, state = optimizer.step(where, factor * grad, state, 0.1)
            steps[name, factor] = where
    np.testing.assert_allclose(steps["sgd", scale], scale * steps["sgd", 1.0], rtol=1e-14)
    np.testing.assert_allclose(steps["adam", scale], steps["adam", 1.0], rtol=1e-14)


def test_without_bias_correction_the_first_step_is_sqrt_10_too_long():
    optimizer = adam(bias_correction=False)
    theta = np.zeros(1)
    after, _ = optimizer.step(theta, np.ones(1), optimizer.init(theta), 1.0)
    assert after[0] == pytest.approx(-0.1 / np.sqrt(0.001), rel=1e-6)  # eps 1e-8 against .03


@pytest.mark.parametrize("form", [heavy_ball, nesterov])
def test_momentum_forms_agree_at_a_constant_rate_and_part_when_it_changes(form):
    outside, inside = form(0.9), form(0.9, lr_in_velocity=True)
    np.testing.assert_allclose(
        follow(outside, lambda step: 0.05), follow(inside, lambda step: 0.05), rtol=0, atol=1e-12
    )
    apart = np.abs(follow(outside, changing_rate) - follow(inside, changing_rate))
    assert apart[:60].max() < 1e-12 and apart[60:].max() > 0.1


def test_nesterov_is_the_look_ahead_form_after_a_change_of_variables():
    """Sutskever et al. 2013, eqs. 3 and 4, gradient at theta + mu velocity."""
    curvature, mu, lr = np.array([0.3, 4.0]), 0.8, 0.1
    real, velocity = np.array([1.0, -1.0]), np.zeros(2)
    ours = nesterov(mu, lr_in_velocity=True)
    ahead, state = real.copy(), ours.init(real)
    for _ in range(30):
        velocity = mu * velocity - lr * curvature * (real + mu * velocity)
        real = real + velocity
        ahead, state = ours.step(ahead, curvature * ahead, state, lr)
        np.testing.assert_allclose(ahead, real + mu * velocity, rtol=0, atol=1e-13)


def test_rate_may_be_one_per_member_or_one_per_parameter():
    optimizer, theta = sgd(), np.ones((2, 3))
    per_member, _ = optimizer.step(theta, theta, {}, np.array([0.0, 0.5]))
    per_parameter, _ = optimizer.step(theta, theta, {}, np.array([[0.0, 0.5, 1.0]]))
    assert per_member.tolist() == [[1.0, 1.0, 1.0], [0.5, 0.5, 0.5]]
    assert per_parameter.tolist() == [[1.0, 0.5, 0.0], [1.0, 0.5, 0.0]]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_float32_stays_float32_and_a_member_keeps_its_bits(name):
    optimizer, rng = OPTIMIZERS[name](), np.random.default_rng(4)
    start = rng.standard_normal((3, 5)).astype(np.float32)
    lr = np.array([0.1, 0.003, 0.7])
    stack, alone = (start, optimizer.init(start)), (start[1], optimizer.init(start[1]))
    for _ in range(20):
        grad = rng.standard_normal((3, 5)).astype(np.float32)
        stack = optimizer.step(stack[0], grad, stack[1], lr)
        alone = optimizer.step(alone[0], grad[1], alone[1], lr[1])
    assert stack[0].dtype == np.float32 == alone[0].dtype
    assert np.array_equal(stack[0][1], alone[0])


@given(name=names, seed=st.integers(0, 2**31))
def test_order_of_the_parameters_does_not_matter(name, seed):
    optimizer, rng = OPTIMIZERS[name](), np.random.default_rng(seed)
    theta, grad, order = rng.standard_normal(6), rng.standard_normal(6), rng.permutation(6)
    straight, _ = optimizer.step(theta, grad, optimizer.init(theta), 0.1)
    mixed, _ = optimizer.step(theta[order], grad[order], optimizer.init(theta), 0.1)
    assert np.array_equal(straight[order], mixed)


ERRORS_make_words = [
    (lambda: heavy_ball(1.0), ["heavy_ball", "mu < 1", "1.0"]),
    (lambda: heavy_ball([0.5, -0.1]), ["heavy_ball", "0 <= mu", "-0.1"]),
    (lambda: adam(beta1=np.nan), ["adam", "beta1", "nan"]),
    (lambda: rmsprop(rho=2), ["rmsprop", "rho < 1", "2"]),
    (lambda: adamw(weight_decay=-1), ["adamw", "weight_decay", "-1"]),
]


@pytest.mark.parametrize(("make", "words"), ERRORS_make_words)
def test_bad_hyper_parameters_are_refused_with_rule_and_value(make, words):
    with pytest.raises(ValueError) as caught:
        make()
    assert all(word in str(caught.value) for word in words)
