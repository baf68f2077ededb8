"""The data that classifiers learn: 8 x 8 handwritten digits, and seeded synthetic sets."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

import numpy as np

from lrlib.types import Array

TRAIN_IMAGES = 1347


class Digits(NamedTuple):
    """The digits, split once and for all.

    x_train (1347, 64), y_train (1347,), x_val (450, 64), y_val (450,)
    """

    x_train: Array
    y_train: Array
    x_val: Array
    y_val: Array


def digits() -> Digits:
    """Handwritten digits: pixels in 0 .. 1, minus the mean of each pixel over the training part.

    >>> digits().x_train.shape, digits().y_val.shape
    ((1347, 64), (450,))

    Source: Alpaydin & Kaynak 1998, UCI Machine Learning Repository; see data/README.md.
    """
    with (
        files("lrlib").joinpath("data/digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        pixels, labels = arrays["images"] / 16.0, arrays["labels"].astype(np.int64)
    pixels -= pixels[:TRAIN_IMAGES].mean(axis=0)
    return Digits(
        pixels[:TRAIN_IMAGES], labels[:TRAIN_IMAGES], pixels[TRAIN_IMAGES:], labels[TRAIN_IMAGES:]
    )


def regression_data(
    rng: np.random.Generator, n: int, d: int, *, noise: float = 0.1
) -> tuple[Array, Array, Array]:
    """Features (n, d) from a normal distribution, targets x w + noise (n,), and the true w (d,)."""
    x, w = rng.standard_normal((n, d)), rng.standard_normal(d)
    return x, x @ w + noise * rng.standard_normal(n), w


def two_classes(
    rng: np.random.Generator, n: int, d: int, *, wrong_labels: float = 0.0
) -> tuple[Array, Array]:
    """Features (n, d) and labels 0 or 1 (n,) split by a plane; some labels are then turned over."""
    x, w = rng.standard_normal((n, d)), rng.standard_normal(d)
    labels = (x @ w > 0).astype(np.int64)
    wrong = rng.random(n) < wrong_labels
    return x, np.where(wrong, 1 - labels, labels)
