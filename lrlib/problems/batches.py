"""Batches: the data in a new random order every epoch, cut into pieces of equal size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lrlib.types import Array, Batch


def shuffled_batches(
    who: str, x: Array, y: Array, size: int | None
) -> Callable[[np.random.Generator], Iterator[Batch]] | None:
    """A factory of endless batches (x, y) of `size` examples; None where size is None.

    An epoch has n // size batches; what is left over is skipped, and another rest every epoch.
    """
    if len(x) == 0 or len(x) != len(y):
        raise ValueError(f"{who} needs as many labels as examples, got {len(x)} and {len(y)}")
    if size is None:
        return None
    if not 1 <= size <= len(x):
        raise ValueError(f"{who} needs 1 <= batch_size <= {len(x)}, got {size}; None uses all data")

    def batches(rng: np.random.Generator) -> Iterator[Batch]:
        while True:
            order = rng.permutation(len(x))
            mixed_x, mixed_y = x[order], y[order]
            for start in range(0, len(x) - size + 1, size):
                rows = slice(start, start + size)
                yield mixed_x[rows], mixed_y[rows]

    return batches
