"""Bowls: losses whose curvature is the same everywhere, where the limit 2/L is exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lrlib.types import Array, Batch, Problem


def bowl(
    curvatures: float | Sequence[float] | Array = (1.0, 10.0),
    *,
    theta0: Sequence[float] | None = None,
) -> Problem:
    """A bowl with one curvature per axis.

    loss = sum_i curvature_i theta_i^2 / 2,    grad_i = curvature_i theta_i

    curvatures : a number or (d,);  theta0 : (d,), by default all ones

    >>> float(bowl([1, 10]).loss(np.array([2.0, 1.0])))
    7.0

    Source: Goh 2017, Why Momentum Really Works, Distill, "First Steps: Gradient Descent".
    """
    h = _curvatures("bowl", curvatures)

    def loss(theta: Array, batch: Batch = None) -> Array:
        value: Array = 0.5 * (h * theta**2).sum(axis=-1)
        return value

    def grad(theta: Array, batch: Batch = None) -> Array:
        return h * theta

    return Problem(
        name="bowl",
        loss=loss,
        grad=grad,
        theta0=_start("bowl", theta0, len(h)),
        optimum=np.zeros(len(h)),
        source="Goh 2017, Distill",
    )


def ravine(condition: float = 100.0) -> Problem:
    """A long valley along the first axis: the bowl with curvatures (1, condition).

    >>> ravine(100).grad(np.array([1.0, 1.0])).tolist()
    [1.0, 100.0]

    Source: Polyak 1964, section 1 (why a second-order process helps).
    """
    plain = bowl((1.0, condition), theta0=(10.0, 1.0))
    return replace(plain, name="ravine", source="Polyak 1964, section 1")


def rotated_ravine(condition: float = 100.0, degrees: float = 45.0) -> Problem:
    """The ravine turned by an angle, so that no axis is along the valley.

    loss = theta^T H theta / 2,    H = R diag(1, condition) R^T

    >>> rotated_ravine(100, degrees=45).grad(np.array([1.0, 1.0])).round(12).tolist()
    [1.0, 1.0]

    Source: Duchi, Hazan & Singer 2011, section 1: a diagonal preconditioner sees axes only.
    """
    angle = np.deg2rad(degrees)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    curvatures = np.diag(_curvatures("rotated_ravine", (1.0, condition)))
    hessian = rotation @ curvatures @ rotation.T

    def grad(theta: Array, batch: Batch = None) -> Array:
        # Written out, not as a matrix product: every member gets the same bits as alone.
        value: Array = theta[..., :1] * hessian[0] + theta[..., 1:] * hessian[1]
        return value

    def loss(theta: Array, batch: Batch = None) -> Array:
        value: Array = 0.5 * (theta * grad(theta)).sum(axis=-1)
        return value

    return Problem(
        name="rotated_ravine",
        loss=loss,
        grad=grad,
        theta0=rotation @ np.array([10.0, 1.0]),
        optimum=np.zeros(2),
        source="Duchi, Hazan & Singer 2011",
    )


def noisy_bowl(
    curvatures: float | Sequence[float] | Array = (1.0,),
    noise: float = 1.0,
    *,
    theta0: Sequence[float] | None = None,
) -> Problem:
    """A bowl whose gradient carries normal noise, as if every step saw another batch.

    loss = sum_i curvature_i theta_i^2 / 2 + batch . theta,    grad = curvature theta + batch

    A batch is one draw of the noise, (d,); without one the loss is the clean bowl.

    Source: Bottou, Curtis & Nocedal 2018, section 4.2: the noise floor is proportional to the rate.
    """
    if not noise >= 0:
        raise ValueError(f"noisy_bowl needs noise >= 0, got {noise}")
    clean = bowl(curvatures, theta0=theta0)
    d = len(clean.theta0)

    def loss(theta: Array, batch: Batch = None) -> Array:
        tilt = 0.0 if batch is None else (batch * theta).sum(axis=-1)
        return clean.loss(theta) + tilt

    def grad(theta: Array, batch: Batch = None) -> Array:
        return clean.grad(theta) + (0.0 if batch is None else batch)

    def batches(rng: np.random.Generator) -> Iterator[Array]:
        while True:
            yield noise * rng.standard_normal(d)

    return Problem(
        name="noisy_bowl",
        loss=loss,
        grad=grad,
        theta0=clean.theta0,
        optimum=np.zeros(d),
        source="Bottou, Curtis & Nocedal 2018",
        batches=batches,
    )


def _curvatures(who: str, values: float | Sequence[float] | Array) -> Array:
    curvatures: Array = np.atleast_1d(np.asarray(values, dtype=float))
    if curvatures.ndim != 1 or not (np.isfinite(curvatures) & (curvatures >= 0)).all():
        raise ValueError(
            f"{who} needs finite curvatures >= 0, as a number or a list, got {values}; "
            "for negative curvature use saddle"
        )
    return curvatures


def _start(who: str, theta0: Sequence[float] | None, d: int) -> Array:
    start: Array = np.ones(d) if theta0 is None else np.asarray(theta0, dtype=float)
    if start.shape != (d,):
        raise ValueError(
            f"{who} needs theta0 of shape ({d},), one number per curvature, got {start.shape}"
        )
    return start
