"""Honest rewritings of suggest_steepest: all of these are right."""

import warnings

import numpy as np


def sliced(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log10(rates))
    stop = len(rates) - skip_end
    return rates[skip_start:stop][np.argmin(slopes[skip_start:stop])]


def offset(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log(rates))[skip_start : len(losses) - skip_end]
    return rates[skip_start + int(np.argmin(slopes))]


def infinite_ends(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log(rates))
    slopes[:skip_start] = np.inf
    if skip_end:
        slopes[-skip_end:] = np.inf
    return rates[np.argmin(slopes)]


def a_loop(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log2(rates))
    best = None
    for k in range(skip_start, len(rates) - skip_end):
        if best is None or slopes[k] < slopes[best]:
            best = k
    return rates[best]


def none_for_zero(rates, losses, skip_start=5, skip_end=3):
    keep = slice(skip_start, -skip_end if skip_end else None)
    falls = -np.gradient(losses, np.log(rates))
    return rates[keep][np.argmax(falls[keep])]


def by_hand(rates, losses, skip_start=5, skip_end=3):
    x, count = np.log(rates), len(rates)
    slopes = np.empty(count)
    slopes[0] = (losses[1] - losses[0]) / (x[1] - x[0])
    slopes[-1] = (losses[-1] - losses[-2]) / (x[-1] - x[-2])
    slopes[1:-1] = (losses[2:] - losses[:-2]) / (x[2:] - x[:-2])
    places = range(skip_start, count - skip_end)
    return rates[min(places, key=lambda k: slopes[k])]


def even_spacing(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses)
    kept = [k for k in range(len(rates)) if skip_start <= k < len(rates) - skip_end]
    return np.float64(rates[kept[int(np.argmin(slopes[kept]))]])


def masked(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log(rates))
    place = np.arange(len(rates))
    hidden = (place < skip_start) | (place >= len(rates) - skip_end)
    return rates[np.ma.array(slopes, mask=hidden).argmin()]


def talkative(rates, losses, skip_start=5, skip_end=3, verbose=True):
    print(losses, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return sliced(rates, losses, skip_start, skip_end)
