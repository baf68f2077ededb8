"""Honest rewritings of power_iteration: all of these are right."""

import math
import warnings

import numpy as np


def with_norm(hvp, v0, steps):
    v = v0 / np.linalg.norm(v0)
    for _ in range(steps):
        w = hvp(v)
        if not np.any(w):
            return 0.0
        v = w / np.linalg.norm(w)
    return v @ hvp(v)


def start_not_normalised(hvp, v0, steps):
    v = v0
    for _ in range(steps):
        w = np.asarray(hvp(v))
        length = math.sqrt(w @ w)
        if length == 0.0:
            return 0.0
        v = w / length
    return float(np.dot(v, hvp(v)))


def quotient_divided(hvp, v0, steps):
    v = v0 / np.max(np.abs(v0))
    for _ in range(steps):
        w = hvp(v)
        largest = np.max(np.abs(w))
        if largest == 0:
            return 0
        v = w / largest
    w = hvp(v)
    return (v @ w) / (v @ v)


def product_kept(hvp, v0, steps):
    v = v0 / np.linalg.norm(v0)
    w = hvp(v)
    for _ in range(steps):
        length = np.linalg.norm(w)
        if length == 0:
            return 0.0
        v = w / length
        w = hvp(v)
    return np.sum(w * v)


def in_place_on_a_copy(hvp, v0, steps):
    v = v0.copy()
    v /= np.linalg.norm(v)
    for _ in range(steps):
        v[:] = hvp(v)
        length = np.linalg.norm(v)
        if length == 0:
            return 0.0
        v /= length
    return np.array(v.dot(hvp(v)))


def plain_python(hvp, v0, steps):
    v = [float(x) for x in v0]
    length = math.hypot(*v)
    v = [x / length for x in v]
    for _ in range(steps):
        w = [float(x) for x in hvp(v)]
        length = math.hypot(*w)
        if length == 0:
            return 0.0
        v = [x / length for x in w]
    return sum(a * b for a, b in zip(v, hvp(v), strict=True))


def stopping_at_the_end_too(hvp, v0, steps):
    v = v0 / np.linalg.norm(v0)
    for step in range(steps + 1):
        w = hvp(v)
        if np.linalg.norm(w) == 0:
            return 0.0
        if step == steps:
            return np.float32(v @ w)
        v = w / np.linalg.norm(w)
    return None


def talkative(hvp, v0, steps, verbose=True):
    print(steps, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return with_norm(hvp=hvp, v0=v0, steps=steps)
