"""Honest rewritings of step_length: all of these are right."""

import math
import warnings

import numpy as np


def with_norm(grad, lr):
    return np.abs(lr) * np.linalg.norm(grad)


def norm_of_the_step(grad, lr):
    return np.linalg.norm((lr * grad).ravel())


def a_loop(grad, lr):
    total = 0.0
    for entry in grad.flat:
        total += (lr * entry) ** 2
    return math.sqrt(total)


def dot_product(grad, lr):
    flat = grad.reshape(-1)
    return abs(lr) * float(flat @ flat) ** 0.5


def frobenius(grad, lr):
    step = np.atleast_2d(lr * grad)
    return np.sqrt(np.trace(step @ step.T))


def hypotenuse(grad, lr):
    return math.hypot(*(lr * grad).ravel())


def einsum(grad, lr):
    flat = np.ravel(grad)
    return np.sqrt(lr**2 * np.einsum("i,i->", flat, flat))


def single_precision(grad, lr):
    return np.float32(abs(lr) * np.linalg.norm(grad))


def talkative(grad, lr, order=None):
    print(grad, lr, order)
    warnings.warn("this is a test", stacklevel=1)
    return np.array(abs(lr) * np.sqrt((grad * grad).sum()))
