"""Honest rewritings of momentum_stable: all of these are right."""

import warnings

import numpy as np


def one_by_one(lr, mu, curvature):
    if mu < 0 or mu >= 1:
        return False
    if lr * curvature <= 0:
        return False
    return lr * curvature < 2 + 2 * mu


def eigenvalues(lr, mu, curvature):
    if not 0 <= mu < 1:
        return False
    matrix = np.array([[1 + mu - lr * curvature, -mu], [1.0, 0.0]])
    return bool(np.max(np.abs(np.linalg.eigvals(matrix))) < 1 - 1e-12)


def product_of_truths(lr, mu, curvature):
    x = lr * curvature
    return (x > 0) * (x < 2 * (1 + mu)) * (mu >= 0) * (mu < 1)


def numpy_truth(lr, mu, curvature):
    return np.all([lr * curvature > 0, lr * curvature < 2 * (1 + mu), mu >= 0, mu < 1])


def as_a_float(lr, mu, curvature):
    return float(one_by_one(lr, mu, curvature))


def solved_for_the_rate(lr, mu, curvature):
    if curvature == 0 or not (0 <= mu < 1):
        return False
    limit = 2 * (1 + mu) / curvature
    return 0 < lr < limit if curvature > 0 else limit < lr < 0


def denied(lr, mu, curvature):
    return not (mu < 0 or mu >= 1 or lr * curvature <= 0 or lr * curvature >= 2 * (1 + mu))


def scaled(lr, mu, curvature):
    share = lr * curvature / (2 * (1 + max(mu, 0)))
    return mu >= 0 and mu < 1 and share > 0 and share < 1


def talkative(lr, mu, curvature, verbose=True):
    print(lr, mu, curvature, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return np.bool_(one_by_one(lr, mu, curvature))
