"""Reduce on plateau: the rate falls when the loss has not improved for a while."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lrlib.schedules.checks import check_not_negative, checked_rate
from lrlib.types import PerMember


class Plateau(NamedTuple):
    """Everything that the rule remembers; each entry a number, or an array (...) for a population.

    bad: epochs without improvement;  rest: epochs of cooldown that are left
    """

    lr: Any
    best: Any
    bad: Any
    rest: Any


def plateau_start(lr: PerMember) -> Plateau:
    """The state before the first epoch."""
    rate = np.asarray(checked_rate("plateau_start", lr))
    return Plateau(
        rate[()], np.full(rate.shape, np.inf)[()], np.zeros(rate.shape, int)[()], np.int64(0)
    )


def plateau_update(
    state: Plateau,
    loss: PerMember,
    factor: float = 0.1,
    patience: int = 10,
    min_lr: float = 0.0,
    *,
    threshold: float = 0.0,
    relative: bool = False,
    cooldown: int = 0,
) -> Plateau:
    """One epoch: a new best resets the count, more than `patience` bad epochs reduce the rate.

    better   loss < best - threshold,   relative: loss < best (1 - threshold);  NaN is never better
    bad      0 if better or resting, else bad + 1;  the first `cooldown` epochs after a cut rest
    cut      if bad > patience: lr = max(lr factor, min_lr), bad = 0

    PyTorch: threshold 1e-4 and relative. Keras and optax cut when bad >= patience: one less.

    >>> state = plateau_start(1.0)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     state = plateau_update(state, loss, factor=0.5, patience=1)
    >>> state.lr.item(), state.best.item()
    (0.5, 2.0)

    Source: ReduceLROnPlateau in PyTorch 2.13.
    """
    check_not_negative(
        "plateau_update",
        factor=factor,
        patience=patience,
        min_lr=min_lr,
        threshold=threshold,
        cooldown=cooldown,
    )
    goal = state.best * (1 - threshold) if relative else state.best - threshold
    better = np.asarray(loss) < goal
    resting = np.asarray(state.rest) > 0
    bad = np.where(better | resting, 0, state.bad + 1)
    rest = np.where(resting, state.rest - 1, 0)
    cut = bad > patience
    return Plateau(
        lr=np.where(cut, np.maximum(state.lr * factor, min_lr), state.lr)[()],
        best=np.where(better, loss, state.best)[()],
        bad=np.where(cut, 0, bad)[()],
        rest=np.where(cut, cooldown, rest)[()],
    )
