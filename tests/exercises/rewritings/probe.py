"""Honest rewritings of probe: all of these are right."""

import warnings

import numpy as np


def plain(train, checkpoint, lr):
    low = train(checkpoint, lr * 0.1)
    same = train(checkpoint, lr)
    high = train(checkpoint, lr * 10)
    return low, same, high


def a_list(train, checkpoint, lr):
    return [train(checkpoint, lr * factor) for factor in (0.1, 1, 10)]


def an_array(train, checkpoint, lr):
    return np.array([train(checkpoint, rate) for rate in np.geomspace(lr / 10, lr * 10, 3)])


def powers_of_ten(train, checkpoint, lr):
    return tuple(train(checkpoint, lr * 10.0**k) for k in range(-1, 2))


def a_map(train, checkpoint, lr):
    return tuple(map(lambda rate: train(checkpoint, rate), (lr / 10, lr, 10 * lr)))  # noqa: C417


def by_keyword(train, checkpoint, lr):
    return tuple(train(checkpoint=checkpoint, rate=rate) for rate in (lr / 10, lr, 10 * lr))


def in_a_dict(train, checkpoint, lr):
    found = {}
    for name, rate in {"low": lr / 10, "same": lr, "high": lr * 10}.items():
        found[name] = train(checkpoint, rate)
    return found["low"], found["same"], found["high"]


def single_precision(train, checkpoint, lr):
    return [np.float32(loss) for loss in a_list(train, checkpoint, lr)]


def talkative(train, checkpoint, lr, factor=10):
    print("probing", lr)
    warnings.warn("this is a test", stacklevel=1)
    return (
        train(checkpoint, lr / factor),
        train(checkpoint, lr),
        train(checkpoint, lr * factor),
    )
