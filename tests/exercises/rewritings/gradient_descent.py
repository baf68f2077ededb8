"""Honest rewritings of gradient_descent: all of these are right."""

import warnings

import numpy as np


def a_list_of_points(grad_fn, theta0, lr, steps):
    theta, path = theta0, [theta0]
    for _ in range(steps):
        theta = theta - lr * grad_fn(theta)
        path.append(theta)
    return path


def a_prepared_array(grad_fn, theta0, lr, steps):
    path = np.empty((steps + 1, *theta0.shape))
    path[0] = theta0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path


def in_place_with_copies(grad_fn, theta0, lr, steps):
    theta = theta0.copy()
    path = [theta.copy()]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        path.append(theta.copy())
    return np.stack(path)


def one_buffer(grad_fn, theta0, lr, steps):
    """The same buffer is handed to grad_fn at every step."""
    buffer = np.array(theta0, dtype=float)
    path = [buffer.tolist()]
    for _ in range(steps):
        buffer[...] = buffer - lr * np.asarray(grad_fn(buffer))
        path.append(buffer.tolist())
    return path


def recursion(grad_fn, theta0, lr, steps):
    if steps == 0:
        return np.array([theta0])
    rest = recursion(grad_fn, theta0 - lr * grad_fn(theta0), lr, steps - 1)
    return np.concatenate([np.array([theta0]), rest])


def a_while_loop(grad_fn, theta0, lr, steps):
    path = [np.asarray(theta0)]
    while len(path) <= steps:
        path.append(path[-1] + (-lr) * grad_fn(theta=path[-1]))
    return tuple(path)


def sum_of_steps(grad_fn, theta0, lr, steps):
    theta, moves = theta0, [np.zeros_like(theta0)]
    for _ in range(steps):
        move = -lr * grad_fn(theta)
        moves.append(move)
        theta = theta + move
    return theta0 + np.cumsum(np.array(moves), axis=0)


def single_precision(grad_fn, theta0, lr, steps):
    return a_prepared_array(grad_fn, theta0, lr, steps).astype(np.float32)


def talkative(grad_fn, theta0, lr, steps, verbose=True):
    if verbose:
        print("starting at", theta0)
        warnings.warn("this is a test", stacklevel=1)
    return a_prepared_array(grad_fn, theta0, lr, steps)
