"""Honest rewritings of sgd_step: all of these are right."""

import warnings

import numpy as np


def plain(theta, grad, lr):
    return theta - lr * grad


def adding_the_negative(theta, grad, lr):
    return -grad * lr + theta


def in_place_on_a_copy(theta, grad, lr):
    theta = theta.copy()
    theta -= lr * grad
    return theta


def entry_by_entry(theta, grad, lr):
    result = np.empty_like(theta)
    for i in np.ndindex(theta.shape):
        result[i] = theta[i] - lr * grad[i]
    return result


def named_functions(theta, grad, lr):
    return np.subtract(theta, np.multiply(lr, grad))


def single_precision(theta, grad, lr):
    return (theta.astype(np.float32) - np.float32(lr) * grad.astype(np.float32)).astype(np.float32)


def as_a_list(theta, grad, lr):
    return (np.asarray(theta) - lr * np.asarray(grad)).tolist()


def talkative(theta, grad, lr):
    print(theta, grad, lr)
    warnings.warn("this is a test", stacklevel=1)
    return theta - grad * lr


def more_options(theta, grad, lr, weight_decay=0.0):
    return theta - lr * (grad + weight_decay * theta)


as_lambda = lambda theta, grad, lr: theta + (-lr) * grad  # noqa: E731
