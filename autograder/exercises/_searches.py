"""Losses as functions of the rate, smooth on the log axis, with gaps where training blew up."""

import numpy as np

from autograder.core.subject import Refused
from autograder.exercises._draw import between, whole


def one_rate(rate, name):
    """`rate` as a float; anything but a single number is the caller's mistake."""
    number = np.asarray(rate)
    if number.shape != () or number.dtype.kind not in "fiu":
        raise Refused(f"{name} needs one rate, got shape {number.shape}")
    return float(number)


class Valley:
    """loss = floor + depth (log10(rate) - log10(best))^2, and `broken` outside [bottom, top]."""

    def __init__(self, best, floor, depth, bottom=0.0, top=np.inf, broken=np.nan):
        self.best = best
        self.floor = floor
        self.depth = depth
        self.bottom = bottom
        self.top = top
        self.broken = broken

    def loss(self, rate):
        """The loss at one rate."""
        if not self.bottom <= rate <= self.top:
            return self.broken
        return self.floor + self.depth * (np.log10(rate) - np.log10(self.best)) ** 2

    def evaluations(self):
        """Callbacks: {"evaluate": rate -> loss}."""

        def evaluate(rate):
            return float(self.loss(one_rate(rate, "evaluate")))

        return {"evaluate": evaluate}


def floor_and_depth(rng):
    """Losses far below 1, or far above a million: no start value of a search is safe."""
    scale = 10.0 ** (-3 if rng.random() < 0.5 else 9)
    return scale * between(rng, 1.0, 3.0), scale * between(rng, 1.0, 3.0)


def clear_grid(rng, count):
    """A range for `count` rates and, in the middle of it, a best rate near just one of them.

    Returns (low, high, ratio of neighbours, index of the nearest rate, best rate).
    """
    low, high = 10.0 ** between(rng, -6.0, -4.0), 10.0 ** between(rng, -0.5, 0.5)
    ratio = (high / low) ** (1 / (count - 1))
    index = whole(rng, 1, count - 2)
    return low, high, ratio, index, low * ratio ** (index + 0.3 * rng.choice([-1, 1]))
