"""Honest rewritings of to_pytorch: all of these are right."""

import warnings

import numpy as np


def plain(velocity, lr):
    return -velocity / lr


def over_the_negative(velocity, lr):
    return velocity / -lr


def times_the_inverse(velocity, lr):
    return -(1 / lr) * velocity


def entry_by_entry(velocity, lr):
    result = np.empty_like(velocity)
    for i in np.ndindex(velocity.shape):
        result[i] = -velocity[i] / lr
    return result


def in_place_on_a_copy(velocity, lr):
    velocity = np.array(velocity)
    velocity /= lr
    velocity *= -1
    return velocity


def named_functions(velocity, lr):
    return np.negative(np.divide(velocity, lr))


def a_list(velocity, lr):
    return (-velocity / lr).tolist()


def single_precision(velocity, lr):
    return (-velocity / lr).astype(np.float32)


def zero_minus(velocity, lr):
    return (0 - velocity) * lr**-1


def talkative(velocity, lr, verbose=True):
    print(velocity, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return -velocity / lr
