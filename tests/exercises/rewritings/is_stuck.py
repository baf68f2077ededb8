"""Honest rewritings of is_stuck: all of these are right."""

import math
import warnings

import numpy as np


def plain(grad_norms, tolerance=1e-3):
    last = grad_norms[-1]
    if np.isnan(last) or np.isinf(last):
        return False
    largest = max(x for x in grad_norms if np.isfinite(x))
    return last <= tolerance * largest


def one_expression(grad_norms, tolerance=1e-3):
    finite = np.where(np.isfinite(grad_norms), grad_norms, -np.inf)
    return bool(np.isfinite(grad_norms[-1]) and grad_norms[-1] <= tolerance * finite.max())


def a_loop(grad_norms, tolerance=1e-3):
    largest = 0.0
    for norm in grad_norms:
        if math.isfinite(norm) and norm > largest:
            largest = norm
    end = float(grad_norms[-1])
    return math.isfinite(end) and end <= tolerance * largest


def nanmax(grad_norms, tolerance=1e-3):
    norms = np.array(grad_norms)
    norms[np.isinf(norms)] = np.nan
    if np.isnan(norms[-1]):
        return False
    return norms[-1] <= tolerance * np.nanmax(norms)


def zero_first(grad_norms, tolerance=1e-3):
    end = grad_norms[-1]
    if end == 0:
        return True
    if not np.isfinite(end):
        return False
    return end / np.max(grad_norms[np.isfinite(grad_norms)]) <= tolerance


def masked(grad_norms, tolerance=1e-3):
    largest = np.ma.masked_invalid(grad_norms).max()
    return bool(np.isfinite(grad_norms[-1])) and bool(grad_norms[-1] <= tolerance * largest)


def sorting(grad_norms, tolerance=1e-3):
    finite = sorted(x for x in grad_norms.tolist() if math.isfinite(x))
    return (
        bool(finite) and math.isfinite(grad_norms[-1]) and grad_norms[-1] <= tolerance * finite[-1]
    )


def a_number(grad_norms, tolerance=1e-3):
    return 1.0 if plain(grad_norms, tolerance) else 0.0


def talkative(grad_norms, tolerance=1e-3, window=1):
    print(window, grad_norms)
    warnings.warn("this is a test", stacklevel=1)
    return plain(grad_norms, tolerance)
