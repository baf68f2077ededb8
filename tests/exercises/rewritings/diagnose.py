"""Honest rewritings of diagnose: all of these are right."""

import math
import warnings

import numpy as np


def step_by_step(loss_low, loss_same, loss_high):
    if np.isfinite(loss_same):
        low = np.isfinite(loss_low) and loss_low < 0.9 * loss_same
        high = np.isfinite(loss_high) and loss_high < 0.9 * loss_same
    else:
        low, high = np.isfinite(loss_low), np.isfinite(loss_high)
    if low and not high:
        return "too high"
    if high and not low:
        return "too low"
    if low and high:
        return "too high" if loss_low < loss_high else "too low"
    return "not the rate"


def infinite_bar(loss_low, loss_same, loss_high):
    bar = 0.9 * loss_same if math.isfinite(loss_same) else math.inf
    low = loss_low if math.isfinite(loss_low) else math.inf
    high = loss_high if math.isfinite(loss_high) else math.inf
    if min(low, high) >= bar:
        return "not the rate"
    return "too high" if low < high else "too low"


def best_candidate(loss_low, loss_same, loss_high):
    found = []
    for loss, name in ((loss_low, "too high"), (loss_high, "too low")):
        if math.isfinite(loss) and not loss >= 0.9 * loss_same:
            found.append((loss, name))
    return min(found)[1] if found else "not the rate"


def ratios(loss_low, loss_same, loss_high):
    same = loss_same if math.isfinite(loss_same) else 1e300
    losses = {"too high": loss_low / same, "too low": loss_high / same}
    good = {k: v for k, v in losses.items() if math.isfinite(v) and v < 0.9}
    return min(good, key=good.get) if good else "not the rate"


def numpy_way(loss_low, loss_same, loss_high):
    losses = np.array([loss_low, loss_high])
    bar = np.where(np.isfinite(loss_same), 0.9 * loss_same, np.inf)
    helps = np.isfinite(losses) & (losses < bar)
    if not helps.any():
        return "not the rate"
    return ["too high", "too low"][int(np.argmin(np.where(helps, losses, np.inf)))]


def match_statement(loss_low, loss_same, loss_high):
    def good(x):
        return math.isfinite(x) and (x < 0.9 * loss_same or not math.isfinite(loss_same))

    match good(loss_low), good(loss_high):
        case True, False:
            return "too high"
        case False, True:
            return "too low"
        case True, True:
            return "too low" if loss_high < loss_low else "too high"
    return "not the rate"


def a_tenth_less(loss_low, loss_same, loss_high):
    def gain(loss):
        if not math.isfinite(loss):
            return -1.0
        if not math.isfinite(loss_same):
            return 1.0
        return 1 - loss / loss_same - 0.1

    low, high = gain(loss_low) > 0, gain(loss_high) > 0
    if low and high:
        low = loss_low < loss_high
    return "too high" if low else "too low" if high else "not the rate"


def talkative(loss_low, loss_same, loss_high, factor=0.9):
    print(loss_low, loss_same, loss_high, factor)
    warnings.warn("this is a test", stacklevel=1)
    return np.str_(infinite_bar(loss_low, loss_same, loss_high))
