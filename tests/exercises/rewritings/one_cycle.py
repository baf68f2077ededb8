"""Honest rewritings of one_cycle: all of these are right."""

import math
import warnings

import numpy as np


def _between(a, b, share):
    return b + (a - b) / 2 * (1 + math.cos(math.pi * share))


def plain(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    u = pct_start * total - 1
    if step <= u:
        return _between(peak / div, peak, step / u)
    return _between(peak, peak / div / final_div, min((step - u) / (total - 1 - u), 1))


def early_return(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    lowest = peak / (div * final_div)
    if step >= total - 1:
        return lowest
    u = pct_start * total - 1
    if step > u:
        return _between(peak, lowest, (step - u) / (total - 1 - u))
    return _between(peak / div, peak, step / u)


def sines(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    u = total * pct_start - 1
    if step < u:
        low, share = peak / div, step / u
        return low + (peak - low) * np.sin(np.pi / 2 * share) ** 2
    low, share = peak / div / final_div, min(1.0, (step - u) / (total - u - 1))
    return low + (peak - low) * np.cos(np.pi / 2 * share) ** 2


def clipped_steps(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    step = min(step, total - 1)
    u = pct_start * total - 1.0
    up = step <= u
    share = step / u if up else (step - u) / (total - 1.0 - u)
    first, last = (peak / div, peak) if up else (peak, peak / (final_div * div))
    return (first + last) / 2 + (first - last) / 2 * math.cos(math.pi * share)


def phases(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    """As PyTorch writes it: a list of phases."""
    ends = [pct_start * total - 1, total - 1]
    rates = [peak / div, peak, peak / div / final_div]
    start = 0.0
    for number, end in enumerate(ends):
        if step <= end or number == 1:
            share = min(1.0, (step - start) / (end - start))
            return _between(rates[number], rates[number + 1], share)
        start = end
    return None


def factor_of_the_peak(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    return peak * plain(step, 1.0, total, pct_start=pct_start, div=div, final_div=final_div)


def numpy_clip(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    u = pct_start * total - 1
    rise = _between(peak / div, peak, np.clip(step / u, 0, 1))
    fall = _between(peak, peak / (div * final_div), np.clip((step - u) / (total - 1 - u), 0, 1))
    return rise if step <= u else fall


def zero_d(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    return np.array(plain(step, peak, total, pct_start, div, final_div))


def talkative(
    step, peak, total, pct_start=0.3, div=25.0, final_div=1e4, three_phase=False, verbose=True
):
    print(step, three_phase, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(step, peak, total, pct_start, div, final_div)
