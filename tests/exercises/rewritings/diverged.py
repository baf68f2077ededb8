"""Honest rewritings of diverged: all of these are right."""

import math
import warnings

import numpy as np


def a_loop(losses, factor=10.0):
    for loss in losses:  # noqa: SIM110 - a loop is the point
        if not math.isfinite(loss) or loss > factor * losses[0]:
            return True
    return False


def denied(losses, factor=10.0):
    with np.errstate(invalid="ignore"):
        return not np.all(losses <= factor * losses[0]) or not np.isfinite(losses[0])


def the_largest(losses, factor=10.0):
    largest = np.max(losses)
    return not np.isfinite(largest) or largest > factor * losses[0]


def numpy_truth(losses, factor=10.0):
    bad = ~np.isfinite(losses) | (losses > factor * losses[0])
    return bad.any()


def a_number(losses, factor=10.0):
    return 1.0 if a_loop(losses, factor) else 0.0


def generator_inside(losses, factor=10.0):
    first = losses[0]
    return any(math.isnan(x) or math.isinf(x) or x > first * factor for x in losses)


def ratios(losses, factor=10.0):
    if not np.isfinite(losses).all():
        return True
    return bool((losses / losses[0]).max() > factor)


def counting(losses, factor=10.0):
    fine = np.isfinite(losses) & (np.nan_to_num(losses) <= factor * losses[0])
    return int(fine.sum()) < len(losses) or not np.isfinite(losses[0])


def talkative(losses, factor=10.0, name="run"):
    print(name, losses)
    warnings.warn("this is a test", stacklevel=1)
    return a_loop(list(losses), factor)
