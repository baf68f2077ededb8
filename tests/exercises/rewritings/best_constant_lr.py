"""Honest rewritings of best_constant_lr: all of these are right."""

import warnings
from fractions import Fraction

import numpy as np


def plain(mu, L):
    return 2.0 / (L + mu)


def one_over_the_mean(mu, L):
    return 1 / ((mu + L) / 2)


def one_over_numpy_mean(mu, L):
    return 1 / np.mean([mu, L])


def a_power(mu, L):
    return 2 * (mu + L) ** -1


def exact(mu, L):
    return Fraction(2) / (Fraction(mu) + Fraction(L))


def single_precision(mu, L):
    return np.float32(2) / (np.float32(mu) + np.float32(L))


def zero_d(mu, L):
    return np.array(2 / (mu + L))


def from_the_factor(mu, L):
    worst = (L - mu) / (L + mu)
    return (1 + worst) / L


def talkative(mu, L, momentum=0.0):
    print(mu, L, momentum)
    warnings.warn("this is a test", stacklevel=1)
    return 2 / (mu + L)


as_lambda = lambda mu, L: 1 / (0.5 * mu + 0.5 * L)  # noqa: E731
