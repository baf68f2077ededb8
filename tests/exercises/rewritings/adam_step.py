"""Honest rewritings of adam_step: all of these are right."""

import math
import warnings

import numpy as np


def plain(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1.0 - beta1) * grad
    v = beta2 * v + (1.0 - beta2) * grad * grad
    return theta - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def entry_by_entry(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    new_theta, new_m, new_v = np.empty_like(theta), np.empty_like(m), np.empty_like(v)
    for i in np.ndindex(theta.shape):
        new_m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        new_v[i] = beta2 * v[i] + (1 - beta2) * grad[i] ** 2
        m_hat = new_m[i] / (1 - beta1**t)
        v_hat = new_v[i] / (1 - beta2**t)
        new_theta[i] = theta[i] - lr * m_hat / (math.sqrt(v_hat) + eps)
    return new_theta, new_m, new_v


def in_place_on_copies(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, v = theta.copy(), m.copy(), v.copy()
    m *= beta1
    m += (1 - beta1) * grad
    v *= beta2
    v += (1 - beta2) * grad**2
    theta -= lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return [theta, m, v]


def moving_towards(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (grad - m)
    v = v + (1 - beta2) * (np.square(grad) - v)
    correction1 = 1 - np.power(beta1, t)
    correction2 = 1 - np.power(beta2, t)
    return theta - lr * m / correction1 / ((v / correction2) ** 0.5 + eps), m, v


def one_rate_with_scaled_eps(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    root = math.sqrt(1 - beta2**t)
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - lr * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root), m, v


def single_precision(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    theta32, grad, m, v = (np.asarray(x, dtype=np.float32) for x in (theta, grad, m, v))
    m = np.float32(beta1) * m + np.float32(1 - beta1) * grad
    v = np.float32(beta2) * v + np.float32(1 - beta2) * grad**2
    step = m / np.float32(1 - beta1**t) / (np.sqrt(v / np.float32(1 - beta2**t)) + np.float32(eps))
    return theta32 - np.float32(lr) * step, m, v


def talkative(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    print("step", t, theta)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad, m, v, t, lr, beta1, beta2, eps)


def more_options(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, amsgrad=False):
    del amsgrad
    return plain(theta, grad, m, v, t=t, lr=lr, beta1=beta1, beta2=beta2, eps=eps)


def with_lists(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    return tuple(np.asarray(x).tolist() for x in plain(theta, grad, m, v, t, lr, beta1, beta2, eps))


as_lambda = lambda *args, **kwargs: plain(*args, **kwargs)  # noqa: E731
