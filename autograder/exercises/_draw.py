"""How inputs are drawn: numbers that keep the parts of a formula apart."""

import numpy as np

SHAPES = ((3,), (), (1,), (2, 3))


def array(rng, shape, low=0.3, high=2.0):
    """Entries of both signs with sizes in [low, high]: no zero, no tie."""
    return np.asarray(rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape))


def positive(rng, shape, low=0.3, high=2.0):
    """Entries in [low, high]."""
    return np.asarray(rng.uniform(low, high, shape))


def between(rng, low, high):
    """A Python float in [low, high]."""
    return float(rng.uniform(low, high))


def log_between(rng, low, high):
    """A Python float in [low, high], uniform in its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def whole(rng, low, high):
    """A Python int in low .. high, both included."""
    return int(rng.integers(low, high + 1))
