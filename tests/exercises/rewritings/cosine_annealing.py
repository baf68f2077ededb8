"""Honest rewritings of cosine_annealing: all of these are right."""

import cmath
import math
import warnings

import numpy as np


def clamped(step, base, total, low=0.0):
    share = min(step / total, 1.0)
    return low + 0.5 * (base - low) * (1 + math.cos(math.pi * share))


def squared_cosine(step, base, total, low=0.0):
    half_angle = math.pi / 2 * min(step, total) / total
    return low + (base - low) * math.cos(half_angle) ** 2


def from_the_top(step, base, total, low=0.0):
    if step >= total:
        return low
    return base - (base - low) * (1 - np.cos(np.pi * step / total)) / 2


def with_sine(step, base, total, low=0.0):
    share = np.clip(step / total, 0, 1)
    return low + (base - low) * (1 - np.sin(np.pi * (share - 0.5))) / 2


def complex_numbers(step, base, total, low=0.0):
    turn = cmath.exp(1j * math.pi * min(step, total) / total)
    return low + (base - low) * (1 + turn.real) / 2


def recursion(step, base, total, low=0.0):
    if step > total:
        return recursion(total, base, total, low)
    return (base + low) / 2 + (base - low) / 2 * math.cos(step * math.pi / total)


def in_degrees(step, base, total, low=0.0):
    angle = np.deg2rad(180 * min(step, total) / total)
    return low + (base - low) * (1 + np.cos(angle)) / 2


def single_precision(step, base, total, low=0.0):
    return np.float32(clamped(step, base, total, low))


def mixture(step, base, total, low=0.0):
    weight = (1 + math.cos(math.pi * min(step, total) / total)) / 2
    return weight * base + (1 - weight) * low


def talkative(step, base, total, low=0.0, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return clamped(step, base, total, low)
