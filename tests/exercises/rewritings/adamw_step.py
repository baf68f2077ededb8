"""Honest rewritings of adamw_step: all of these are right."""

import math
import warnings

import numpy as np


def plain(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta * (1 - lr * weight_decay) - lr * step, m, v


def both_at_once(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (step + weight_decay * theta), m, v


def in_place_on_copies(
    theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01
):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    theta *= 1 - lr * weight_decay
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad * grad
    theta -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta, m, v


def entry_by_entry(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    results = [np.empty_like(theta) for _ in range(3)]
    for i in np.ndindex(theta.shape):
        x, m_i, v_i = plain(theta[i], grad[i], m[i], v[i], t, lr, beta1, beta2, eps, weight_decay)
        results[0][i], results[1][i], results[2][i] = x, m_i, v_i
    return results


def _adam(theta, grad, m, v, t, lr, beta1, beta2, eps):
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (grad**2 - v)
    root = math.sqrt(1 - beta2**t)
    return theta - lr * m / (1 - beta1**t) / (np.sqrt(v) / root + eps), m, v


def on_top_of_adam(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    return _adam(theta - lr * weight_decay * theta, grad, m, v, t, lr, beta1, beta2, eps)


def single_precision(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    theta, m, v = plain(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)
    return tuple(np.asarray(x).astype(np.float32) for x in (theta, m, v))


def talkative(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    print("decay", weight_decay)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)


def with_lists(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    results = plain(theta, grad, m, v, t, lr, beta1, beta2, eps, weight_decay)
    return [np.asarray(x).tolist() for x in results]


as_lambda = lambda *args, **kwargs: plain(*args, **kwargs)  # noqa: E731
