"""Honest rewritings of cosine_restarts: all of these are right."""

import math
import warnings

import numpy as np


def _half_cosine(share, base, low):
    return low + (base - low) * (1 + math.cos(math.pi * share)) / 2


def a_loop(step, base, period, mult=1, low=0.0):
    start, length = 0, period
    while start + length <= step:
        start += length
        length *= mult
    return _half_cosine((step - start) / length, base, low)


def closed_form(step, base, period, mult=1, low=0.0):
    if mult == 1:
        return _half_cosine((step % period) / period, base, low)
    cycle = 0
    while period * (mult ** (cycle + 1) - 1) // (mult - 1) <= step:
        cycle += 1
    start = period * (mult**cycle - 1) // (mult - 1)
    return _half_cosine((step - start) / (period * mult**cycle), base, low)


def recursion(step, base, period, mult=1, low=0.0):
    if step >= period:
        return recursion(step - period, base, period * mult, mult, low)
    return base - (base - low) * (1 - math.cos(math.pi * step / period)) / 2


def step_by_step(step, base, period, mult=1, low=0.0):
    place = 0
    for _ in range(step):
        place += 1
        if place == period:
            place, period = 0, period * mult
    return low + (base - low) * np.cos(np.pi / 2 * place / period) ** 2


def table_of_starts(step, base, period, mult=1, low=0.0):
    lengths = [period * mult**k for k in range(step + 1)]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    cycle = int(np.searchsorted(starts, step, side="right")) - 1
    return _half_cosine((step - starts[cycle]) / lengths[cycle], base, low)


def remainder(step, base, period, mult=1, low=0.0):
    length = period
    while step // length:
        step, length = step - length, length * mult
    return np.float64(_half_cosine(step / length, base, low))


def single_precision(step, base, period, mult=1, low=0.0):
    return np.float32(a_loop(step, base, period, mult, low))


def a_generator(step, base, period, mult=1, low=0.0):
    def rates():
        length = period
        while True:
            for k in range(length):
                yield _half_cosine(k / length, base, low)
            length *= mult

    for number, rate in enumerate(rates()):
        if number == step:
            return rate
    return None


def talkative(step, base, period, mult=1, low=0.0, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return a_loop(step, base, period, mult, low)
