"""Honest rewritings of momentum_step: all of these are right."""

import warnings

import numpy as np


def plain(theta, grad, velocity, lr, mu):
    velocity = -lr * grad + mu * velocity
    return theta + velocity, velocity


def in_place_on_copies(theta, grad, velocity, lr, mu):
    theta, velocity = theta.copy(), velocity.copy()
    velocity *= mu
    velocity -= lr * grad
    theta += velocity
    return theta, velocity


def entry_by_entry(theta, grad, velocity, lr, mu):
    new_theta, new_velocity = np.empty_like(theta), np.empty_like(velocity)
    for i in np.ndindex(theta.shape):
        new_velocity[i] = mu * velocity[i] - lr * grad[i]
        new_theta[i] = theta[i] + new_velocity[i]
    return [new_theta, new_velocity]


def through_pytorch(theta, grad, velocity, lr, mu):
    torch_velocity = mu * (-velocity / lr) + grad
    return theta - lr * torch_velocity, -lr * torch_velocity


def theta_first(theta, grad, velocity, lr, mu):
    new_theta = theta + mu * velocity - lr * grad
    return new_theta, mu * velocity - lr * grad


def named_functions(theta, grad, velocity, lr, mu):
    velocity = np.subtract(np.multiply(mu, velocity), np.multiply(lr, grad))
    return np.add(theta, velocity), velocity


def single_precision(theta, grad, velocity, lr, mu):
    theta, velocity = plain(theta, grad, velocity, lr, mu)
    return np.asarray(theta).astype(np.float32), np.asarray(velocity).astype(np.float32)


def stacked(theta, grad, velocity, lr, mu):
    return np.stack(plain(theta, grad, velocity, lr, mu))


def talkative(theta, grad, velocity, lr, mu, dampening=0.0):
    print(theta, velocity)
    warnings.warn("this is a test", stacklevel=1)
    return plain(theta, (1 - dampening) * grad, velocity, lr, mu)


as_lambda = lambda *args, **kwargs: plain(*args, **kwargs)  # noqa: E731
