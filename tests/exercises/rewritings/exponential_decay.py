"""Honest rewritings of exponential_decay: all of these are right."""

import math
import warnings

import numpy as np


def plain(step, base, gamma):
    return gamma**step * base


def a_loop(step, base, gamma):
    rate = base
    for _ in range(step):
        rate = rate * gamma
    return rate


def through_e(step, base, gamma):
    return base * math.exp(step * math.log(gamma))


def numpy_power(step, base, gamma):
    return base * np.power(gamma, step)


def recursion(step, base, gamma):
    return base if step == 0 else gamma * recursion(step - 1, base, gamma)


def a_product(step, base, gamma):
    return base * math.prod([gamma] * step)


def a_table(step, base, gamma):
    return (base * np.cumprod(np.append(1.0, np.full(step, gamma))))[step]


def single_precision(step, base, gamma):
    return np.float32(base * gamma**step)


def divided(step, base, gamma):
    return base / (1 / gamma) ** step


def talkative(step, base, gamma, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return np.array(base * gamma**step)
