"""Honest rewritings of regime: all of these are right."""

import math
import warnings

import numpy as np


def by_the_factor(lr, curvature):
    if not (lr > 0 and curvature > 0):
        raise ValueError("lr and curvature must be positive")
    factor = 1 - lr * curvature
    if factor >= 0:
        return "monotone"
    if factor >= -1:
        return "oscillating"
    return "diverging"


def one_expression(lr, curvature):
    if min(lr, curvature) <= 0:
        raise ValueError
    x = lr * curvature
    return "monotone" if x <= 1 else "oscillating" if x < 2 else "diverging"


def the_other_way_round(lr, curvature):
    if lr <= 0:
        raise ValueError("lr")
    if curvature <= 0:
        raise ValueError("curvature")
    limit = 2 / curvature
    if lr > limit:
        return "diverging"
    return "oscillating" if lr > limit / 2 else "monotone"


def a_table(lr, curvature):
    if lr <= 0 or curvature <= 0:
        raise ValueError(f"{lr}, {curvature}")
    names = ["monotone", "oscillating", "diverging"]
    return names[int(np.searchsorted([1.0, 2.0], lr * curvature))]


def simulated(lr, curvature):
    if lr <= 0 or curvature <= 0:
        raise ValueError("positive numbers only")
    x = 1.0
    x = x - lr * curvature * x
    if abs(x) > 1:
        return "diverging"
    return "monotone" if x >= 0 else "oscillating"


def own_error(lr, curvature):
    class NotPositive(ValueError):
        pass

    if lr <= 0 or curvature <= 0:
        raise NotPositive("not positive")
    return by_the_factor(lr, curvature)


def logarithms(lr, curvature):
    if lr <= 0 or curvature <= 0:
        raise ValueError("math domain error")
    size = math.log2(lr) + math.log2(curvature)
    if size > 1:
        return "diverging"
    return np.str_("oscillating") if size > 0 else "monotone"


def talkative(lr, curvature, names=("monotone", "oscillating", "diverging")):
    print(lr, curvature)
    warnings.warn("this is a test", stacklevel=1)
    if lr <= 0 or curvature <= 0:
        raise ValueError("no")
    return names[(lr * curvature > 1) + (lr * curvature > 2)]
