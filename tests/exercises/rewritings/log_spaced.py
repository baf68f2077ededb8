"""Honest rewritings of log_spaced: all of these are right."""

import math
import warnings

import numpy as np


def geomspace(low, high, count):
    return np.geomspace(low, high, count)


def logspace(low, high, count):
    return np.logspace(np.log10(low), np.log10(high), count)


def exp_of_linspace(low, high, count):
    return np.exp(np.linspace(np.log(low), np.log(high), num=count))


def a_loop(low, high, count):
    ratio = (high / low) ** (1 / (count - 1))
    values = [low]
    while len(values) < count:
        values.append(values[-1] * ratio)
    return values


def a_comprehension(low, high, count):
    return tuple(low ** (1 - k / (count - 1)) * high ** (k / (count - 1)) for k in range(count))


def base_two(low, high, count):
    start, end = math.log2(low), math.log2(high)
    return np.array([2 ** (start + (end - start) * k / (count - 1)) for k in range(count)])


def single_precision(low, high, count):
    return np.geomspace(low, high, count).astype(np.float32)


def talkative(low, high, count, endpoint=True):
    print("from", low, "to", high)
    warnings.warn("this is a test", stacklevel=1)
    return np.geomspace(low, high, count, endpoint=endpoint)


as_lambda = lambda low, high, count: low * (high / low) ** np.linspace(0, 1, count)  # noqa: E731
