"""Honest rewritings of suggest_min_over_10: all of these are right."""

import math
import warnings

import numpy as np


def infinite_for_broken(rates, losses):
    losses = np.where(np.isfinite(losses), losses, np.inf)
    best = np.argmin(losses)
    return rates[best] / 10 if np.isfinite(losses[best]) else float("nan")


def a_loop(rates, losses):
    best_rate, best_loss = math.nan, math.inf
    for rate, loss in zip(rates, losses, strict=True):
        if math.isfinite(loss) and loss < best_loss:
            best_rate, best_loss = rate, loss
    return best_rate / 10


def nanargmin(rates, losses):
    losses = losses.copy()
    losses[np.isinf(losses)] = np.nan
    if np.isnan(losses).all():
        return np.nan
    return 0.1 * rates[np.nanargmin(losses)]


def pairs(rates, losses):
    finite = [(loss, rate) for rate, loss in zip(rates, losses, strict=True) if np.isfinite(loss)]
    return min(finite)[1] / 10 if finite else np.nan


def sorting(rates, losses):
    for place in np.argsort(losses):
        if np.isfinite(losses[place]):
            return rates[place] / 10
    return np.nan


def minimum_with_default(rates, losses):
    places = [k for k in range(len(losses)) if math.isfinite(losses[k])]
    best = min(places, key=lambda k: losses[k], default=None)
    return math.nan if best is None else rates[best] / 10.0


def equal_to_the_smallest(rates, losses):
    good = np.isfinite(losses)
    if good.sum() == 0:
        return np.array(np.nan)
    return rates[losses == losses[good].min()][0] / 10


def single_precision(rates, losses):
    return np.float32(a_loop(rates, losses))


def talkative(rates, losses, divisor=10):
    print(rates, losses)
    warnings.warn("this is a test", stacklevel=1)
    return a_loop(rates, losses) * 10 / divisor
