"""Honest rewritings of tail_average: all of these are right."""

import warnings

import numpy as np


def plain(history, start):
    if start >= len(history):
        raise ValueError("nothing to average")
    return history[start:].mean(axis=0)


def sum_over_count(history, start):
    tail = history[start:]
    if not len(tail):
        raise ValueError
    return np.sum(tail, axis=0) / len(tail)


def a_loop(history, start):
    total, count = 0.0, 0
    for point in history[start:]:
        total = total + point
        count += 1
    if count == 0:
        raise ValueError("empty")
    return total / count


def numpy_average(history, start):
    tail = np.asarray(history)[start:]
    if tail.shape[0] == 0:
        raise ValueError("empty tail")
    return np.average(tail, axis=0)


def running_mean(history, start):
    mean = None
    for count, point in enumerate(history[start:], start=1):
        mean = point if mean is None else mean + (point - mean) / count
    if mean is None:
        raise ValueError("empty")
    return mean


def weights(history, start):
    keep = np.arange(len(history)) >= start
    if not keep.any():
        raise ValueError("empty")
    return np.tensordot(keep / keep.sum(), history, axes=1)


def own_error(history, start):
    class EmptyTail(ValueError):
        pass

    if history[start:].size == 0:
        raise EmptyTail(start)
    return np.mean(history[start:], 0)


def a_list(history, start):
    return np.asarray(plain(history, start)).tolist()


def single_precision(history, start):
    return np.asarray(plain(history, start)).astype(np.float32)


def talkative(history, start, verbose=True):
    print(start, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(history, start)
