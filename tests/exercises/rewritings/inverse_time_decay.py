"""Honest rewritings of inverse_time_decay: all of these are right."""

import warnings
from fractions import Fraction

import numpy as np


def plain(step, base, k):
    return base / (step * k + 1)


def a_power(step, base, k):
    return base * (1 + k * step) ** -1


def numpy_divide(step, base, k):
    return np.divide(base, 1.0 + k * step)


def reciprocal(step, base, k):
    return base * np.reciprocal(1.0 + k * step)


def one_over(step, base, k):
    return 1 / (1 / base + k * step / base)


def exact(step, base, k):
    return Fraction(base) / (1 + Fraction(k) * step)


def a_loop(step, base, k):
    below = 1.0
    for _ in range(step):
        below += k
    return base / below


def single_precision(step, base, k):
    return np.float32(base) / (np.float32(1) + np.float32(k) * np.float32(step))


def zero_d(step, base, k):
    return np.array(base / (1 + k * step))


def talkative(step, base, k, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return base / (1 + k * step)
