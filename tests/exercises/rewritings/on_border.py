"""Honest rewritings of on_border: all of these are right."""

import math
import warnings

import numpy as np


def plain(rates, losses):
    losses = np.where(np.isfinite(losses), losses, np.inf)
    if losses.min() == np.inf:
        return False
    best = rates[losses.argmin()]
    return best == rates.min() or best == rates.max()


def sorted_pairs(rates, losses):
    pairs = sorted(zip(rates, losses, strict=True))
    finite = [loss for _, loss in pairs if math.isfinite(loss)]
    if not finite:
        return False
    return min(finite) in (pairs[0][1], pairs[-1][1])


def nanargmin(rates, losses):
    losses = np.array(losses)
    losses[np.isinf(losses)] = np.nan
    if np.isnan(losses).all():
        return np.bool_(False)
    place = np.nanargmin(losses)
    return place in (np.argmin(rates), np.argmax(rates))


def a_loop(rates, losses):
    best, smallest = None, math.inf
    for rate, loss in zip(rates, losses, strict=True):
        if loss < smallest:
            best, smallest = rate, loss
    return best is not None and not min(rates) < best < max(rates)


def ranks(rates, losses):
    order = np.argsort(rates)
    losses = np.nan_to_num(losses, nan=np.inf, posinf=np.inf)[order]
    if not np.any(losses < np.inf):
        return 0
    return int(np.argmin(losses) in (0, len(rates) - 1))


def counting(rates, losses):
    finite = np.isfinite(losses)
    if finite.sum() == 0:
        return False
    best = rates[finite][losses[finite].argmin()]
    return bool(np.all(rates >= best) | np.all(rates <= best))


def an_array_of_no_dimension(rates, losses):
    usable = np.flatnonzero(np.isfinite(losses))
    if len(usable) == 0:
        return np.asarray(False)
    best = usable[np.argmin(losses[usable])]
    return np.asarray((rates[best] <= rates.min()) or (rates[best] >= rates.max()))


def single_precision(rates, losses):
    rates, losses = rates.astype(np.float32), losses.astype(np.float32)
    good = [(loss, rate) for loss, rate in zip(losses, rates, strict=True) if np.isfinite(loss)]
    return bool(good) and min(good)[1] in (rates.min(), rates.max())


def talkative(rates, losses):
    warnings.warn("this is a test", stacklevel=1)
    table = {loss: rate for rate, loss in zip(rates, losses, strict=True) if np.isfinite(loss)}
    print(table)
    return len(table) > 0 and table[min(table)] in {min(rates), max(rates)}


def more_options(rates, losses, margin=1.0):
    finite = np.isfinite(losses)
    if not any(finite):
        return False
    best = rates[finite][np.argsort(losses[finite])[0]]
    return best <= rates.min() * margin or best >= rates.max() / margin
