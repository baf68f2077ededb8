"""`from_step`: a textbook function, such as a student's `adam_step`, as an Optimizer; `from_loss`:
a model of one's own, written for one parameter vector, as a Problem."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from lrlib.types import Array, ArrayLike, Batch, Optimizer, Problem, State


def from_step(step: Callable[..., Any], **hyper: Any) -> Optimizer:
    """Make an Optimizer of step(theta, grad, [memory ...], [t], lr, [hyper ...]).

    Every parameter between `grad` and `lr` is memory: an array like theta that starts at zero and
    comes back after theta, in the same order. `t` is the number of the step, from 1. Values for
    the parameters after `lr` are given by name here, unless they have defaults.

    The function is tried once on three small models, stacked and one by one. If the bits agree
    it will run on whole populations; if not (a norm over everything, an `if` on the rate) it
    runs member by member: slower, with the same result.

    >>> def momentum_step(theta, grad, velocity, lr, mu):
    ...     velocity = mu * velocity - lr * grad
    ...     return theta + velocity, velocity
    >>> optimizer = from_step(momentum_step, mu=0.9)
    >>> start = np.array([1.0])
    >>> optimizer.step(start, start, optimizer.init(start), 0.1)[0].tolist()
    [0.9]
    """
    name = getattr(step, "__name__", "the function")
    memory = _memory_names(step, name, hyper)

    def init(theta: Array) -> State:
        return {**{part: np.zeros_like(theta) for part in memory}, "t": 0}

    def call(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        t = state["t"] + 1
        given = {part: t if part == "t" else state[part] for part in memory}
        result = step(theta, grad, **given, lr=lr, **hyper)
        kept = [part for part in memory if part != "t"]
        arrays = tuple(result) if kept and isinstance(result, (tuple, list)) else (result,)
        wanted = ("theta", *kept)
        shapes = [np.shape(array) for array in arrays]
        if shapes != [theta.shape] * len(wanted):
            raise ValueError(
                f"{name} needs to return {', '.join(wanted)}, each of shape {theta.shape}, "
                f"got {len(arrays)} of shape {', '.join(map(str, shapes))}"
            )
        new = [np.asarray(array, dtype=theta.dtype) for array in arrays]
        return new[0], {**dict(zip(kept, new[1:], strict=True)), "t": t}

    return Optimizer(init, _for_populations(call, init))


def from_loss(
    loss: Callable[[Array], Any],
    grad: Callable[[Array], Any],
    theta0: ArrayLike,
    name: str = "a model of one's own",
) -> Problem:
    """Make a Problem of loss(theta) -> number and grad(theta) -> (d,), which know one model only.

    theta0  (d,) the start

    Both are called once for each member of a population. A Problem whose own functions take
    theta (..., d) trains all members at once, and faster.

    >>> bowl = from_loss(lambda theta: theta @ theta / 2, lambda theta: theta, [3.0, 4.0])
    >>> bowl.loss(np.array([[3.0, 4.0], [0.0, 2.0]])).tolist()
    [12.5, 2.0]
    """

    def each_loss(theta: Array, _batch: Batch = None) -> Array:
        losses: Array = np.empty(theta.shape[:-1])
        for member in np.ndindex(losses.shape):
            losses[member] = loss(theta[member].copy())
        return losses

    def each_grad(theta: Array, _batch: Batch = None) -> Array:
        grads = np.empty_like(theta)
        for member in np.ndindex(theta.shape[:-1]):
            grads[member] = grad(theta[member].copy())
        return grads

    start = np.array(theta0, dtype=float)
    if start.ndim != 1:
        raise ValueError(f"from_loss needs theta0 of shape (d,), got {start.shape}; flatten it")
    return Problem(name, each_loss, each_grad, start, "given by the caller")


Step = Callable[[Array, Array, State, Any], tuple[Array, State]]


def _for_populations(call: Step, init: Callable[[Array], State]) -> Step:
    together = _runs_stacked(call, init)

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        if theta.ndim == 1:
            return call(theta.copy(), grad.copy(), _copied(state), _plain(lr))
        lr = np.asarray(lr, dtype=theta.dtype)
        rates = lr if lr.ndim in (0, theta.ndim) else lr[..., None]
        if together:
            return call(theta.copy(), grad.copy(), _copied(state), rates)
        last = rates.shape[-1] if rates.ndim else 1
        each = np.broadcast_to(rates, (*theta.shape[:-1], last))
        return _one_by_one(call, theta, grad, state, each)

    return step


def _one_by_one(
    call: Step, theta: Array, grad: Array, state: State, rates: Array
) -> tuple[Array, State]:
    new_theta, new_state = np.empty_like(theta), _copied(state)
    for member in np.ndindex(theta.shape[:-1]):
        own = {k: v[member].copy() if isinstance(v, np.ndarray) else v for k, v in state.items()}
        new_theta[member], own = call(
            theta[member].copy(), grad[member].copy(), own, _plain(rates[member])
        )
        for part, value in own.items():
            if isinstance(value, np.ndarray):
                new_state[part][member] = value
            else:
                new_state[part] = value
    return new_theta, new_state


def _runs_stacked(call: Step, init: Callable[[Array], State]) -> bool:
    """Try three steps on three models: do the stacked bits equal those of each model alone?

    The gradients are of very different sizes, to catch a limit on their norm wherever it lies.
    """
    rng = np.random.default_rng(0)
    sizes = np.array([[1e-4, 1.0, 1e4], [1e8, 1e-2, 1e2], [1.0, 1e6, 1e-6]])
    start, grads = rng.standard_normal((3, 5)), rng.standard_normal((3, 3, 5)) * sizes[..., None]
    rates = np.array([1e-3, 0.3, 2.0])
    with np.errstate(all="ignore"):
        alone = []
        for k in range(3):
            theta, state = start[k].copy(), init(start[k])
            for grad in grads:
                theta, state = call(theta, grad[k].copy(), state, float(rates[k]))
            alone.append(theta)
        try:
            theta, state = start.copy(), init(start)
            for grad in grads:
                theta, state = call(theta, grad.copy(), state, rates[:, None])
        except Exception:  # student code: whatever it raises, it cannot run stacked
            return False
    return np.array_equal(theta, np.array(alone), equal_nan=True)


def _memory_names(step: Callable[..., Any], name: str, hyper: dict[str, Any]) -> list[str]:
    parameters = list(inspect.signature(step).parameters.values())
    names = [parameter.name for parameter in parameters]
    if names[:2] != ["theta", "grad"] or "lr" not in names:
        raise ValueError(
            f"from_step needs a function (theta, grad, [memory ...], [t], lr, ...), "
            f"got {name}({', '.join(names)})"
        )
    after = parameters[names.index("lr") + 1 :]
    missing = [p.name for p in after if p.default is p.empty and p.name not in hyper]
    unknown = [key for key in hyper if key not in names[names.index("lr") + 1 :]]
    if missing or unknown:
        raise ValueError(
            f"from_step needs values for what follows lr in {name}; "
            f"missing: {missing}, unknown: {unknown}"
        )
    return names[2 : names.index("lr")]


def _copied(state: State) -> State:
    return {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in state.items()}


def _plain(lr: Any) -> Any:
    """A Python float where lr is one number, which is what textbook functions expect."""
    return float(np.asarray(lr).item()) if np.size(lr) == 1 else lr
