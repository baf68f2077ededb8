"""Honest rewritings of wsd: all of these are right."""

import warnings

import numpy as np


def plain(step, peak, warmup, stable, decay, low=0.0):
    if step < warmup:
        return peak * (step + 1) / warmup
    if step < warmup + stable:
        return peak
    k = step - warmup - stable
    return peak - (peak - low) * (k + 1) / decay if k < decay else low


def clamped(step, peak, warmup, stable, decay, low=0.0):
    if step < warmup:
        return (step + 1) / warmup * peak
    lost = min(max(step - warmup - stable + 1, 0) / decay, 1.0)
    return peak + (low - peak) * lost


def minimum_of_both(step, peak, warmup, stable, decay, low=0.0):
    ramp = peak * min(1.0, (step + 1) / warmup)
    left = np.clip((warmup + stable + decay - 1 - step) / decay, 0.0, 1.0)
    return ramp if step < warmup + stable else low + (peak - low) * left


def interpolated(step, peak, warmup, stable, decay, low=0.0):
    corners = [-1, warmup - 1, warmup + stable - 1, warmup + stable + decay - 1]
    return np.interp(step, corners, [0.0, peak, peak, low])


def a_table(step, peak, warmup, stable, decay, low=0.0):
    rates = np.concatenate(
        [
            peak * np.arange(1, warmup + 1) / warmup,
            np.full(stable, peak),
            peak - (peak - low) * np.arange(1, decay + 1) / decay,
            [low],
        ]
    )
    return rates[min(step, len(rates) - 1)]


def counting_down(step, peak, warmup, stable, decay, low=0.0):
    left = warmup + stable + decay - 1 - step
    if left <= 0:
        return low
    if left < decay:
        return low + (peak - low) * left / decay
    return peak if step >= warmup else peak * (step + 1) / warmup


def subtracting(step, peak, warmup, stable, decay, low=0.0):
    if step < warmup:
        return peak - peak * (warmup - 1 - step) / warmup
    rate = peak
    for _ in range(max(0, min(step - warmup - stable + 1, decay))):
        rate -= (peak - low) / decay
    return rate


def single_precision(step, peak, warmup, stable, decay, low=0.0):
    return np.float32(plain(step, peak, warmup, stable, decay, low))


def talkative(step, peak, warmup, stable, decay, low=0.0, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(step, peak, warmup, stable, decay, low)
