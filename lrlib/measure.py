"""What to measure in a run: curvature, stability, noise, the size of the steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lrlib.types import Array, ArrayLike, Batch, Problem


def power_iteration(hvp: Callable[[Array], Array], v0: ArrayLike, steps: int) -> float:
    """The eigenvalue of largest magnitude of a symmetric matrix, given only hvp(v) = matrix v.

    steps times: w = hvp(v), v = w / |w|;  then the Rayleigh quotient v . hvp(v)

    >>> round(power_iteration(lambda v: np.array([1.0, -3.0]) * v, [1.0, 1.0], 50), 9)
    -3.0

    Source: von Mises & Pollaczek-Geiringer 1929; Trefethen & Bau 1997, Algorithm 27.1.
    """
    v = np.asarray(v0, dtype=float)
    length = np.linalg.norm(v)
    if not length > 0 or steps < 0:
        raise ValueError(
            f"power_iteration needs v0 other than zero and steps >= 0, got {v!r}, {steps}"
        )
    v = v / length
    for _ in range(steps):
        w = hvp(v)
        length = np.linalg.norm(w)
        if length == 0:
            return 0.0
        v = w / length
    return float((v * hvp(v)).sum())


def sharpness(
    problem: Problem,
    theta: Array,
    batch: Batch = None,
    *,
    steps: int = 50,
    h: float = 1e-5,
    rng: np.random.Generator | None = None,
) -> float:
    """The largest curvature of the loss at theta (d,), by power iteration.

    hvp(v) = (grad(theta + h v) - grad(theta - h v)) / (2 h)

    >>> from lrlib.problems import bowl
    >>> round(sharpness(bowl([1.0, 7.0]), np.zeros(2)), 6)
    7.0

    Source: Cohen et al. 2021, section 2; Pearlmutter 1994 for products with the Hessian.
    """

    def hvp(v: Array) -> Array:
        both = np.stack([theta + h * v, theta - h * v])
        up, down = problem.grad(both, batch)
        product: Array = (up - down) / (2 * h)
        return product

    start = (rng or np.random.default_rng(0)).standard_normal(theta.shape)
    return power_iteration(hvp, start, steps)


def momentum_radius(lr: ArrayLike, mu: ArrayLike, curvature: ArrayLike) -> Array:
    """Spectral radius of heavy ball on a bowl: its long-run factor per step; below 1 it converges.

    z^2 - (1 + mu - lr curvature) z + mu = 0,  the larger |z|;  all arguments broadcast

    >>> momentum_radius(1.0, 0.0, 1.5).item(), round(momentum_radius(0.1, 0.81, 0.1).item(), 6)
    (0.5, 0.9)

    Source: Polyak 1964, section 2; Goh 2017, "The Dynamics of Momentum".
    """
    mu_ = np.asarray(mu, dtype=float)
    middle = 1 + mu_ - np.asarray(lr, dtype=float) * np.asarray(curvature, dtype=float)
    root = np.sqrt((middle**2 - 4 * mu_).astype(complex))
    larger: Array = np.maximum(np.abs(middle + root), np.abs(middle - root)) / 2
    return larger


def noise_floor(lr: ArrayLike, curvature: ArrayLike = 1.0, noise: float = 1.0) -> Any:
    """The loss at which SGD at a constant rate hovers above the bottom of a noisy bowl.

    E[loss] = sum_i lr noise^2 / (2 (2 - lr curvature_i)),  for 0 < lr curvature < 2

    >>> float(noise_floor(0.4))
    0.125

    Source: Bottou, Curtis & Nocedal 2018, theorem 4.6; exact on the bowl (a geometric series).
    """
    lr_, h = np.asarray(lr, dtype=float)[..., None], np.atleast_1d(np.asarray(curvature, float))
    if not ((lr_ * h > 0) & (lr_ * h < 2)).all():
        raise ValueError(f"noise_floor needs 0 < lr curvature < 2, got {lr!r} and {curvature!r}")
    return (lr_ * noise**2 / (2 * (2 - lr_ * h))).sum(axis=-1)[()]


def update_ratio(before: Array, after: Array) -> Any:
    """Length of a step relative to the parameters, (..., d) -> (...); healthy runs: about 1e-3.

    >>> update_ratio(np.array([3.0, 4.0]), np.array([3.0, 4.5])).item()
    0.1

    Source: Karpathy 2015, CS231n notes, "Ratio of weights:updates".
    """
    step, size = np.linalg.norm(after - before, axis=-1), np.linalg.norm(before, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(step == 0, 0.0, step / size)
