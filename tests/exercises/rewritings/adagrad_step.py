"""Honest rewritings of adagrad_step: all of these are right."""

import math
import warnings

import numpy as np


def plain(theta, grad, accum, lr, eps=1e-8):
    accum = accum + grad * grad
    return theta - lr / (np.sqrt(accum) + eps) * grad, accum


def in_place_on_copies(theta, grad, accum, lr, eps=1e-8):
    theta, accum = theta.copy(), accum.copy()
    accum += grad**2
    theta -= lr * grad / (accum**0.5 + eps)
    return [theta, accum]


def entry_by_entry(theta, grad, accum, lr, eps=1e-8):
    new_theta, new_accum = np.empty_like(theta), np.empty_like(accum)
    for i in np.ndindex(theta.shape):
        new_accum[i] = accum[i] + grad[i] ** 2
        new_theta[i] = theta[i] - lr * grad[i] / (math.sqrt(new_accum[i]) + eps)
    return new_theta, new_accum


def through_hypot(theta, grad, accum, lr, eps=1e-8):
    root = np.hypot(np.sqrt(accum), grad)
    return theta - lr * grad / (root + eps), root**2


def named_functions(theta, grad, accum, lr, eps=1e-8):
    accum = np.add(accum, np.square(grad))
    return np.subtract(theta, np.divide(lr * grad, np.add(np.sqrt(accum), eps))), accum


def rate_first(theta, grad, accum, lr, eps=1e-8):
    total = np.square(grad) + accum
    rates = lr / (np.power(total, 0.5) + eps)
    return theta + -rates * grad, total


def single_precision(theta, grad, accum, lr, eps=1e-8):
    return tuple(np.float32(x) for x in plain(theta, grad, accum, lr, eps))


def with_lists(theta, grad, accum, lr, eps=1e-8):
    return tuple(np.asarray(x).tolist() for x in plain(theta, grad, accum, lr, eps))


def talkative(theta, grad, accum, lr, eps=1e-8, initial=0.0):
    print(theta, initial)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad, accum + initial, lr, eps)


as_lambda = lambda *args, **kwargs: plain(*args, **kwargs)  # noqa: E731
