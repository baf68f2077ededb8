"""Honest rewritings of grid_search: all of these are right."""

import math
import warnings

import numpy as np


def plain(evaluate, low, high, count):
    rates = np.geomspace(low, high, count)
    losses = np.array([evaluate(rate) for rate in rates])
    losses[~np.isfinite(losses)] = np.inf
    return rates[losses.argmin()] if np.isfinite(losses).any() else np.nan


def loop_with_logspace(evaluate, low, high, count):
    best, smallest = float("nan"), float("inf")
    for rate in np.logspace(np.log10(low), np.log10(high), count):
        loss = evaluate(float(rate))
        if loss < smallest:
            best, smallest = rate, loss
    return best


def by_multiplying(evaluate, low, high, count):
    ratio = (high / low) ** (1 / (count - 1))
    found, rate = [], low
    for _ in range(count):
        loss = evaluate(rate)
        if math.isfinite(loss):
            found.append((loss, rate))
        rate *= ratio
    return min(found)[1] if found else math.nan


def a_dictionary(evaluate, low, high, count):
    rates = np.exp(np.linspace(math.log(low), math.log(high), count)).tolist()
    loss_of = {rate: evaluate(rate) for rate in rates}
    finite = {rate: loss for rate, loss in loss_of.items() if np.isfinite(loss)}
    return min(finite, key=finite.get) if finite else float("nan")


def numpy_nanargmin(evaluate, low, high, count):
    rates = np.geomspace(low, high, count)
    losses = np.array([evaluate(rate) for rate in rates])
    losses = np.where(np.isinf(losses), np.nan, losses)
    return np.nan if np.isnan(losses).all() else rates[np.nanargmin(losses)]


def by_keyword(evaluate, low, high, count):
    rates = [low * (high / low) ** (k / (count - 1)) for k in range(count)]
    losses = [evaluate(rate=rate) for rate in rates]
    usable = [k for k in range(count) if np.isfinite(losses[k])]
    if len(usable) == 0:
        return np.float64("nan")
    return rates[sorted(usable, key=lambda k: losses[k])[0]]


def array_of_size_zero_dimensions(evaluate, low, high, count):
    rates = 10 ** np.linspace(np.log10(low), np.log10(high), count)
    losses = np.asarray([evaluate(np.asarray(rate)) for rate in rates])
    losses = np.nan_to_num(losses, nan=np.inf, posinf=np.inf)
    return np.asarray(rates[np.argmin(losses)] if losses.min() < np.inf else np.nan)


def single_precision(evaluate, low, high, count):
    rates = np.geomspace(low, high, count)
    losses = np.array([evaluate(rate) for rate in rates])
    good = np.isfinite(losses)
    return np.float32(rates[good][losses[good].argmin()] if good.any() else np.nan)


def talkative(evaluate, low, high, count):
    best, smallest = None, None
    for rate in np.geomspace(low, high, count):
        loss = evaluate(rate)
        print(rate, loss)
        warnings.warn("this is a test", stacklevel=1)
        if np.isfinite(loss) and (smallest is None or loss < smallest):
            best, smallest = rate, loss
    return np.nan if best is None else best


def more_options(evaluate, low, high, count, log=True):
    space = np.geomspace if log else np.linspace
    rates = space(low, high, count)
    pairs = [(evaluate(rate), rate) for rate in rates]
    pairs = [pair for pair in pairs if abs(pair[0]) < float("inf")]
    return sorted(pairs)[0][1] if pairs else float("nan")
