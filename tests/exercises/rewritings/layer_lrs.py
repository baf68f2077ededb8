"""Honest rewritings of layer_lrs: all of these are right."""

import warnings

import numpy as np


def plain(base, decay, layers):
    return np.array([base * decay ** (layers - 1 - i) for i in range(layers)])


def from_the_head_down(base, decay, layers):
    rates = [base]
    while len(rates) < layers:
        rates.insert(0, rates[0] * decay)
    return rates


def turned_around(base, decay, layers):
    return (base * decay ** np.arange(layers))[::-1]


def geometric(base, decay, layers):
    return np.geomspace(base * decay ** (layers - 1), base, layers)


def running_product(base, decay, layers):
    factors = np.full(layers, decay)
    factors[0] = base
    return np.cumprod(factors)[::-1].copy()


def logarithms(base, decay, layers):
    return np.exp(np.log(base) + np.log(decay) * np.arange(layers - 1, -1, -1))


def filling(base, decay, layers):
    rates = np.empty(layers)
    rates[-1] = base
    for i in range(layers - 2, -1, -1):
        rates[i] = decay * rates[i + 1]
    return rates


def single_precision(base, decay, layers):
    return (base * decay ** np.arange(layers)[::-1]).astype(np.float32)


def talkative(base, decay, layers):
    rates = tuple(base * pow(decay, layers - 1 - layer) for layer in range(layers))
    print(rates)
    warnings.warn("this is a test", stacklevel=1)
    return rates


def more_options(base, decay, layers, lowest=0.0):
    lowest_layer = base * decay ** (layers - 1)
    return np.maximum(lowest, lowest_layer / decay ** np.arange(layers))


as_lambda = lambda base, decay, layers: [base * decay**k for k in reversed(range(layers))]  # noqa: E731
