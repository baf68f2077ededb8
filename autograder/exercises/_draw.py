"""How inputs are drawn: numbers that keep the parts of a formula apart."""

import numpy as np

SHAPES = ((3,), (), (1,), (2, 3))


def array(rng, shape, low=0.3, high=2.0):
    """Entries of both signs with sizes in [low, high]: no zero, no tie."""
    return np.asarray(rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape))


def gradient(rng, shape):
    """Large or small and of both signs, but not so small that the usual eps shows."""
    return array(rng, shape, 1.0, 2.0) * rng.choice([1.0, 3.0, 10.0])


def clear_gradient(rng, theta, lr, moved):
    """A gradient whose step, from theta to `moved(grad)`, is nowhere near zero."""
    grad, clear = np.zeros(theta.shape), np.zeros(theta.shape, dtype=bool)
    while not clear.all():
        grad = np.where(clear, grad, gradient(rng, theta.shape))
        clear = np.abs(moved(grad) - theta) > 0.05 * lr
    return grad


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
