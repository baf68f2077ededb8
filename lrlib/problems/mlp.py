"""A small multi-layer perceptron with hand-written gradients, for one model or for thousands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from lrlib.dataset import digits
from lrlib.problems.batches import shuffled_batches
from lrlib.types import Array, Batch, Problem


def mlp(
    layers: Sequence[int] = (64, 64, 10),
    activation: Literal["relu", "tanh"] = "relu",
    loss: Literal["cross_entropy", "squared_error"] = "cross_entropy",
    *,
    data: tuple[Array, Array] | None = None,
    batch_size: int | None = 32,
    init_scale: float = 1.0,
    dtype: npt.DTypeLike = np.float64,
) -> Problem:
    """A network x -> a(x W1 + b1) -> ... -> outputs z, for labels or for numbers.

    cross_entropy   mean_i log(sum_c exp z_ic) - z_i,y_i
    squared_error   mean_i |z_i - y_i|^2 / 2

    layers     sizes from input to output; by default the digits network of the course
    data       x (n, layers[0]) and y: labels (n,), or targets (n, layers[-1]); None: the digits
    theta      W1, b1, W2, b2, ... flat in this order; `groups` has one slice for each layer
    init(rng)  W ~ init_scale N(0, 2/inputs) before a ReLU, N(0, 1/inputs) otherwise; b = 0
    dtype      float64, or float32 for twice the speed and half the digits

    >>> mlp((64, 32, 10)).theta0.shape
    (2410,)

    Source: Rumelhart, Hinton & Williams 1986; start from He et al. 2015, eq. 10.
    """
    sizes = [int(size) for size in layers]
    x_all, y_all = _checked_data(sizes, loss, digits()[:2] if data is None else data, dtype)
    if activation not in ("relu", "tanh"):
        raise ValueError(f"mlp knows the activations 'relu' and 'tanh', got {activation!r}")
    batches = shuffled_batches("mlp", x_all, y_all, batch_size)
    groups, parts = _layout(sizes)

    def outputs(theta: Array, x: Array) -> tuple[list[Array], list[Array]]:
        """Inputs of every layer and, last, the outputs; and the weight matrices."""
        lead, values, weights = theta.shape[:-1], [x], []
        for layer, (weight, bias, shape) in enumerate(parts):
            weights.append(theta[..., weight].reshape(*lead, *shape))
            z = np.matmul(values[-1], weights[-1])
            z += theta[..., None, bias]
            if layer < len(parts) - 1:
                z = np.maximum(z, 0, out=z) if activation == "relu" else np.tanh(z, out=z)
            values.append(z)
        return values, weights

    def loss_of(theta: Array, batch: Batch = None) -> Array:
        x, y = (x_all, y_all) if batch is None else batch
        return _LOSSES[loss](outputs(theta, x)[0][-1], y)[0]

    def loss_and_grad(theta: Array, batch: Batch = None) -> tuple[Array, Array]:
        x, y = (x_all, y_all) if batch is None else batch
        values, weights = outputs(theta, x)
        value, delta = _LOSSES[loss](values[-1], y)
        grad = np.empty(theta.shape, delta.dtype)
        ones = np.ones((1, delta.shape[-2]), delta.dtype)
        for layer in reversed(range(len(parts))):
            weight, bias, shape = parts[layer]
            before = values[layer]
            into = grad[..., weight].reshape(*theta.shape[:-1], *shape)
            np.matmul(np.swapaxes(before, -1, -2), delta, out=into)
            grad[..., None, bias] = np.matmul(ones, delta)  # a sum over the examples, but faster
            if layer > 0:
                delta = np.matmul(delta, np.swapaxes(weights[layer], -1, -2))
                delta *= before > 0 if activation == "relu" else 1 - before**2
        return value, grad

    def accuracy(theta: Array, batch: Batch = None) -> Array:
        x, y = (x_all, y_all) if batch is None else batch
        labels = y if y.ndim == 1 else y.argmax(axis=-1)
        right: Array = (outputs(theta, x)[0][-1].argmax(axis=-1) == labels).mean(axis=-1)
        return right

    def init(rng: np.random.Generator) -> Array:
        theta = np.zeros(groups["all"].stop, dtype)
        for layer, (weight, _, (inputs, _)) in enumerate(parts):
            gain = 2.0 if activation == "relu" and layer < len(parts) - 1 else 1.0
            spread = init_scale * np.sqrt(gain / inputs)
            theta[weight] = spread * rng.standard_normal(weight.stop - weight.start)
        return theta

    return Problem(
        name="mlp",
        loss=loss_of,
        grad=lambda theta, batch=None: loss_and_grad(theta, batch)[1],
        loss_and_grad=loss_and_grad,
        theta0=init(np.random.default_rng([0, 0])),
        source="Rumelhart, Hinton & Williams 1986",
        batches=batches,
        init=init,
        accuracy=accuracy if loss == "cross_entropy" or y_all.ndim == 1 else None,
        groups={name: group for name, group in groups.items() if name != "all"},
    )


def _layout(sizes: list[int]) -> tuple[dict[str, slice], list[tuple[slice, slice, Any]]]:
    """Where each layer's weights and biases lie in the flat theta."""
    groups, parts, start = {}, [], 0
    for number, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        middle = start + inputs * outputs
        parts.append((slice(start, middle), slice(middle, middle + outputs), (inputs, outputs)))
        groups[f"layer{number}"] = slice(start, middle + outputs)
        start = middle + outputs
    return {**groups, "all": slice(0, start)}, parts


def _cross_entropy(z: Array, y: Array) -> tuple[Array, Array]:
    """Loss (...) and its derivative by the outputs z (..., n, classes)."""
    n, classes = z.shape[-2:]
    truth = (y[..., None] == np.arange(classes)).astype(z.dtype)
    ones = np.ones((classes, 1), z.dtype)  # a product with ones is a sum, but faster
    z -= np.ascontiguousarray(np.moveaxis(z, -1, 0)).max(axis=0)[..., None]
    at_truth = np.matmul(z * truth, ones)[..., 0]
    p = np.exp(z, out=z)
    total = np.matmul(p, ones)
    loss = (np.log(total[..., 0]) - at_truth).mean(axis=-1)
    p /= total
    p -= truth
    p /= n
    return loss, p


def _squared_error(z: Array, y: Array) -> tuple[Array, Array]:
    """Loss (...) and its derivative by the outputs z (..., n, outputs)."""
    n, width = z.shape[-2:]
    labelled = np.issubdtype(y.dtype, np.integer)
    target = (y[..., None] == np.arange(width)).astype(z.dtype) if labelled else y
    z -= target
    loss = 0.5 * (z**2).sum(axis=-1).mean(axis=-1)
    z /= n
    return loss, z


_LOSSES = {"cross_entropy": _cross_entropy, "squared_error": _squared_error}


def _checked_data(
    sizes: list[int], loss: str, data: tuple[Array, Array], dtype: npt.DTypeLike
) -> tuple[Array, Array]:
    if loss not in _LOSSES:
        raise ValueError(f"mlp knows the losses {' and '.join(map(repr, _LOSSES))}, got {loss!r}")
    x, y = np.asarray(data[0], dtype), np.asarray(data[1])
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"mlp needs at least an input and an output size >= 1, got {sizes}")
    if x.ndim != 2 or x.shape[1] != sizes[0]:
        raise ValueError(f"mlp needs x of shape (n, layers[0]) = (n, {sizes[0]}), got {x.shape}")
    if np.issubdtype(y.dtype, np.integer) and y.ndim == 1:
        if y.size and not 0 <= y.min() <= y.max() < sizes[-1]:
            raise ValueError(f"mlp needs labels 0 .. {sizes[-1] - 1}, got {y.min()} .. {y.max()}")
        return x, y
    if loss == "cross_entropy" or y.shape != (len(x), sizes[-1]):
        raise ValueError(
            f"mlp with {loss} needs y as whole-number labels (n,)"
            f"{'' if loss == 'cross_entropy' else f' or targets (n, {sizes[-1]})'}, "
            f"got {y.dtype} {y.shape}"
        )
    return x, y.astype(dtype)
