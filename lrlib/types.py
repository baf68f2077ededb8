"""The vocabulary of the library: Schedule, Optimizer, Problem, Run.

Everything has leading axes to spare: parameters `theta` have shape (..., d) and a rate `lr` has
shape (...), so the same code trains one model or K models at K learning rates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
ArrayLike: TypeAlias = npt.ArrayLike
Batch: TypeAlias = Any  # what a problem's `batches` yields; None means the whole data
PerMember: TypeAlias = Any  # a number, or an array (...): one number for each member
State: TypeAlias = dict[str, Any]  # an optimizer's memory: arrays shaped like theta, and counters

Schedule: TypeAlias = Callable[[int], Any]
"""A learning rate for every update: 0-based step -> rate (a float, or an array of shape (...))."""


class Optimizer(NamedTuple):
    """A pair of pure functions.

    init(theta) -> state
    step(theta, grad, state, lr) -> (theta, state)     theta, grad : (..., d);  lr : (...)

    `elementwise` claims that every number is updated from its own numbers only. Such a step may
    be cut into blocks that fit into the processor's cache (see engine.py).

    `in_place`, where there is one, takes the arguments of `step` and gives the same bits, written
    over theta and into the state: what the engine runs, because it needs less memory and time.
    """

    init: Callable[[Array], State]
    step: Callable[[Array, Array, State, Any], tuple[Array, State]]
    elementwise: bool = False
    in_place: Callable[[Array, Array, State, Any], None] | None = None


class BatchFunction(Protocol):
    """A function of the parameters and, if given, of a batch."""

    def __call__(self, theta: Array, batch: Batch = None, /) -> Array: ...


@dataclass(frozen=True)
class Problem:
    """Something to minimise.

    loss(theta, batch=None)  (..., d) -> (...)       None stands for the whole data
    grad(theta, batch=None)  (..., d) -> (..., d)
    theta0                   (d,) the usual start
    optimum                  (d,) the best point, None where it is not known
    source                   where the problem comes from
    batches(rng)             an endless iterator of batches; None: every step sees everything
    loss_and_grad            both at once, where that saves work
    init(rng)                a random start, for problems whose start depends on the seed
    accuracy(theta, batch)   (..., d) -> (...)       fraction of right answers, for classifiers
    groups                   name -> slice of theta: the layers, for rates per layer
    """

    name: str
    loss: BatchFunction
    grad: BatchFunction
    theta0: Array
    source: str
    optimum: Array | None = None
    batches: Callable[[np.random.Generator], Iterator[Batch]] | None = None
    loss_and_grad: Callable[[Array, Batch], tuple[Array, Array]] | None = None
    init: Callable[[np.random.Generator], Array] | None = None
    accuracy: BatchFunction | None = None
    groups: Mapping[str, slice] = field(default_factory=dict)


class Outcome(StrEnum):
    """How a run ended. Divergence is a result, not an exception."""

    CONVERGED = "converged"  # the gradient has all but vanished
    RUNNING = "running"  # finite, and not there yet
    DIVERGED = "diverged"  # not finite, or far above the first loss
    INTERRUPTED = "interrupted"  # stopped by the user before its last step


@dataclass(frozen=True)
class Run:
    """What training left behind; time is the first axis.

    thetas   (steps + 1, ..., d) every point, or (2, ..., d) start and end only (see `train`)
    losses   (steps + 1, ...)    loss before each step on that step's batch; the last one is the
                                 loss of the last point on the whole data
    lrs      (steps, ...)        the rate that each step used
    outcome  an Outcome, or an array (...) of them for a population
    """

    thetas: Array
    losses: Array
    lrs: Array
    outcome: Any

    @property
    def theta(self) -> Array:
        """The last point, (..., d)."""
        last: Array = self.thetas[-1]
        return last

    @property
    def loss(self) -> Any:
        """The last loss, (...)."""
        return self.losses[-1]

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.lrs)


@dataclass(frozen=True)
class Sweep(Run):
    """A population's Run; `axes` names the population's axes and holds their values, in order."""

    axes: Mapping[str, Array] = field(default_factory=dict)

    def best(self) -> dict[str, Any]:
        """The values of the axes where the last loss is smallest (losses not finite never win)."""
        losses = np.where(np.isfinite(self.loss), self.loss, np.inf)
        where = np.unravel_index(int(np.argmin(losses)), losses.shape)
        return {
            name: values[i].item()
            for (name, values), i in zip(self.axes.items(), where, strict=True)
        }

    def over_seeds(self) -> Array:
        """Median of the last loss over the seeds; a loss that is not finite counts as infinite."""
        losses = np.where(np.isfinite(self.loss), self.loss, np.inf)
        median: Array = np.median(losses, axis=list(self.axes).index("seed"))
        return median
