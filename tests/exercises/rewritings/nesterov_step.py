"""Honest rewritings of nesterov_step: all of these are right."""

import warnings

import numpy as np


def plain(theta, grad_fn, velocity, lr, mu):
    ahead = theta + mu * velocity
    velocity = mu * velocity - lr * grad_fn(ahead)
    return theta + velocity, velocity


def from_the_look_ahead_point(theta, grad_fn, velocity, lr, mu):
    ahead = theta + mu * velocity
    new = ahead - lr * grad_fn(ahead)
    return new, new - theta


def in_place_on_copies(theta, grad_fn, velocity, lr, mu):
    theta, velocity = theta.copy(), velocity.copy()
    velocity *= mu
    theta += velocity
    push = lr * grad_fn(theta)
    velocity -= push
    theta -= push
    return [theta, velocity]


def one_buffer(theta, grad_fn, velocity, lr, mu):
    buffer = np.array(theta)
    buffer += mu * velocity
    grad = grad_fn(buffer)
    buffer[...] = 0
    velocity = mu * velocity - lr * np.asarray(grad)
    return theta + velocity, velocity


def by_keyword(theta, grad_fn, velocity, lr, mu):
    grad = grad_fn(theta=theta + velocity * mu)
    velocity = mu * velocity + (-lr) * grad
    theta = velocity + theta
    return theta, velocity


def with_lists(theta, grad_fn, velocity, lr, mu):
    results = plain(theta, lambda x: grad_fn(x.tolist()), velocity, lr, mu)
    return tuple(np.asarray(x).tolist() for x in results)


def single_precision(theta, grad_fn, velocity, lr, mu):
    return tuple(np.float32(x) for x in plain(theta, grad_fn, velocity, lr, mu))


def with_helpers(theta, grad_fn, velocity, lr, mu):
    def look_ahead():
        return np.add(theta, np.multiply(mu, velocity))

    def new_velocity(grad):
        return np.subtract(np.multiply(mu, velocity), np.multiply(lr, grad))

    velocity = new_velocity(grad_fn(look_ahead()))
    return np.add(theta, velocity), velocity


def talkative(theta, grad_fn, velocity, lr, mu, verbose=True):
    print(theta, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, grad_fn, velocity, lr, mu)
