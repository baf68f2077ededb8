"""Honest rewritings of range_test: all of these are right."""

import math
import warnings

import numpy as np


def geomspace(train_step, save, restore, low, high, count, stop_factor=4.0):
    start = save()
    rates, losses = [], []
    for rate in np.geomspace(low, high, count):
        loss = train_step(rate)
        if not math.isfinite(loss):
            break
        if losses and loss > stop_factor * min(losses):
            break
        rates.append(rate)
        losses.append(loss)
    restore(start)
    return rates, losses


def try_finally(train_step, save, restore, low, high, count, stop_factor=4.0):
    snapshot = save()
    kept = []
    try:
        for rate in np.logspace(np.log10(low), np.log10(high), count):
            loss = train_step(rate)
            best = min((each[1] for each in kept), default=math.inf)
            if not np.isfinite(loss) or loss > stop_factor * best:
                break
            kept.append((rate, loss))
    finally:
        restore(snapshot)
    return np.array([rate for rate, _ in kept]), np.array([loss for _, loss in kept])


def a_while_loop(train_step, save, restore, low, high, count, stop_factor=4.0):
    before = save()
    ratio = (high / low) ** (1 / (count - 1))
    rate, best, rates, losses = low, None, [], []
    while len(rates) < count:
        loss = train_step(rate)
        if np.isnan(loss) or np.isinf(loss) or (best is not None and loss > stop_factor * best):
            break
        best = loss if best is None else min(best, loss)
        rates += [rate]
        losses += [loss]
        rate *= ratio
    restore(before)
    return np.asarray(rates), np.asarray(losses)


def prepared_arrays(train_step, save, restore, low, high, count, stop_factor=4.0):
    snapshot = save()
    rates = np.exp(np.linspace(np.log(low), np.log(high), count))
    losses, taken, best = np.empty(count), 0, np.inf
    for k in range(count):
        losses[k] = train_step(rates[k])
        if not (losses[k] <= stop_factor * best) or losses[k] == np.inf:
            break
        best = min(best, losses[k])
        taken += 1
    restore(snapshot)
    return rates[:taken].copy(), losses[:taken].copy()


def a_generator(train_step, save, restore, low, high, count, stop_factor=4.0):
    def steps():
        best = math.inf
        for k in range(count):
            rate = low * (high / low) ** (k / (count - 1))
            loss = train_step(rate=rate)
            if not math.isfinite(loss) or loss > stop_factor * best:
                return
            best = min(best, loss)
            yield rate, loss

    snapshot = save()
    found = list(steps())
    restore(snapshot)
    return tuple(zip(*found, strict=True)) if found else ([], [])


def a_stop_flag(train_step, save, restore, low, high, count, stop_factor=4.0):
    snapshot = save()
    rates, losses, going = [], [], True
    for rate in np.geomspace(low, high, num=count):
        if going:
            loss = float(train_step(float(rate)))
            going = math.isfinite(loss) and all(loss <= stop_factor * old for old in losses)
            if going:
                rates.append(float(rate))
                losses.append(loss)
    restore(snapshot=snapshot)
    return [rates, losses]


def single_precision(train_step, save, restore, low, high, count, stop_factor=4.0):
    rates, losses = geomspace(train_step, save, restore, low, high, count, stop_factor)
    return np.array(rates, dtype=np.float32), np.array(losses, dtype=np.float32)


def stacked(train_step, save, restore, low, high, count, stop_factor=4.0):
    return np.array(geomspace(train_step, save, restore, low, high, count, stop_factor))


def talkative(train_step, save, restore, low, high, count, stop_factor=4.0, verbose=True):
    print(low, high, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return geomspace(train_step, save, restore, low, high, count, stop_factor)
