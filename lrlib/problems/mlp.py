"""A small multi-layer perceptron with hand-written gradients, for one model or for thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from lrlib.dataset import digits
from lrlib.problems.batches import shuffled_batches
from lrlib.types import Array, Batch, Problem

LONG = 256  # examples: on more than that, member after member is faster, as one fills the cache


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
    network = Network(_layers(sizes), activation == "relu", _LOSSES[loss])

    def loss_and_grad(theta: Array, batch: Batch = None) -> tuple[Array, Array]:
        return backward(network, theta, *((x_all, y_all) if batch is None else batch))

    def loss_of(theta: Array, batch: Batch = None) -> Array:
        x, y = (x_all, y_all) if batch is None else batch
        if theta.ndim > 1 and x.ndim == 2 and len(x) > LONG:
            return np.array([loss_of(member, batch) for member in theta])
        return network.loss(forward(network, theta, x)[0][-1], y)[0]

    def accuracy(theta: Array, batch: Batch = None) -> Array:
        x, labels = (x_all, y_all) if batch is None else batch
        if theta.ndim > 1 and x.ndim == 2 and len(x) > LONG:
            return np.array([accuracy(member, batch) for member in theta])
        right: Array = (forward(network, theta, x)[0][-1].argmax(axis=-1) == labels).mean(axis=-1)
        return right

    def init(rng: np.random.Generator) -> Array:
        return _start(network, rng, init_scale).astype(dtype)

    return Problem(
        name="mlp",
        loss=loss_of,
        grad=lambda theta, batch=None: loss_and_grad(theta, batch)[1],
        loss_and_grad=loss_and_grad,
        theta0=init(np.random.default_rng([0, 0])),
        source="Rumelhart, Hinton & Williams 1986",
        batches=shuffled_batches("mlp", x_all, y_all, batch_size),
        init=init,
        accuracy=accuracy if y_all.ndim == 1 else None,
        groups={
            f"layer{number}": slice(layer.weight.start, layer.bias.stop)
            for number, layer in enumerate(network.layers, start=1)
        },
    )


class Layer(NamedTuple):
    """Where a layer lies in the flat theta, and the shape (inputs, outputs) of its weights."""

    weight: slice
    bias: slice
    shape: tuple[int, int]


class Network(NamedTuple):
    """The layers; ReLU or tanh; and (outputs, y) -> (loss, its derivative by the outputs)."""

    layers: list[Layer]
    relu: bool
    loss: Callable[[Array, Array], tuple[Array, Array]]


def forward(network: Network, theta: Array, x: Array) -> tuple[list[Array], list[Array]]:
    """The inputs of every layer and, last, the outputs z; and the weight matrices."""
    values, weights = [x], []
    for layer in network.layers:
        weights.append(theta[..., layer.weight].reshape(*theta.shape[:-1], *layer.shape))
        z = np.matmul(values[-1], weights[-1])
        z += theta[..., None, layer.bias]
        if layer is not network.layers[-1]:
            # a row of zeros: NumPy is faster with it than with the number 0
            zeros = np.zeros(z.shape[-1], z.dtype)
            z = np.maximum(z, zeros, out=z) if network.relu else np.tanh(z, out=z)
        values.append(z)
    return values, weights


def backward(network: Network, theta: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Loss (...) and gradient (..., d), layer by layer from the last to the first."""
    values, weights = forward(network, theta, x)
    loss, delta = network.loss(values[-1], y)
    grad = np.empty(theta.shape, delta.dtype)
    ones = np.ones((1, delta.shape[-2]), delta.dtype)
    for number in reversed(range(len(network.layers))):
        layer, before = network.layers[number], values[number]
        into = grad[..., layer.weight].reshape(*theta.shape[:-1], *layer.shape)
        np.matmul(np.swapaxes(before, -1, -2), delta, out=into)
        grad[..., None, layer.bias] = np.matmul(ones, delta)  # a sum over examples, but faster
        if number > 0:
            delta = np.matmul(delta, np.swapaxes(weights[number], -1, -2))
            delta *= before > 0 if network.relu else 1 - before**2
    return loss, grad


def _layers(sizes: list[int]) -> list[Layer]:
    layers, start = [], 0
    for inputs, outputs in pairwise(sizes):
        middle = start + inputs * outputs
        end = middle + outputs
        layers.append(Layer(slice(start, middle), slice(middle, end), (inputs, outputs)))
        start = end
    return layers


def _start(network: Network, rng: np.random.Generator, scale: float) -> Array:
    theta = np.zeros(network.layers[-1].bias.stop)
    for layer in network.layers:
        gain = 2.0 if network.relu and layer is not network.layers[-1] else 1.0
        spread = scale * np.sqrt(gain / layer.shape[0])
        theta[layer.weight] = spread * rng.standard_normal(layer.shape[0] * layer.shape[1])
    return theta


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
