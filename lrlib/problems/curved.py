"""Landscapes whose curvature changes from place to place: two minima, a saddle, a bent valley."""

from __future__ import annotations

import numpy as np

from lrlib.types import Array, Batch, Problem


def wavy(theta0: float = 1.6) -> Problem:
    """One dimension, two minima: a shallow one on the right, a deeper one on the left.

    loss = (x^2 - 1)^2 + 0.3 x,    grad = 4 x (x^2 - 1) + 0.3

    >>> wavy().grad(np.array([1.0])).tolist()
    [0.3]

    Source: the tilted double well, Strogatz 2015, Nonlinear Dynamics and Chaos, section 3.6.
    """

    def loss(theta: Array, batch: Batch = None) -> Array:
        x = theta[..., 0]
        value: Array = (x**2 - 1) ** 2 + 0.3 * x
        return value

    def grad(theta: Array, batch: Batch = None) -> Array:
        value: Array = 4 * theta * (theta**2 - 1) + 0.3
        return value

    return Problem(
        name="wavy",
        loss=loss,
        grad=grad,
        theta0=np.array([float(theta0)]),
        optimum=np.array([min(np.roots([4, 0, -4, 0.3]).real)]),
        source="Strogatz 2015, section 3.6",
    )


def saddle() -> Problem:
    """A saddle at the origin between two minima at (0, -1) and (0, 1).

    loss = x^2 / 2 + y^4 / 4 - y^2 / 2,    grad = (x, y^3 - y)

    The start lies almost on the ridge y = 0: the gradient is small there long before any minimum.

    >>> float(saddle().loss(saddle().optimum))
    -0.25

    Source: Nesterov 2004, section 1.2.3; Lee et al. 2016, section 3.
    """

    def loss(theta: Array, batch: Batch = None) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        value: Array = 0.5 * x**2 + 0.25 * y**4 - 0.5 * y**2
        return value

    def grad(theta: Array, batch: Batch = None) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        return np.stack([x, y**3 - y], axis=-1)

    return Problem(
        name="saddle",
        loss=loss,
        grad=grad,
        theta0=np.array([1.0, 1e-3]),
        optimum=np.array([0.0, 1.0]),
        source="Nesterov 2004, section 1.2.3",
    )


def rosenbrock(a: float = 1.0, b: float = 100.0) -> Problem:
    """A bent valley: easy to find, hard to follow.

    loss = (a - x)^2 + b (y - x^2)^2, smallest at (a, a^2)

    >>> float(rosenbrock().loss(np.array([-1.2, 1.0])))
    24.199999999999996

    Source: Rosenbrock 1960, section 3.
    """

    def loss(theta: Array, batch: Batch = None) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        value: Array = (a - x) ** 2 + b * (y - x**2) ** 2
        return value

    def grad(theta: Array, batch: Batch = None) -> Array:
        x, y = theta[..., 0], theta[..., 1]
        across = y - x**2
        return np.stack([-2 * (a - x) - 4 * b * x * across, 2 * b * across], axis=-1)

    return Problem(
        name="rosenbrock",
        loss=loss,
        grad=grad,
        theta0=np.array([-1.2, 1.0]),
        optimum=np.array([a, a**2]),
        source="Rosenbrock 1960",
    )
