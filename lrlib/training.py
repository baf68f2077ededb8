"""One `train` and one `sweep`: a model, or a whole population in one batched computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from lrlib.engine import Trace, follow
from lrlib.progress_bar import Progress
from lrlib.types import (
    Array,
    ArrayLike,
    Batch,
    Optimizer,
    Outcome,
    Problem,
    Run,
    Schedule,
    Sweep,
)

PATH_UP_TO = 100  # parameters: below, every point of a run is kept; above, its start and its end
TILE = 32  # members trained together: more no longer fit into the cache
SMALL = 16_384  # numbers: members of small problems are trained together up to this many


def train(
    problem: Problem,
    optimizer: Optimizer,
    lr: ArrayLike | Schedule,
    steps: int,
    *,
    theta0: ArrayLike | None = None,
    seed: int = 0,
    keep_path: bool | None = None,
) -> Run:
    """Minimise `problem` by `steps` steps at a rate, or at the rates of a schedule.

    lr      a number, an array (...) of rates for a population, or a Schedule: step -> either
    theta0  (..., d): where to start; by default the problem's own start for this seed
    seed    draws the start (where the problem has a random one) and the order of the batches
    keep_path  whether `thetas` holds every point or only (start, end); by default every point
               for problems of up to 100 parameters

    A negative rate climbs. Ctrl-C returns the steps made so far, as Outcome.INTERRUPTED.

    >>> from lrlib.problems import bowl
    >>> from lrlib.optimizers import sgd
    >>> train(bowl(2.0), sgd(), 0.25, 3).thetas[:, 0].tolist()
    [1.0, 0.5, 0.25, 0.125]
    """
    _check_steps("train", steps)
    start = start_of(problem, seed) if theta0 is None else np.array(theta0, problem.theta0.dtype)
    if start.shape[-1:] != problem.theta0.shape:
        raise ValueError(
            f"train on {problem.name} needs theta0 of shape (..., {problem.theta0.size}), "
            f"got {start.shape}"
        )
    lrs = _rates("train", lr, steps)
    lead = _common_shape(start, lrs)
    theta = np.broadcast_to(start, (*lead, start.shape[-1]))
    progress = Progress("training", steps)
    trace = follow(
        problem,
        optimizer,
        lrs,
        theta,
        batches_of(problem, seed),
        keep_path=_keeps_path(problem, keep_path),
        tick=progress.tick,
    )
    progress.close()
    shown = np.broadcast_to(_per_run(lrs, len(lead)), (steps, *lead))[: trace.done]
    outcome = outcomes(trace, steps)
    return Run(trace.thetas, trace.losses, shown, outcome)


def sweep(
    problem: Problem,
    optimizer: Optimizer | Callable[..., Optimizer],
    lrs: ArrayLike,
    steps: int,
    *,
    seeds: Sequence[int] = (0,),
    axes: Mapping[str, ArrayLike] | None = None,
    schedule: Callable[[Any], Schedule] | None = None,
    theta0: ArrayLike | None = None,
    keep_path: bool | None = None,
) -> Sweep:
    """Train every combination of rate, hyper-parameter and seed as one population.

    lrs       (L,) the rates
    seeds     each draws its own start and order of batches, the same for every rate
    axes      hyper-parameter name -> values; `optimizer` is then the factory, such as heavy_ball
    schedule  rates (K,) -> Schedule, such as `lambda peak: cosine_annealing(peak, 300)`;
              by default the rates stay as they are

    The result's arrays have the axes ("lr", *axes, "seed") after time, and every member is
    bit for bit what `train` gives alone.

    >>> from lrlib.problems import bowl
    >>> from lrlib.optimizers import heavy_ball
    >>> result = sweep(bowl(1.0), heavy_ball, [0.1, 1.0], 50, axes={"mu": [0.0, 0.5, 0.9]})
    >>> result.loss.shape, list(result.axes)
    ((2, 3, 1), ['lr', 'mu', 'seed'])
    """
    _check_steps("sweep", steps)
    if isinstance(optimizer, Optimizer) == bool(axes):
        raise ValueError(
            "sweep needs an Optimizer, or a factory together with axes: sweep(..., adam(), lrs) or "
            f"sweep(..., adam, lrs, axes={{'beta1': [...]}}), got {optimizer!r} and axes={axes}"
        )
    named, members, order = _population({"lr": lrs, **(axes or {}), "seed": seeds})
    count, d = len(order), problem.theta0.size
    keep = _keeps_path(problem, keep_path)
    thetas = np.full((steps + 1 if keep else 2, count, d), np.nan, problem.theta0.dtype)
    losses, rates = np.full((steps + 1, count), np.nan), np.full((steps, count), np.nan)
    outcome = np.array([Outcome.INTERRUPTED] * count, dtype=object)
    tile = max(TILE, SMALL // d)
    progress = Progress("sweep", steps * -(-count // tile))
    for first in range(0, count, tile):
        mine = {name: values[first : first + tile] for name, values in members.items()}
        where = order[first : first + tile]
        lrs_here = _rates("sweep", schedule(mine["lr"]) if schedule else mine["lr"], steps)
        theta = _starts(problem, mine["seed"], theta0).astype(thetas.dtype, copy=False)
        hyper = {name: mine[name] for name in axes or ()}
        trace = follow(
            problem,
            optimizer if isinstance(optimizer, Optimizer) else optimizer(**hyper),
            lrs_here,
            theta,
            _shared_batches(problem, mine["seed"]),
            keep_path=keep,
            tick=progress.tick,
        )
        rates[:, where] = _per_run(lrs_here, 1)
        losses[: len(trace.losses), where] = trace.losses
        thetas[: len(trace.thetas), where] = trace.thetas
        outcome[where] = outcomes(trace, steps)
        if trace.done < steps:
            break
    progress.close()
    shape = tuple(len(values) for values in named.values())
    return Sweep(
        thetas.reshape(len(thetas), *shape, d),
        losses.reshape(steps + 1, *shape),
        rates.reshape(steps, *shape),
        outcome.reshape(shape),
        axes=named,
    )


def _population(axes: Mapping[str, ArrayLike]) -> tuple[dict[str, Array], dict[str, Array], Array]:
    """The axes as arrays; every member's value on each; and where in the result it belongs.

    Members of one seed stand together (the last axis is the seed): they share their batches.
    """
    named = {name: _axis(name, values) for name, values in axes.items()}
    where = np.indices([len(values) for values in named.values()]).reshape(len(named), -1)
    order = np.argsort(where[-1], kind="stable")
    pairs = zip(named.items(), where, strict=True)
    return named, {name: values[index[order]] for (name, values), index in pairs}, order


def _starts(problem: Problem, seeds: Array, theta0: ArrayLike | None) -> Array:
    """Where each member starts, (members, d)."""
    if theta0 is not None:
        return np.broadcast_to(np.asarray(theta0), (len(seeds), problem.theta0.size))
    by_seed = {seed: start_of(problem, seed) for seed in set(seeds.tolist())}
    return np.stack([by_seed[seed] for seed in seeds.tolist()])


def start_of(problem: Problem, seed: int) -> Array:
    """The start for a seed: random where the problem has a random start, theta0 otherwise."""
    if problem.init is None:
        return problem.theta0
    return problem.init(np.random.default_rng([seed, 0]))


def batches_of(problem: Problem, seed: int) -> Iterator[Batch]:
    """The batches for a seed, without end; None for ever where the problem has none."""
    if problem.batches is None:
        return repeat(None)
    return problem.batches(np.random.default_rng([seed, 1]))


def outcomes(trace: Trace, steps: int) -> Any:
    """One Outcome for each member, from its losses and its gradient's norm."""
    first, last = trace.losses[0], trace.losses[-1]
    finished = trace.done == steps
    with np.errstate(invalid="ignore"):
        arrived = (trace.last_norm <= 1e-3 * trace.first_norm) & finished
        grown = ~(last <= first + 9 * np.abs(first)) & finished
    lost = grown | ~np.isfinite(trace.losses[: trace.done]).all(axis=0)
    unfinished = Outcome.RUNNING if finished else Outcome.INTERRUPTED
    names = np.array([unfinished, Outcome.CONVERGED, Outcome.DIVERGED], dtype=object)
    return names[np.where(lost, 2, np.where(arrived, 1, 0))]


def _shared_batches(problem: Problem, seeds: Array) -> Iterator[Batch]:
    """Batches for members of these seeds: one for all, or stacked member by member."""
    distinct, which = np.unique(seeds, return_inverse=True)
    streams = [batches_of(problem, int(seed)) for seed in distinct]
    if len(streams) == 1 or problem.batches is None:
        yield from streams[0]
    while True:
        drawn = [next(stream) for stream in streams]
        if isinstance(drawn[0], tuple):
            yield tuple(np.stack(parts)[which] for parts in zip(*drawn, strict=True))
        else:
            yield np.stack(drawn)[which]


def _rates(who: str, lr: Any, steps: int) -> Array:
    """The rate of every step, (steps,) or (steps, ...), all finite."""
    if callable(lr):
        lrs = np.array([lr(step) for step in range(steps)], dtype=float)
    else:
        lrs = np.asarray(lr, dtype=float)[None]
    if not np.isfinite(lrs).all():
        first = int(np.argmin(np.isfinite(lrs).reshape(len(lrs), -1).all(axis=1)))
        raise ValueError(f"{who} needs finite rates, got {lrs[first]} at step {first}")
    return np.broadcast_to(lrs, (steps, *lrs.shape[1:]))


def _common_shape(start: Array, lrs: Array) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(start.shape[:-1], lrs.shape[1:])
    except ValueError:
        raise ValueError(
            f"train needs rates that fit the members {start.shape[:-1]}, got {lrs.shape[1:]}; "
            "for rates per layer use layerwise"
        ) from None


def _per_run(lrs: Array, axes: int) -> Array:
    """lrs (steps, ...) with enough axes to broadcast against (steps, *members)."""
    return lrs.reshape(len(lrs), *(1,) * (axes - lrs.ndim + 1), *lrs.shape[1:])


def _axis(name: str, values: ArrayLike) -> Array:
    array = np.atleast_1d(np.asarray(values))
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"sweep needs a list of values for {name}, got shape {array.shape}")
    return array


def _keeps_path(problem: Problem, keep_path: bool | None) -> bool:
    return problem.theta0.size <= PATH_UP_TO if keep_path is None else keep_path


def _check_steps(who: str, steps: int) -> None:
    if isinstance(steps, bool) or not isinstance(steps, (int, np.integer)) or steps < 1:
        raise ValueError(f"{who} needs steps as a whole number >= 1, got {steps!r}")
