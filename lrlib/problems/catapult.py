"""The catapult: a model where a rate above 2/curvature first explodes and then settles."""

from __future__ import annotations

import numpy as np

from lrlib.types import Array, Batch, Problem


def catapult(width: int = 512, *, seed: int = 0) -> Problem:
    """A two-layer linear network with one example of input 1 and target 0.

    f = u . v / sqrt(width),    loss = f^2 / 2,    curvature = (|u|^2 + |v|^2) / width

    theta = (u, v) : (2 width,), drawn from a normal distribution.
    For 2 < lr curvature < 4 the loss grows at first, and the run ends at a flatter place.

    Source: Lewkowycz et al. 2020, section 2 (the warm-up model).
    """
    if width < 1:
        raise ValueError(f"catapult needs width >= 1, got {width}")
    root = np.sqrt(width)

    def output(theta: Array) -> Array:
        value: Array = (theta[..., :width] * theta[..., width:]).sum(axis=-1) / root
        return value

    def loss(theta: Array, batch: Batch = None) -> Array:
        return 0.5 * output(theta) ** 2

    def grad(theta: Array, batch: Batch = None) -> Array:
        other = np.concatenate([theta[..., width:], theta[..., :width]], axis=-1)
        value: Array = output(theta)[..., None] * other / root
        return value

    def init(rng: np.random.Generator) -> Array:
        return rng.standard_normal(2 * width)

    return Problem(
        name="catapult",
        loss=loss,
        grad=grad,
        theta0=init(np.random.default_rng(seed)),
        source="Lewkowycz et al. 2020, section 2",
        init=init,
        groups={"u": slice(0, width), "v": slice(width, 2 * width)},
    )
