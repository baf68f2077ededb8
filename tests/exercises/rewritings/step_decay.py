"""Honest rewritings of step_decay: all of these are right."""

import math
import warnings

import numpy as np


def plain(step, base, drop, every):
    return drop ** (step // every) * base


def whole_part(step, base, drop, every):
    return base * drop ** int(step / every)


def with_floor(step, base, drop, every):
    return base * np.power(drop, np.floor(step / every))


def a_loop(step, base, drop, every):
    rate = base
    while step >= every:
        rate *= drop
        step -= every
    return rate


def recursion(step, base, drop, every):
    return base if step < every else recursion(step - every, base * drop, drop, every)


def counted(step, base, drop, every):
    drops = sum(1 for t in range(1, step + 1) if t % every == 0)
    return base * drop**drops


def divmod_way(step, base, drop, every):
    stairs, _ = divmod(step, every)
    return math.exp(math.log(base) + stairs * math.log(drop))


def single_precision(step, base, drop, every):
    return np.float32(base) * np.float32(drop) ** (step // every)


def a_table(step, base, drop, every):
    table = np.repeat(base * drop ** np.arange(step // every + 1), every)
    return table[step]


def talkative(step, base, drop, every, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return base * drop ** (step // every)
