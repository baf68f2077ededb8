"""Honest rewritings of random_search: all of these are right."""

import math
import warnings

import numpy as np


def _smallest(rates, losses):
    finite = [(loss, rate) for rate, loss in zip(rates, losses, strict=True) if math.isfinite(loss)]
    return min(finite)[1] if finite else math.nan


def one_draw_at_a_time(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    best, smallest = math.nan, math.inf
    for _ in range(count):
        rate = 10 ** rng.uniform(math.log10(low), math.log10(high))
        loss = evaluate(rate)
        if loss < smallest:
            best, smallest = rate, loss
    return best


def a_share_of_the_ratio(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    rates = low * (high / low) ** rng.random(count)
    return _smallest(rates, [evaluate(rate) for rate in rates])


def base_two(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    rates = 2.0 ** rng.uniform(np.log2(low), np.log2(high), size=count)
    losses = np.array([evaluate(rate) for rate in rates])
    losses = np.where(np.isinf(losses), np.nan, losses)
    return np.nan if np.isnan(losses).all() else rates[np.nanargmin(losses)]


def from_the_high_end(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    rates = high * np.exp(-rng.random(count) * np.log(high / low))
    return _smallest(rates, [evaluate(rate) for rate in rates])


def sorted_before_trying(evaluate, low, high, count, seed):
    rates = sorted(np.exp(np.random.default_rng(seed).uniform(np.log(low), np.log(high), count)))
    return _smallest(rates, [evaluate(float(rate)) for rate in rates])


def other_draws_with_other_bits(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    share = rng.integers(0, 2**53, size=count) / 2**53
    rates = np.exp(np.log(low) + share * (np.log(high) - np.log(low)))
    return _smallest(rates, [evaluate(rate) for rate in rates])


def one_draw_in_each_slice(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    share = rng.permutation((np.arange(count) + rng.random(count)) / count)
    rates = low ** (1 - share) * high**share
    return np.asarray(_smallest(rates, [evaluate(rate) for rate in rates]))


def single_precision(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    rates = np.exp(rng.uniform(np.log(low), np.log(high), count)).astype(np.float32)
    return np.float32(_smallest(rates, [evaluate(rate) for rate in rates]))


def talkative(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed=seed)
    tried = {}
    for exponent in rng.uniform(np.log(low), np.log(high), count):
        rate = math.exp(exponent)
        tried[rate] = evaluate(rate=rate)
        print(rate, tried[rate])
        warnings.warn("this is a test", stacklevel=1)
    tried = {rate: loss for rate, loss in tried.items() if np.isfinite(loss)}
    return min(tried, key=tried.get, default=float("nan"))


def more_options(evaluate, low, high, count, seed, make=np.random.default_rng):
    rates = np.exp(make(seed).uniform(np.log(low), np.log(high), count))
    losses = np.array([evaluate(rate) for rate in rates])
    losses[~np.isfinite(losses)] = np.inf
    return rates[losses.argmin()] if losses.min() < np.inf else np.nan
