"""Honest rewritings of rmsprop_step: all of these are right."""

import math
import warnings

import numpy as np


def plain(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = rho * avg + (1.0 - rho) * grad * grad
    return theta - lr * grad / (np.sqrt(avg) + eps), avg


def moving_towards(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = avg + (1 - rho) * (grad**2 - avg)
    return theta - lr * (grad / (avg**0.5 + eps)), avg


def in_place_on_copies(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    theta, avg = theta.copy(), avg.copy()
    avg *= rho
    avg += (1 - rho) * grad**2
    theta -= lr * grad / (np.sqrt(avg) + eps)
    return [theta, avg]


def entry_by_entry(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    new_theta, new_avg = np.empty_like(theta), np.empty_like(avg)
    for i in np.ndindex(theta.shape):
        new_avg[i] = rho * avg[i] + (1 - rho) * grad[i] ** 2
        new_theta[i] = theta[i] - lr * grad[i] / (math.sqrt(new_avg[i]) + eps)
    return new_theta, new_avg


def numpy_average(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = np.average(np.stack([avg, np.square(grad)]), axis=0, weights=[rho, 1 - rho])
    return theta - lr * grad / (np.sqrt(avg) + eps), avg


def rate_first(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = (1 - rho) * np.square(grad) + rho * avg
    rates = lr / (np.sqrt(avg) + eps)
    return theta + -rates * grad, avg


def single_precision(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    return tuple(np.float32(x) for x in plain(theta, grad, avg, lr, rho, eps))


def with_lists(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    return tuple(np.asarray(x).tolist() for x in plain(theta, grad, avg, lr, rho, eps))


def talkative(theta, grad, avg, lr, rho=0.9, eps=1e-8, momentum=0.0):
    print(theta, momentum)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad, avg, lr, rho, eps)


as_lambda = lambda *args, **kwargs: plain(*args, **kwargs)  # noqa: E731
