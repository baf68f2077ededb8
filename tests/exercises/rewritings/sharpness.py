"""Honest rewritings of sharpness: all of these are right."""

import math
import warnings

import numpy as np


def with_helpers(grad_fn, theta, v0, steps, h=1e-5):
    def hvp(v):
        return (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)

    v = v0 / np.linalg.norm(v0)
    for _ in range(steps):
        w = hvp(v)
        if not np.any(w):
            return 0.0
        v = w / np.linalg.norm(w)
    return v @ hvp(v)


def on_top_of_power_iteration(grad_fn, theta, v0, steps, h=1e-5):
    def power_iteration(hvp, v0, steps):
        v = v0 / np.linalg.norm(v0)
        for _ in range(steps):
            w = hvp(v)
            length = np.linalg.norm(w)
            if length == 0:
                return 0.0
            v = w / length
        return np.dot(v, hvp(v))

    return power_iteration(
        lambda v: 0.5 * (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / h, v0, steps
    )


def product_kept(grad_fn, theta, v0, steps, h=1e-5):
    v = v0 / math.sqrt(v0 @ v0)
    for step in range(steps + 1):
        w = (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)
        length = math.sqrt(w @ w)
        if length == 0:
            return 0.0
        if step == steps:
            return float(w @ v)
        v = w / length
    return None


def down_first(grad_fn, theta, v0, steps, h=1e-5):
    v = np.divide(v0, np.linalg.norm(v0))

    def change(v):
        low = grad_fn(theta - h * v)
        return grad_fn(theta=theta + h * v) - low

    for _ in range(steps):
        w = change(v)
        length = np.linalg.norm(w)
        if length == 0:
            return 0
        v = w / length
    return np.sum(v * change(v)) / (2 * h)


def quotient_divided(grad_fn, theta, v0, steps, h=1e-5):
    v = v0 / np.linalg.norm(v0)
    for _ in range(steps):
        w = (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / h
        if np.linalg.norm(w) == 0:
            return 0.0
        v = w / np.linalg.norm(w)
    return (v @ (grad_fn(theta + h * v) - grad_fn(theta - h * v))) / (2 * h * (v @ v))


def in_place_on_copies(grad_fn, theta, v0, steps, h=1e-5):
    v = v0.copy()
    v /= np.linalg.norm(v)
    for _ in range(steps):
        up, down = theta.copy(), theta.copy()
        up += h * v
        down -= h * v
        w = grad_fn(up)
        w -= grad_fn(down)
        w /= 2 * h
        length = np.linalg.norm(w)
        if length == 0:
            return 0.0
        v[:] = w / length
    return np.array(v @ (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h))


def with_lists(grad_fn, theta, v0, steps, h=1e-5):
    def gradient(x):
        return np.array(grad_fn(x.tolist()))

    v = v0 / np.linalg.norm(v0)
    for _ in range(steps):
        w = (gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h)
        if (w == 0).all():
            return 0.0
        v = w / np.linalg.norm(w)
    return v.dot(gradient(theta + h * v) - gradient(theta - h * v)) / (2 * h)


def single_result(grad_fn, theta, v0, steps, h=1e-5):
    return np.float32(with_helpers(grad_fn, theta, v0, steps, h))


def talkative(grad_fn, theta, v0, steps, h=1e-5, verbose=True):
    print(steps, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return with_helpers(grad_fn, theta, v0, steps, h)
