"""Honest rewritings of effective_lr: all of these are right."""

import math
import warnings

import numpy as np


def with_norm(grads, lr, eps=1e-8):
    return lr / (np.linalg.norm(grads, axis=0) + eps)


def a_loop_over_steps(grads, lr, eps=1e-8):
    total = np.zeros(grads.shape[1])
    for grad in grads:
        total += grad**2
    return lr / (total**0.5 + eps)


def a_loop_over_coordinates(grads, lr, eps=1e-8):
    rates = []
    for column in grads.T:
        rates.append(lr / (math.sqrt(sum(g * g for g in column)) + eps))
    return rates


def two_loops(grads, lr, eps=1e-8):
    steps, width = grads.shape
    rates = np.zeros(width)
    for j in range(width):
        total = 0.0
        for i in range(steps):
            total += grads[i, j] ** 2
        rates[j] = lr / (np.sqrt(total) + eps)
    return rates


def einsum(grads, lr, eps=1e-8):
    return lr / (np.sqrt(np.einsum("ij,ij->j", grads, grads)) + eps)


def mean_times_steps(grads, lr, eps=1e-8):
    return lr / (np.sqrt(np.mean(grads**2, axis=0) * len(grads)) + eps)


def transposed(grads, lr, eps=1e-8):
    return lr / (np.sqrt((grads.T**2).sum(axis=1)) + eps)


def last_of_the_sums(grads, lr, eps=1e-8):
    return (lr / (np.sqrt(np.cumsum(np.square(grads), axis=0)) + eps))[-1]


def hypotenuse(grads, lr, eps=1e-8):
    return tuple(lr / (math.hypot(*column) + eps) for column in grads.T)


def single_precision(grads, lr, eps=1e-8):
    return with_norm(grads, lr, eps).astype(np.float32)


def talkative(grads, lr, eps=1e-8, verbose=True):
    print(grads, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return with_norm(grads, lr, eps)
