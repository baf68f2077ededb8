"""The loop under `train` and `sweep`: many members, one batched computation, blocks in the cache.

A step of an elementwise optimizer is cut into blocks of a few thousand numbers, so that all its
intermediate results stay in the processor's cache; the bits are the same, the time is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from lrlib.types import Array, Batch, Optimizer, Problem, State

BLOCK = 65_536  # numbers in one block: few enough for the cache, enough to hide the cost of a call
FLUSH_EVERY = 100  # steps between two sweeps for denormal numbers in the optimizer's state


Part: TypeAlias = tuple[
    tuple[slice, ...], State
]  # a block of theta and the state that goes with it
Parts: TypeAlias = list[Part]


class Trace(NamedTuple):
    """What the loop wrote down: `done` steps, and gradient norms (...) of the first and last."""

    thetas: Array
    losses: Array
    first_norm: Array
    last_norm: Array
    done: int


def follow(
    problem: Problem,
    optimizer: Optimizer,
    lrs: Array,
    theta: Array,
    batches: Iterator[Batch],
    *,
    keep_path: bool,
    tick: Callable[[], None],
) -> Trace:
    """Make len(lrs) steps from theta (..., d) with the rates lrs (steps, ...).

    A member whose loss is not finite becomes NaN and stays so; its neighbours do not notice.
    Ctrl-C ends the loop early; the trace then says how many steps were done.
    """
    steps, lead, start, done = len(lrs), theta.shape[:-1], theta, 0
    theta = start.copy()
    parts = parts_of(optimizer, theta)
    path = np.full((steps + 1 if keep_path else 2, *theta.shape), np.nan, theta.dtype)
    losses, norms = np.full((steps + 1, *lead), np.nan), np.full((2, *lead), np.nan)
    path[0] = start
    try:
        with np.errstate(all="ignore"):  # overflow is divergence, and divergence is a result
            for step in range(steps):
                loss, grad = loss_and_grad(problem, theta, next(batches))
                if step in (0, steps - 1):
                    _check_shapes(problem, theta, loss, grad)
                    norms[int(step > 0) :] = np.linalg.norm(grad, axis=-1)
                losses[step] = loss
                if _all_lost(theta, loss):
                    done = steps  # nothing left to train: the rest is NaN
                    break
                theta = advance(optimizer, theta, grad, parts, lrs[step])
                if step == 0:
                    _check_step(theta, start)
                if keep_path:
                    path[step + 1] = theta
                if step % FLUSH_EVERY == FLUSH_EVERY - 1:
                    _flush_denormals(parts)
                done = step + 1
                tick()
            losses[done] = problem.loss(theta)
    except KeyboardInterrupt:
        pass  # what is there is returned; `done` tells how far it came
    if not keep_path:
        path[1] = theta
    kept = path[: done + 1] if keep_path else path
    return Trace(kept, losses[: done + 1], norms[0], norms[1], done)


def _all_lost(theta: Array, loss: Array) -> bool:
    """Make NaN of the members whose loss is not finite; is that everybody?"""
    finite = np.isfinite(loss)
    if finite.all():
        return False
    theta[~finite] = np.nan
    return not finite.any()


def loss_and_grad(problem: Problem, theta: Array, batch: Batch) -> tuple[Array, Array]:
    """Both at theta, by the problem's joint function where it has one."""
    if problem.loss_and_grad is not None:
        return problem.loss_and_grad(theta, batch)
    return problem.loss(theta, batch), problem.grad(theta, batch)


def parts_of(optimizer: Optimizer, theta: Array) -> Parts:
    """The optimizer's state for theta: in blocks for an elementwise step, else in one piece."""
    if not optimizer.elementwise or theta.size <= BLOCK:
        return [((), optimizer.init(theta))]
    flat = theta.reshape(-1, theta.shape[-1])
    return [(block, optimizer.init(flat[block])) for block in _blocks(*flat.shape)]


def advance(optimizer: Optimizer, theta: Array, grad: Array, parts: Parts, lr: Any) -> Array:
    """One step; returns theta, which it may have written over. Puts the new states into `parts`."""
    if len(parts) == 1:
        theta, parts[0] = _step(optimizer, theta, grad, parts[0], lr)
        return theta
    d = theta.shape[-1]
    flat_theta, flat_grad = theta.reshape(-1, d), grad.reshape(-1, d)
    flat_lr = _flat_rate(np.asarray(lr), theta)
    for k, part in enumerate(parts):
        block = part[0]
        rate, old = flat_lr[block[: flat_lr.ndim]], flat_theta[block]
        new, parts[k] = _step(optimizer, old, flat_grad[block], part, rate)
        if new is not old:
            flat_theta[block] = new
    return theta


def _step(
    optimizer: Optimizer, theta: Array, grad: Array, part: Part, lr: Any
) -> tuple[Array, Part]:
    block, state = part
    same_floats = theta.dtype.kind == "f" and theta.dtype == grad.dtype  # the result's type too
    if optimizer.in_place is not None and same_floats:
        optimizer.in_place(theta, grad, state, lr)
        return theta, part
    theta, state = optimizer.step(theta, grad, state, lr)
    return theta, (block, state)


def _flat_rate(lr: Array, theta: Array) -> Array:
    """lr () stays; (...) becomes (members,); one rate for each parameter becomes (members, d)."""
    if lr.ndim == 0:
        return lr
    if lr.ndim == theta.ndim:
        return np.broadcast_to(lr, theta.shape).reshape(-1, theta.shape[-1])
    return np.broadcast_to(lr, theta.shape[:-1]).reshape(-1)


def _blocks(members: int, d: int) -> Iterator[tuple[slice, slice]]:
    rows, columns = max(1, BLOCK // d), min(d, BLOCK)
    for row in range(0, members, rows):
        for column in range(0, d, columns):
            yield slice(row, row + rows), slice(column, column + columns)


def _flush_denormals(parts: Parts) -> None:
    """Set state that has faded to nothing to 0: denormal numbers are up to 100 times slower."""
    for _, state in parts:
        for value in state.values():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                value[np.abs(value) < (1e-30 if value.dtype == np.float32 else 1e-290)] = 0


def _check_shapes(problem: Problem, theta: Array, loss: Array, grad: Array) -> None:
    if np.shape(grad) != theta.shape:
        raise ValueError(
            f"the gradient of {problem.name} needs the shape of theta, {theta.shape}, "
            f"got {np.shape(grad)}"
        )
    if np.shape(loss) != theta.shape[:-1]:
        raise ValueError(
            f"the loss of {problem.name} needs one number for each member, shape "
            f"{theta.shape[:-1]}, got {np.shape(loss)}; sum over the last axis only"
        )


def _check_step(theta: Array, start: Array) -> None:
    if np.shape(theta) != start.shape:
        raise ValueError(
            f"an optimizer needs to keep the shape of theta, {start.shape}, got "
            f"{np.shape(theta)}; for arrays of hyper-parameters use sweep(axes=...)"
        )
