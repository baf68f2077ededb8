"""Smooth test functions, as callbacks of the checker: they refuse what is not a point."""

import numpy as np

from autograder.core.subject import Refused


def point(x, shape, name):
    """`x` as a float array of the due shape; a wrong one is the caller's mistake."""
    try:
        array = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError):
        raise Refused(f"{name} needs a point of shape {shape}") from None
    if array.shape != shape:
        raise Refused(f"{name} needs a point of shape {shape}, got shape {array.shape}")
    return array


class Wave:
    """f(x) = sum of a x^2 / 2 + b sin x, with a and b of its own for every entry."""

    def __init__(self, rng, shape):
        self.shape = shape
        self.a = np.asarray(rng.uniform(0.5, 1.5, shape))
        self.b = np.asarray(rng.uniform(0.5, 1.5, shape))

    def gradients(self):
        """Callbacks: {"grad_fn": theta -> gradient}."""

        def grad_fn(theta):
            x = point(theta, self.shape, "grad_fn")
            return self.a * x + self.b * np.cos(x)

        return {"grad_fn": grad_fn}

    def losses(self):
        """Callbacks: {"loss_fn": theta -> loss}."""

        def loss_fn(theta):
            x = point(theta, self.shape, "loss_fn")
            return float(np.sum(self.a * x**2 / 2 + self.b * np.sin(x)))

        return {"loss_fn": loss_fn}
