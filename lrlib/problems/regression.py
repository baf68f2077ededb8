"""Linear and logistic regression on synthetic data."""

from __future__ import annotations

import numpy as np

from lrlib.dataset import regression_data, two_classes
from lrlib.problems.batches import shuffled_batches
from lrlib.types import Array, Batch, Problem


def linear_regression(
    data: tuple[Array, Array] | None = None,
    *,
    n: int = 200,
    d: int = 5,
    noise: float = 0.1,
    batch_size: int | None = None,
    seed: int = 0,
) -> Problem:
    """Least squares.

    loss = mean_i (x_i . theta - y_i)^2 / 2,    grad = mean_i (x_i . theta - y_i) x_i

    data : x (n, d) and y (n,), by default drawn from the seed

    Source: Legendre 1805; Bishop 2006, section 3.1.
    """
    if data is None:
        rng = np.random.default_rng(seed)
        x_all, y_all, _ = regression_data(rng, n, d, noise=noise)
    else:
        x_all, y_all = np.asarray(data[0], float), np.asarray(data[1], float)
    batches = shuffled_batches("linear_regression", x_all, y_all, batch_size)

    def loss_and_grad(theta: Array, batch: Batch = None) -> tuple[Array, Array]:
        x, y = (x_all, y_all) if batch is None else batch
        error = _products(x, theta) - y
        return 0.5 * (error**2).mean(axis=-1), _mean_over_examples(x, error)

    return Problem(
        name="linear_regression",
        loss=lambda theta, batch=None: loss_and_grad(theta, batch)[0],
        grad=lambda theta, batch=None: loss_and_grad(theta, batch)[1],
        loss_and_grad=loss_and_grad,
        theta0=np.zeros(x_all.shape[1]),
        optimum=np.linalg.lstsq(x_all, y_all, rcond=None)[0],
        source="Bishop 2006, section 3.1",
        batches=batches,
    )


def logistic_regression(
    data: tuple[Array, Array] | None = None,
    *,
    n: int = 200,
    d: int = 5,
    wrong_labels: float = 0.1,
    batch_size: int | None = None,
    seed: int = 0,
) -> Problem:
    """Two classes, cross-entropy.

    z_i = x_i . theta,    loss = mean_i log(1 + exp(z_i)) - y_i z_i,    y in {0, 1}
    grad = mean_i (sigmoid(z_i) - y_i) x_i

    Source: Cox 1958; Bishop 2006, eqs. 4.90 and 4.91.
    """
    if data is None:
        x_all, y_all = two_classes(np.random.default_rng(seed), n, d, wrong_labels=wrong_labels)
    else:
        x_all, y_all = np.asarray(data[0], float), np.asarray(data[1])
    if not np.isin(y_all, (0, 1)).all():
        raise ValueError(f"logistic_regression needs labels 0 and 1, got {np.unique(y_all)[:5]}")
    batches = shuffled_batches("logistic_regression", x_all, y_all, batch_size)

    def loss_and_grad(theta: Array, batch: Batch = None) -> tuple[Array, Array]:
        x, y = (x_all, y_all) if batch is None else batch
        z = _products(x, theta)
        # log(1 + e^z) without overflow: max(z, 0) + log(1 + e^-|z|)
        small = np.exp(-np.abs(z))
        loss = (np.maximum(z, 0) + np.log1p(small) - y * z).mean(axis=-1)
        sigmoid = np.where(z >= 0, 1.0, small) / (1 + small)
        return loss, _mean_over_examples(x, sigmoid - y)

    def accuracy(theta: Array, batch: Batch = None) -> Array:
        x, y = (x_all, y_all) if batch is None else batch
        right: Array = ((_products(x, theta) > 0) == y).mean(axis=-1)
        return right

    return Problem(
        name="logistic_regression",
        loss=lambda theta, batch=None: loss_and_grad(theta, batch)[0],
        grad=lambda theta, batch=None: loss_and_grad(theta, batch)[1],
        loss_and_grad=loss_and_grad,
        theta0=np.zeros(x_all.shape[1]),
        source="Bishop 2006, section 4.3.2",
        batches=batches,
        accuracy=accuracy,
    )


def _products(x: Array, theta: Array) -> Array:
    """x_i . theta for every example: (..., n, d), (..., d) -> (..., n)."""
    products: Array = np.matmul(x, theta[..., None])[..., 0]
    return products


def _mean_over_examples(x: Array, error: Array) -> Array:
    """mean_i error_i x_i: (..., n, d), (..., n) -> (..., d)."""
    total: Array = np.matmul(np.swapaxes(x, -1, -2), error[..., None])[..., 0]
    total /= x.shape[-2]
    return total
