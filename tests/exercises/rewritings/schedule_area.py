"""Honest rewritings of schedule_area: all of these are right."""

import math
import warnings

import numpy as np


def a_loop(schedule, steps):
    total = 0.0
    for t in range(steps):
        total += schedule(t)
    return total


def numpy_sum(schedule, steps):
    return np.sum([schedule(t) for t in range(steps)])


def a_map(schedule, steps):
    return sum(map(schedule, range(steps)))


def exact_sum(schedule, steps):
    return math.fsum(schedule(step) for step in range(steps))


def backwards(schedule, steps):
    total = 0
    for t in reversed(range(steps)):
        total = total + schedule(step=t)
    return total


def a_while_loop(schedule, steps):
    t, total = 0, 0.0
    while t < steps:
        total += schedule(t)
        t += 1
    return np.array(total)


def last_of_the_sums(schedule, steps):
    return np.cumsum([schedule(np.int64(t)) for t in np.arange(steps)])[-1]


def recursion(schedule, steps):
    return 0.0 if steps == 0 else schedule(steps - 1) + recursion(schedule, steps - 1)


def single_precision(schedule, steps):
    return np.float32(a_loop(schedule, steps))


def talkative(schedule, steps, verbose=True):
    print(steps, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return sum([schedule(t) for t in range(steps)])
