"""A rate for each layer: any optimizer with the rate multiplied by a factor per parameter group."""

from __future__ import annotations

from typing import Any

import numpy as np

from lrlib.types import Array, Optimizer, PerMember, Problem, State


def layerwise(optimizer: Optimizer, problem: Problem, **factors: PerMember) -> Optimizer:
    """Multiply the rate of each named group of the problem; the other groups keep theirs.

    lr_group = lr factor_group;    a factor is a number, or an array (...): one for each member

    >>> from lrlib.problems import catapult
    >>> from lrlib.optimizers import sgd
    >>> frozen_v = layerwise(sgd(), catapult(2), v=0.0)
    >>> frozen_v.step(np.ones(4), np.ones(4), {}, 0.5)[0].tolist()
    [0.5, 0.5, 1.0, 1.0]

    Source: Howard & Ruder 2018, section 3.2 (discriminative fine-tuning).
    """
    unknown = sorted(set(factors) - set(problem.groups))
    if unknown:
        raise ValueError(
            f"layerwise on {problem.name} knows the groups {', '.join(problem.groups) or 'none'}, "
            f"got {', '.join(unknown)}"
        )

    def step(theta: Array, grad: Array, state: State, lr: Any) -> tuple[Array, State]:
        rate = np.asarray(lr)
        rates = np.empty_like(theta)
        rates[...] = rate if rate.ndim in (0, theta.ndim) else rate[..., None]
        for group, factor in factors.items():
            rates[..., problem.groups[group]] *= np.asarray(factor)[..., None]
        return optimizer.step(theta, grad, state, rates)

    return Optimizer(optimizer.init, step)
