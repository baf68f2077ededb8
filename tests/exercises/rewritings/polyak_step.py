"""Honest rewritings of polyak_step: all of these are right."""

import warnings

import numpy as np


def plain(theta, grad, loss, best_loss):
    if not np.any(grad):
        return theta
    lr = (loss - best_loss) / np.sum(grad * grad)
    return theta - lr * grad


def with_norm(theta, grad, loss, best_loss):
    length = np.linalg.norm(grad)
    if length == 0:
        return np.array(theta)
    return theta - (loss - best_loss) / length**2 * grad


def flattened(theta, grad, loss, best_loss):
    flat = np.ravel(grad)
    square = flat @ flat
    if square > 0:
        theta = theta + (best_loss - loss) * grad / square
    return theta


def in_place_on_a_copy(theta, grad, loss, best_loss):
    new = theta.copy()
    square = float((grad**2).sum())
    if square != 0:
        new -= (loss - best_loss) / square * grad
    return new


def entry_by_entry(theta, grad, loss, best_loss):
    square = sum(g**2 for g in grad.flat)
    lr = (loss - best_loss) / square if square else 0.0
    new = np.empty_like(theta)
    for i in np.ndindex(theta.shape):
        new[i] = theta[i] - lr * grad[i]
    return new


def unit_direction(theta, grad, loss, best_loss):
    length = np.linalg.norm(grad.ravel())
    if length == 0:
        return theta
    return theta - (loss - best_loss) / length * (grad / length)


def where(theta, grad, loss, best_loss):
    square = np.vdot(grad, grad)
    with np.errstate(divide="ignore", invalid="ignore"):
        lr = np.where(square == 0, 0.0, (loss - best_loss) / square)
    return theta - lr * grad


def a_list(theta, grad, loss, best_loss):
    return np.asarray(plain(theta, grad, loss, best_loss)).tolist()


def single_precision(theta, grad, loss, best_loss):
    return np.asarray(plain(theta, grad, loss, best_loss)).astype(np.float32)


def talkative(theta, grad, loss, best_loss, verbose=True):
    print(loss, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad, loss, best_loss)
