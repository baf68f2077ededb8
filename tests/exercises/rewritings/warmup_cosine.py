"""Honest rewritings of warmup_cosine: all of these are right."""

import math
import warnings

import numpy as np


def plain(step, base, warmup, total, low=0.0):
    if step < warmup:
        return (step + 1) / warmup * base
    if step >= total:
        return low
    angle = math.pi * (step - warmup) / (total - warmup)
    return low + (base - low) * 0.5 * (1 + math.cos(angle))


def on_top_of_cosine(step, base, warmup, total, low=0.0):
    def cosine(step, total):
        return low + (base - low) * (1 + math.cos(math.pi * min(1, step / total))) / 2

    return base * (step + 1) / warmup if step < warmup else cosine(step - warmup, total - warmup)


def clipped(step, base, warmup, total, low=0.0):
    share = np.clip((step - warmup) / (total - warmup), 0, 1)
    fall = low + (base - low) * np.cos(np.pi / 2 * share) ** 2
    return np.where(step < warmup, base * (step + 1) / max(warmup, 1), fall)


def ramp_first(step, base, warmup, total, low=0.0):
    ramp = base * (step + 1) / warmup if warmup > 0 else base
    if step < warmup:
        return ramp
    left = max(total - step, 0) / (total - warmup)
    return low + (base - low) * (1 - math.cos(math.pi * left)) / 2


def a_table(step, base, warmup, total, low=0.0):
    rates = [base * (k + 1) / warmup for k in range(warmup)]
    length = total - warmup
    rates += [low + (base - low) * (1 + np.cos(np.pi * k / length)) / 2 for k in range(length + 1)]
    return rates[min(step, total)]


def minimum_of_step(step, base, warmup, total, low=0.0):
    step = min(step, total)
    if step + 1 <= warmup:
        return base / warmup * (step + 1)
    turn = (step - warmup) * np.pi / (total - warmup)
    return (base + low) / 2 + (base - low) * np.cos(turn) / 2


def single_precision(step, base, warmup, total, low=0.0):
    return np.float32(plain(step, base, warmup, total, low))


def recursion(step, base, warmup, total, low=0.0):
    if step > total:
        return recursion(total, base, warmup, total, low)
    if warmup > step:
        return base * (1 + step) / warmup
    if warmup:
        return recursion(step - warmup, base, 0, total - warmup, low)
    return low + (base - low) * (1 + math.cos(math.pi * step / total)) / 2


def talkative(step, base, warmup, total, low=0.0, verbose=True):
    print(step, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(step, base, warmup, total, low)
