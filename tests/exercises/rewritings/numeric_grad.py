"""Honest rewritings of numeric_grad: all of these are right."""

import warnings

import numpy as np


def plain(loss_fn, theta, h=1e-5):
    grad = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        step = np.zeros_like(theta)
        step[i] = h
        grad[i] = (loss_fn(theta + step) - loss_fn(theta - step)) / (2 * h)
    return grad


def flattened(loss_fn, theta, h=1e-5):
    flat = theta.ravel()
    slopes = []
    for k in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[k] += h
        down[k] -= h
        slopes.append(
            (loss_fn(up.reshape(theta.shape)) - loss_fn(down.reshape(theta.shape))) / 2 / h
        )
    return np.array(slopes).reshape(theta.shape)


def down_first(loss_fn, theta, h=1e-5):
    grad = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        x = theta.copy()
        x[i] = theta[i] - h
        low = loss_fn(x)
        x[i] = theta[i] + h
        grad[i] = 0.5 * (loss_fn(x) - low) / h
    return grad


def moved_and_put_back(loss_fn, theta, h=1e-5):
    grad = np.empty(theta.shape)
    for i in np.ndindex(theta.shape):
        kept = theta[i]
        theta[i] = kept + h
        high = loss_fn(theta)
        theta[i] = kept - h
        low = loss_fn(theta)
        theta[i] = kept
        grad[i] = (high - low) / (2 * h)
    return grad


def unit_vectors(loss_fn, theta, h=1e-5):
    grad = [
        (loss_fn(theta + h * e.reshape(theta.shape)) - loss_fn(theta - h * e.reshape(theta.shape)))
        / (2 * h)
        for e in np.eye(theta.size)
    ]
    return np.reshape(grad, theta.shape)


def nditer(loss_fn, theta, h=1e-5):
    grad = np.zeros_like(theta)
    iterator = np.nditer(theta, flags=["multi_index"])
    while not iterator.finished:
        i = iterator.multi_index
        plus, minus = np.array(theta), np.array(theta)
        plus[i] += h
        minus[i] -= h
        grad[i] = (loss_fn(plus) - loss_fn(minus)) / (h + h)
        iterator.iternext()
    return grad


def as_a_list(loss_fn, theta, h=1e-5):
    return plain(loss_fn, theta, h).tolist()


def all_losses_first(loss_fn, theta, h=1e-5):
    places = list(np.ndindex(theta.shape))
    moves = []
    for i in places:
        move = np.zeros(theta.shape)
        move[i] = h
        moves.append(move)
    highs = np.array([loss_fn(theta=theta + move) for move in moves])
    lows = np.array([loss_fn(theta=theta - move) for move in moves])
    return ((highs - lows) / (2 * h)).reshape(theta.shape)


def talkative(loss_fn, theta, h=1e-5, progress=False):
    print("h is", h, progress)
    warnings.warn("this is a test", stacklevel=1)
    return plain(loss_fn, theta, h)
