"""Honest rewritings of smooth: all of these are right."""

import warnings

import numpy as np


def plain(losses, beta):
    average, smoothed = 0, []
    for k, loss in enumerate(losses, start=1):
        average = beta * average + (1 - beta) * loss
        smoothed.append(average / (1 - beta**k))
    return smoothed


def prepared_array(losses, beta):
    result, average = np.zeros(len(losses)), 0.0
    for k in range(len(losses)):
        average += (1 - beta) * (losses[k] - average)
        result[k] = average / (1 - beta ** (k + 1))
    return result


def explicit_weights(losses, beta):
    result = []
    for k in range(len(losses)):
        weights = beta ** np.arange(k, -1, -1)
        result.append(np.sum(weights * losses[: k + 1]) / np.sum(weights))
    return np.array(result)


def weighted_average(losses, beta):
    return [
        np.average(losses[: k + 1], weights=beta ** np.arange(k + 1)[::-1])
        for k in range(len(losses))
    ]


def matrix(losses, beta):
    place = np.arange(len(losses))
    weights = np.tril(beta ** np.abs(place[:, None] - place[None, :]))
    return weights @ losses / weights.sum(axis=1)


def two_sums(losses, beta):
    above = below = 0.0
    result = np.empty_like(losses)
    for k, loss in enumerate(losses):
        above, below = beta * above + loss, beta * below + 1
        result[k] = above / below
    return result


def correction_kept(losses, beta):
    average, left, result = 0.0, 1.0, ()
    for loss in losses:
        average, left = average * beta + loss * (1 - beta), left * beta
        result += (average / (1 - left),)
    return result


def convolution(losses, beta):
    count = len(losses)
    kernel = (1 - beta) * beta ** np.arange(count)
    averages = np.convolve(losses, kernel)[:count]
    return averages / (1 - beta ** np.arange(1, count + 1))


def single_precision(losses, beta):
    return np.array(plain(losses, beta), dtype=np.float32)


def talkative(losses, beta, verbose=True):
    print(losses, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(losses, beta)
