"""Optimizers as pairs of pure functions; `OPTIMIZERS` maps a name to its factory.

Each step is the textbook formula, line by line, and it is also what runs (for Adam a twin that
gives the same bits faster): theta and grad have shape (..., d), lr and every hyper-parameter are
numbers or arrays (...), one value for each member of a population (or arrays with as many axes as
theta: one value for each parameter).

Defaults are PyTorch's conventions; where libraries differ the difference is a named option.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lrlib.types import Array, Optimizer, PerMember, State


def per_member(value: PerMember, theta: Array) -> Any:
    """`value` of shape (...) made to broadcast against theta (..., d).

    Numbers, and arrays that have theta's number of axes already, stay as they are.
    """
    if type(value) is float:
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        return float(array)  # a Python number does not promote a float32 model to float64
    array = array.astype(theta.dtype, copy=False)
    return array if array.ndim == theta.ndim else array[..., None]


def sgd(*, weight_decay: PerMember = 0.0) -> Optimizer:
    """Gradient descent.

    g <- g + weight_decay theta
    theta <- theta - lr g

    >>> optimizer, theta = sgd(), np.array([1.0, -2.0])
    >>> optimizer.step(theta, 2 * theta, optimizer.init(theta), 0.25)[0].tolist()
    [0.5, -1.0]

    Source: Robbins & Monro 1951, eq. 6; the decay is the gradient of an L2 penalty.
    """
    (decay,) = _checked("sgd", weight_decay=weight_decay)
    with_l2 = _l2(decay)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        return theta - per_member(lr, theta) * with_l2(grad, theta), state

    return Optimizer(lambda theta: {}, step, _one_for_all(decay))


def heavy_ball(
    mu: PerMember = 0.9,
    *,
    dampening: PerMember = 0.0,
    weight_decay: PerMember = 0.0,
    lr_in_velocity: bool = False,
) -> Optimizer:
    """Momentum.

    velocity <- mu velocity + (1 - dampening) g       (the first velocity is g, as in PyTorch)
    theta <- theta - lr velocity

    lr_in_velocity=True is the form of the course and of Keras: velocity <- mu velocity - lr g;
    theta <- theta + velocity. The two agree as long as the rate stays the same.

    Source: Polyak 1964, eq. 9; Sutskever et al. 2013, eqs. 1 and 2 (rate inside the velocity).
    """
    mu, dampening, decay = _checked(
        "heavy_ball", mu=mu, dampening=dampening, weight_decay=weight_decay
    )
    with_l2, dampens = _l2(decay), bool(np.any(dampening))

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        grad, velocity, t = with_l2(grad, theta), state["velocity"], state["t"] + 1
        if lr_in_velocity:
            velocity = per_member(mu, theta) * velocity - per_member(lr, theta) * grad
            return theta + velocity, {"velocity": velocity, "t": t}
        if t > 1 and dampens:
            grad = per_member(1 - dampening, theta) * grad
        velocity = per_member(mu, theta) * velocity + grad
        return theta - per_member(lr, theta) * velocity, {"velocity": velocity, "t": t}

    return Optimizer(_zeros("velocity"), step, _one_for_all(mu, dampening, decay))


def nesterov(
    mu: PerMember = 0.9, *, weight_decay: PerMember = 0.0, lr_in_velocity: bool = False
) -> Optimizer:
    """Nesterov's momentum, written with the gradient at the point that is kept.

    velocity <- mu velocity + g
    theta <- theta - lr (g + mu velocity)

    lr_in_velocity=True is Keras' form: velocity <- mu velocity - lr g;
    theta <- theta + mu velocity - lr g. The two agree as long as the rate stays the same.

    Source: Nesterov 1983; Sutskever et al. 2013, eqs. 3 and 4, after a change of variables
    (Bengio, Boulanger-Lewandowski & Pascanu 2013, eq. 7).
    """
    mu, decay = _checked("nesterov", mu=mu, weight_decay=weight_decay)
    with_l2 = _l2(decay)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        grad, t = with_l2(grad, theta), state["t"] + 1
        mu_, lr_ = per_member(mu, theta), per_member(lr, theta)
        if lr_in_velocity:
            velocity = mu_ * state["velocity"] - lr_ * grad
            return theta + mu_ * velocity - lr_ * grad, {"velocity": velocity, "t": t}
        velocity = mu_ * state["velocity"] + grad
        return theta - lr_ * (grad + mu_ * velocity), {"velocity": velocity, "t": t}

    return Optimizer(_zeros("velocity"), step, _one_for_all(mu, decay))


def adagrad(
    eps: PerMember = 1e-8, *, initial_accumulator: PerMember = 0.0, eps_inside: bool = False
) -> Optimizer:
    """A rate for each parameter, divided by the root of the sum of its squared gradients.

    accum <- accum + g^2
    theta <- theta - lr g / (sqrt(accum) + eps)       eps_inside: sqrt(accum + eps)

    PyTorch: eps 1e-10. optax and Keras: initial_accumulator 0.1, eps 1e-7 inside the root.

    Source: Duchi, Hazan & Singer 2011, section 1.1.
    """
    eps, initial = _checked("adagrad", eps=eps, initial_accumulator=initial_accumulator)

    def init(theta: Array) -> State:
        return {"accum": np.zeros_like(theta) + per_member(initial, theta)}

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        accum = state["accum"] + grad**2
        denominator = _root(accum, per_member(eps, theta), eps_inside)
        return theta - per_member(lr, theta) * grad / denominator, {"accum": accum}

    return Optimizer(init, step, _one_for_all(eps, initial))


def rmsprop(
    rho: PerMember = 0.9,
    eps: PerMember = 1e-8,
    *,
    centered: bool = False,
    mu: PerMember = 0.0,
    eps_inside: bool = False,
    lr_in_velocity: bool = False,
) -> Optimizer:
    """AdaGrad with a memory that fades.

    avg <- rho avg + (1 - rho) g^2
    u = g / (sqrt(avg) + eps)                     eps_inside: sqrt(avg + eps)
    theta <- theta - lr u                         centered: avg - mean(g)^2 instead of avg
    with mu > 0:  velocity <- mu velocity + u;  theta <- theta - lr velocity
    lr_in_velocity:  velocity <- mu velocity + lr u;  theta <- theta - velocity

    PyTorch: rho 0.99. optax and Keras: eps inside the root, the rate inside the velocity.

    Source: Tieleman & Hinton 2012, lecture 6.5; centered: Graves 2013, eqs. 38 to 41.
    """
    rho, eps, mu = _checked("rmsprop", rho=rho, eps=eps, mu=mu)
    names = ["avg"] + ["mean"] * centered + ["velocity"] * bool(np.any(mu))

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        lr_, new = per_member(lr, theta), {"t": state["t"] + 1}
        new["avg"] = _blend(rho, state["avg"], grad**2)
        spread = new["avg"]
        if centered:
            new["mean"] = _blend(rho, state["mean"], grad)
            spread = spread - new["mean"] ** 2
        u = grad / _root(spread, per_member(eps, theta), eps_inside)
        if "velocity" not in names:
            return theta - lr_ * u, new
        drive = lr_ * u if lr_in_velocity else u
        new["velocity"] = per_member(mu, theta) * state["velocity"] + drive
        return theta - (new["velocity"] if lr_in_velocity else lr_ * new["velocity"]), new

    return Optimizer(_zeros(*names), step, _one_for_all(rho, eps, mu))


def adam(
    beta1: PerMember = 0.9,
    beta2: PerMember = 0.999,
    eps: PerMember = 1e-8,
    *,
    weight_decay: PerMember = 0.0,
    epsilon_hat: bool = False,
    bias_correction: bool = True,
) -> Optimizer:
    """Momentum and RMSProp, both corrected for their start at zero; t counts from 1.

    g <- g + weight_decay theta                   (L2, as in PyTorch's Adam)
    m <- beta1 m + (1 - beta1) g
    v <- beta2 v + (1 - beta2) g^2
    theta <- theta - lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

    The last line is computed in the faster order of the paper's section 2:
    theta <- theta - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps_hat),
    eps_hat = eps sqrt(1 - beta2^t).  epsilon_hat=True: eps_hat = eps, as in Keras.

    >>> optimizer, theta = adam(), np.array([1.0, -2.0])
    >>> optimizer.step(theta, theta, optimizer.init(theta), 0.5)[0].round(6).tolist()
    [0.5, -1.5]

    Source: Kingma & Ba 2015, Algorithm 1 and section 2.
    """
    b1, b2, eps, decay = _checked(
        "adam", beta1=beta1, beta2=beta2, eps=eps, weight_decay=weight_decay
    )
    with_l2 = _l2(decay)

    def rate_and_eps_hat(t: int, lr: Any, theta: Array) -> tuple[Any, Any]:
        c1, c2 = _corrections(b1, b2, t) if bias_correction else (1.0, 1.0)
        root2 = np.sqrt(c2)
        eps_hat = eps if epsilon_hat else eps * root2
        return _rate(lr, root2 / c1, theta), per_member(eps_hat, theta)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        new = _moments(with_l2(grad, theta), state, b1, b2)
        rate, eps_hat = rate_and_eps_hat(new["t"], lr, theta)
        return theta - rate * new["m"] / _root(new["v"], eps_hat), new

    def in_place(theta: Array, grad: Array, state: State, lr: Any) -> None:
        m, v, grad = state["m"], state["v"], with_l2(grad, theta)
        state["t"] += 1
        rate, eps_hat = rate_and_eps_hat(state["t"], lr, theta)
        term = per_member(1 - b1, theta) * grad
        m *= per_member(b1, theta)
        m += term
        np.square(grad, out=term)
        term *= per_member(1 - b2, theta)
        v *= per_member(b2, theta)
        v += term
        root = np.sqrt(v, out=term)
        root += eps_hat
        move = rate * m
        move /= root
        theta -= move

    elementwise = _one_for_all(b1, b2, eps, decay)
    return Optimizer(_zeros("m", "v"), step, elementwise, in_place)


def amsgrad(
    beta1: PerMember = 0.9,
    beta2: PerMember = 0.999,
    eps: PerMember = 1e-8,
    *,
    max_of_corrected: bool = False,
    epsilon_hat: bool = False,
) -> Optimizer:
    """Adam that divides by the largest second moment seen so far.

    v_max <- max(v_max, v);    theta <- theta - lr m_hat / (sqrt(v_max / (1 - beta2^t)) + eps)

    max_of_corrected=True takes the maximum of v / (1 - beta2^t), as optax does;
    epsilon_hat=True leaves eps outside of the correction, as Keras does.

    Source: Reddi, Kale & Kumar 2018, Algorithm 2 (with Adam's bias correction, as in libraries).
    """
    b1, b2, eps = _checked("amsgrad", beta1=beta1, beta2=beta2, eps=eps)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        new = _moments(grad, state, b1, b2)
        c1, c2 = _corrections(b1, b2, new["t"])
        if max_of_corrected:
            seen, c2 = new["v"] / per_member(c2, theta), 1.0
        else:
            seen = new["v"]
        new["v_max"] = np.maximum(state["v_max"], seen)
        eps_hat = eps if epsilon_hat else eps * np.sqrt(c2)
        rate, eps_hat = _rate(lr, np.sqrt(c2) / c1, theta), per_member(eps_hat, theta)
        return theta - rate * new["m"] / _root(new["v_max"], eps_hat), new

    return Optimizer(_zeros("m", "v", "v_max"), step, _one_for_all(b1, b2, eps))


def adamw(
    beta1: PerMember = 0.9,
    beta2: PerMember = 0.999,
    eps: PerMember = 1e-8,
    weight_decay: PerMember = 0.01,
    *,
    epsilon_hat: bool = False,
) -> Optimizer:
    """Adam with the decay outside the gradient, where the second moment cannot shrink it.

    theta <- theta - lr weight_decay theta;    then Adam's step with the gradient as it is

    optax: weight_decay 1e-4. Keras: 0.004, and epsilon_hat.

    Source: Loshchilov & Hutter 2019, Algorithm 2, with the rate in front of the decay.
    """
    plain = adam(beta1, beta2, eps, epsilon_hat=epsilon_hat)
    (decay,) = _checked("adamw", weight_decay=weight_decay)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        shrunk = theta - _rate(lr, decay, theta) * theta
        return plain.step(shrunk, grad, state, lr)

    return Optimizer(plain.init, step, plain.elementwise and _one_for_all(decay))


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "sgd": sgd,
    "heavy_ball": heavy_ball,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "amsgrad": amsgrad,
    "adamw": adamw,
}


def _moments(grad: Array, state: State, b1: PerMember, b2: PerMember) -> State:
    m = _blend(b1, state["m"], grad)
    v = _blend(b2, state["v"], grad**2)
    return {"m": m, "v": v, "t": state["t"] + 1}


def _blend(beta: PerMember, old: Array, new: Array) -> Array:
    """beta old + (1 - beta) new, with no more arrays than it takes."""
    blend: Array = per_member(beta, old) * old
    blend += per_member(1 - beta, old) * new
    return blend


def _corrections(b1: PerMember, b2: PerMember, t: int) -> tuple[Any, Any]:
    # np.power, not **: the same bits for a number and for an array of them
    return 1 - np.power(b1, t), 1 - np.power(b2, t)


def _rate(lr: PerMember, factor: Any, theta: Array) -> Any:
    """lr times a factor for each member, in float64, made to broadcast against theta."""
    if np.ndim(factor) not in (0, np.ndim(lr)):
        lr, factor = (
            value if np.ndim(value) in (0, theta.ndim) else np.asarray(value)[..., None]
            for value in (lr, factor)
        )
    return per_member(lr * factor, theta)


def _root(square: Array, eps: Any, eps_inside: bool = False) -> Array:
    """sqrt(square) + eps, or sqrt(square + eps)."""
    if eps_inside:
        square = square + eps
    root: Array = np.sqrt(square)
    if not eps_inside:
        root += eps
    return root


def _l2(decay: PerMember) -> Callable[[Array, Array], Array]:
    """(grad, theta) -> gradient with the L2 penalty: grad + decay theta."""
    if not np.any(decay):
        return lambda grad, theta: grad
    return lambda grad, theta: grad + per_member(decay, theta) * theta


def _zeros(*names: str) -> Callable[[Array], State]:
    """An init: a zero array like theta for each name, and a count of steps."""
    return lambda theta: {**{name: np.zeros_like(theta) for name in names}, "t": 0}


def _one_for_all(*hyper: PerMember) -> bool:
    """Only numbers among the hyper-parameters: the step may be cut into blocks."""
    return all(np.ndim(value) == 0 for value in hyper)


_UPPER_BY_NAME = {"mu": 1.0, "beta1": 1.0, "beta2": 1.0, "rho": 1.0, "dampening": 1.0}


def _checked(who: str, **hyper: PerMember) -> list[PerMember]:
    """The hyper-parameters as floats or float64 arrays; raises where one is out of its range."""
    values = []
    for name, value in hyper.items():
        array = np.asarray(value, dtype=float)
        upper = _UPPER_BY_NAME.get(name, np.inf)
        if not ((array >= 0) & (array < upper)).all():
            raise ValueError(f"{who} needs 0 <= {name} < {upper:g}, got {value}")
        values.append(array if array.ndim else float(array))
    return values
