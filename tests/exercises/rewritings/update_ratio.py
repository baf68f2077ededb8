"""Honest rewritings of update_ratio: all of these are right."""

import math
import warnings

import numpy as np


def with_norm(theta, grad, lr):
    size, step = np.linalg.norm(theta), abs(lr) * np.linalg.norm(grad)
    if size == 0:
        return float("inf") if step > 0 else 0.0
    return step / size


def norm_of_the_change(theta, grad, lr):
    change = np.linalg.norm(-lr * grad)
    size = np.linalg.norm(theta)
    if change == 0:
        return 0
    return change / size if size else math.inf


def flattened(theta, grad, lr):
    theta, step = theta.ravel(), (lr * grad).ravel()
    if not theta.any():
        return np.inf if step.any() else 0.0
    return math.sqrt((step @ step) / (theta @ theta))


def a_loop(theta, grad, lr):
    size = step = 0.0
    for x, g in zip(theta.flat, grad.flat, strict=True):
        size += x * x
        step += (lr * g) ** 2
    if size == 0.0:
        return 0.0 if step == 0.0 else math.inf
    return math.sqrt(step) / math.sqrt(size)


def hypotenuse(theta, grad, lr):
    size = math.hypot(*theta.ravel())
    step = lr * math.hypot(*grad.ravel())
    return step / size if size else (math.inf if step else 0.0)


def numpy_division(theta, grad, lr):
    step, size = lr * np.linalg.norm(grad.ravel()), np.linalg.norm(theta.ravel())
    if step == 0:
        return 0.0
    with np.errstate(divide="ignore"):
        return np.float64(step) / size


def single_precision(theta, grad, lr):
    return np.float32(with_norm(theta, grad, lr))


def zero_d(theta, grad, lr):
    return np.array(with_norm(theta, grad, lr))


def talkative(theta, grad, lr, name="layer"):
    print(name)
    warnings.warn("this is a test", stacklevel=1)
    return with_norm(theta, grad, lr)
