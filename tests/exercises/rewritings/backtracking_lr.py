"""Honest rewritings of backtracking_lr: all of these are right."""

import math
import warnings

import numpy as np


def powers(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start, square = loss_fn(theta), np.linalg.norm(grad) ** 2
    for k in range(60):
        lr = lr0 * shrink**k
        loss = loss_fn(theta - lr * grad)
        if math.isfinite(loss) and loss <= start - c * lr * square:
            return lr
    return 0.0


def a_while_loop(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start, square, lr, tries = loss_fn(theta), float(grad @ grad), lr0, 0
    while tries < 60:
        loss = loss_fn(theta - lr * grad)
        tries += 1
        if np.isfinite(loss) and start - loss >= c * lr * square:
            return lr
        lr *= shrink
    return 0.0


def recursion(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start = loss_fn(theta)

    def attempt(lr, left):
        if left == 0:
            return 0.0
        loss = loss_fn(theta - lr * grad)
        if not np.isfinite(loss) or loss > start - c * lr * np.sum(grad**2):
            return attempt(lr * shrink, left - 1)
        return lr

    return attempt(lr0, 60)


def generator_inside(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start, square = loss_fn(theta), np.dot(grad, grad)

    def passes(lr):
        loss = loss_fn(theta=theta - lr * grad)
        return bool(np.isfinite(loss)) and loss <= start - c * lr * square

    return next((lr for lr in (lr0 * shrink**k for k in range(60)) if passes(lr)), 0.0)


def for_else(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start, square, lr = loss_fn(theta), np.sum(np.square(grad)), lr0
    for _ in range(60):
        loss = loss_fn(theta + (-lr) * grad)
        if np.abs(loss) < np.inf and loss + c * lr * square <= start:
            break
        lr = shrink * lr
    else:
        lr = 0.0
    return lr


def infinite_for_broken(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    start, slope = loss_fn(theta), -np.sum(grad**2)
    for lr in lr0 * shrink ** np.arange(60):
        loss = loss_fn(theta - lr * grad)
        loss = loss if np.isfinite(loss) else np.inf
        if loss <= start + c * lr * slope:
            return np.float64(lr)
    return 0


def one_buffer(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    buffer, lr = theta.copy(), lr0
    start = loss_fn(buffer)
    for _ in range(60):
        buffer[...] = theta - lr * grad
        loss = loss_fn(buffer)
        if not (np.isnan(loss) or np.isinf(loss)) and loss <= start - c * lr * (grad**2).sum():
            return np.array(lr)
        lr = lr * shrink
    return 0.0


def single_result(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    return np.float32(powers(loss_fn, theta, grad, lr0, c, shrink))


def talkative(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5, most=60):
    print(lr0, most)
    warnings.warn("this is a test", stacklevel=1)
    return powers(loss_fn, theta, grad, lr0, c, shrink)
