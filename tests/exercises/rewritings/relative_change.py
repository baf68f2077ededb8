"""Honest rewritings of relative_change: all of these are right."""

import math
import warnings

import numpy as np


def with_norm(old, new):
    size = np.linalg.norm(old)
    change = np.linalg.norm(new - old)
    if size == 0:
        return 0.0 if change == 0 else float("inf")
    return change / size


def flattened(old, new):
    old, new = np.ravel(old), np.ravel(new)
    size = math.sqrt(old @ old)
    change = math.sqrt((new - old) @ (new - old))
    if size > 0:
        return change / size
    return math.inf if change else 0.0


def a_loop(old, new):
    change = size = 0.0
    for a, b in zip(old.flat, new.flat, strict=True):
        change += (b - a) ** 2
        size += a**2
    if size == 0 and change == 0:
        return 0
    if size == 0:
        return np.inf
    return math.sqrt(change / size)


def early_return(old, new):
    if np.array_equal(old, new):
        return 0.0
    if not np.any(old):
        return np.float64("inf")
    return np.sqrt(((old - new) ** 2).sum() / (old**2).sum())


def letting_numpy_divide(old, new):
    change, size = np.linalg.norm((new - old).ravel()), np.linalg.norm(old.ravel())
    if change == 0 and size == 0:
        return 0.0
    with np.errstate(divide="ignore"):
        return np.divide(change, size)


def hypotenuse(old, new):
    size = math.hypot(*old.ravel())
    change = math.hypot(*(new - old).ravel())
    return change / size if size else (math.inf if change else 0.0)


def single_precision(old, new):
    return np.float32(with_norm(old, new))


def zero_d_array(old, new):
    return np.array(with_norm(old, new))


def talkative(old, new, verbose=True):
    if verbose:
        print(old, new)
        warnings.warn("this is a test", stacklevel=1)
    return with_norm(old, new)
