"""Honest rewritings of steps_to: all of these are right."""

import math
import warnings

import numpy as np


def a_loop(tolerance, lr, curvature):
    factor = abs(1 - lr * curvature)
    if factor >= 1:
        return float("inf")
    n, left = 1, factor
    while left > tolerance:
        left *= factor
        n += 1
    return n


def by_powers(tolerance, lr, curvature):
    factor = abs(1 - lr * curvature)
    if factor >= 1:
        return np.inf
    n = 1
    while factor**n > tolerance:
        n += 1
    return n


def numpy_logarithms(tolerance, lr, curvature):
    factor = np.abs(1 - lr * curvature)
    if factor >= 1:
        return np.inf
    if factor < tolerance:
        return 1
    return np.ceil(np.log(tolerance) / np.log(factor))


def base_ten(tolerance, lr, curvature):
    shrink = abs(lr * curvature - 1)
    if shrink == 0:
        return 1
    digits = -math.log10(shrink)
    if digits <= 0:
        return math.inf
    return max(1, int(-math.log10(tolerance) // digits + 1))


def base_factor(tolerance, lr, curvature):
    factor = math.fabs(1 - lr * curvature)
    if factor == 0:
        return 1.0
    if factor >= 1:
        return math.inf
    return max(1.0, float(math.ceil(math.log(tolerance, factor))))


def minus_floor(tolerance, lr, curvature):
    factor = abs(1.0 - lr * curvature)
    if not factor < 1:
        return math.inf
    return 1 if factor <= tolerance else -math.floor(-math.log(tolerance) / math.log(factor))


def simulated(tolerance, lr, curvature):
    if not 0 < lr * curvature < 2:
        return np.inf
    x, steps = 1.0, 0
    while steps < 1 or abs(x) > tolerance:
        x -= lr * curvature * x
        steps += 1
    return np.int64(steps)


def doubling_back(tolerance, lr, curvature):
    factor = abs(1 - lr * curvature)
    if factor >= 1:
        return math.inf
    high = 1
    while factor**high > tolerance:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if factor**middle > tolerance else (low, middle)
    return high


def talkative(tolerance, lr, curvature, most=10**6):
    print(tolerance, lr, curvature, most)
    warnings.warn("this is a test", stacklevel=1)
    return by_powers(tolerance, lr, curvature)
