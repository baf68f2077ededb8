"""The learning-rate range test: one short run with a rising rate, and rules that read it.

`range_test` works on any train_step(lr) -> loss: a problem of this library (see `stepper`), a
PyTorch or a Keras model alike.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from math import prod
from typing import Any, NamedTuple

import numpy as np

from lrlib.engine import advance, loss_and_grad, parts_of
from lrlib.progress_bar import Progress
from lrlib.training import batches_of, start_of
from lrlib.types import Array, ArrayLike, Optimizer, Problem


class RangeTest(NamedTuple):
    """The rates tried, in rising order, and the loss at each: two arrays of equal length."""

    rates: Array
    losses: Array


class Stepper(NamedTuple):
    """The three functions that a range test needs."""

    train_step: Callable[[float], float]
    save: Callable[[], Any]
    restore: Callable[[Any], None]


def range_test(
    train_step: Callable[[float], float],
    save: Callable[[], Any],
    restore: Callable[[Any], None],
    low: float,
    high: float,
    count: int,
    stop_factor: float = 4.0,
) -> RangeTest:
    """Train `count` steps with rates rising from low to high, then put the model back.

    Stops at the first loss that is not finite or is above stop_factor times the best loss before
    it; that loss and its rate are not kept. The model is restored whatever happens.

    >>> losses = iter([1.0, 0.5, 0.4, 9.0])
    >>> test = range_test(lambda lr: next(losses), lambda: None, lambda saved: None, 1e-3, 1.0, 4)
    >>> test.rates.round(6).tolist(), test.losses.tolist()
    ([0.001, 0.01, 0.1], [1.0, 0.5, 0.4])

    A PyTorch model, put back with its optimizer's memory::

        from copy import deepcopy
        import torch
        import lrlib

        model = torch.nn.Linear(1, 1)
        sgd = torch.optim.SGD(model.parameters(), lr=1.0)
        x, y = torch.tensor([[-1.0], [0.0], [2.0]]), torch.tensor([[1.0], [2.0], [6.0]])

        def train_step(lr):
            sgd.param_groups[0]["lr"] = lr
            sgd.zero_grad()
            loss = torch.nn.functional.mse_loss(model(x), y)
            loss.backward()
            sgd.step()
            return loss.item()

        def save():
            return deepcopy((model.state_dict(), sgd.state_dict()))

        def restore(saved):
            model.load_state_dict(saved[0])
            sgd.load_state_dict(saved[1])

        rates, losses = lrlib.range_test(train_step, save, restore, 1e-4, 10, 100)
        print(lrlib.finder.suggest_steepest(rates, losses))

    Source: Smith 2017, section 3.3.
    """
    rates = log_spaced("range_test", low, high, count)
    if not stop_factor > 1:
        raise ValueError(f"range_test needs stop_factor > 1, got {stop_factor}")
    kept: list[float] = []
    snapshot = save()
    progress = Progress("range test", count)
    try:
        for rate in rates:
            loss = one_number("range_test", "train_step", train_step(float(rate)))
            if not np.isfinite(loss) or (kept and loss > stop_factor * min(kept)):
                break
            kept.append(loss)
            progress.tick()
    except KeyboardInterrupt:
        pass  # the losses so far are an answer; the model is restored below
    finally:
        restore(snapshot)
        progress.close()
    return RangeTest(rates[: len(kept)], np.array(kept))


def stepper(problem: Problem, optimizer: Optimizer, *, seed: int = 0) -> Stepper:
    """The functions that range_test needs, for a problem of this library.

    >>> from lrlib.problems import mlp
    >>> from lrlib.optimizers import sgd
    >>> len(range_test(*stepper(mlp(), sgd()), 1e-4, 1e-2, 20).losses)
    20
    """
    theta = start_of(problem, seed).copy()
    now: dict[str, Any] = {"theta": theta, "parts": parts_of(optimizer, theta)}
    batches = batches_of(problem, seed)

    def train_step(lr: float) -> float:
        with np.errstate(all="ignore"):
            loss, grad = loss_and_grad(problem, now["theta"], next(batches))
            now["theta"] = advance(optimizer, now["theta"], grad, now["parts"], float(lr))
        return float(loss)

    def save() -> Any:
        return deepcopy(now)

    def restore(snapshot: Any) -> None:
        now.update(deepcopy(snapshot))

    return Stepper(train_step, save, restore)


def smooth(losses: ArrayLike, beta: float = 0.98) -> Array:
    """Exponential average with bias correction.

    a <- beta a + (1 - beta) x_k,    output_k = a / (1 - beta^(k + 1)),    k from 0

    >>> smooth([4.0, 4.0, 4.0], 0.9).round(12).tolist()
    [4.0, 4.0, 4.0]

    Source: Kingma & Ba 2015, section 3; Gugger 2018 (fastai), beta 0.98.
    """
    if not 0 <= beta < 1:
        raise ValueError(f"smooth needs 0 <= beta < 1, got {beta}")
    average, smoothed = 0.0, []
    for k, loss in enumerate(np.asarray(losses, dtype=float)):
        average = beta * average + (1 - beta) * loss
        smoothed.append(average / (1 - beta ** (k + 1)))
    return np.array(smoothed)


def suggest_steepest(
    rates: ArrayLike, losses: ArrayLike, skip_start: int = 5, skip_end: int = 3
) -> float:
    """The rate where the loss falls fastest along log(rate); ends are too noisy to count.

    Source: Gugger 2018 (fastai `steep`).
    """
    lr, loss = _curve("suggest_steepest", rates, losses, skip_start + skip_end + 2)
    slope = np.gradient(loss, np.log(lr))[skip_start : len(lr) - skip_end]
    return float(lr[skip_start + int(np.argmin(slope))])


def suggest_valley(rates: ArrayLike, losses: ArrayLike) -> float:
    """Two thirds of the way down the longest stretch of falling losses.

    Source: fastai 2021 (`valley`).
    """
    lr, loss = _curve("suggest_valley", rates, losses, 1)
    best_start = best_length = start = 0
    for k in range(1, len(loss)):
        if not loss[k] < loss[k - 1]:
            start = k
        if k - start > best_length:
            best_start, best_length = start, k - start
    return float(lr[best_start + 2 * best_length // 3])


def suggest_min(rates: ArrayLike, losses: ArrayLike) -> float:
    """The rate with the smallest loss, NaN if none is finite: already too high to train with."""
    lr, loss = _curve("suggest_min", rates, losses, 1)
    finite = np.where(np.isfinite(loss), loss, np.inf)
    return float(lr[np.argmin(finite)]) if np.isfinite(finite).any() else float("nan")


def suggest_min_over_10(rates: ArrayLike, losses: ArrayLike) -> float:
    """A tenth of the rate with the smallest loss.

    >>> suggest_min_over_10([0.1, 1.0, 10.0], [2.0, 1.0, 5.0])
    0.1

    Source: Gugger 2018 (fastai `minimum`).
    """
    return suggest_min(rates, losses) / 10


SUGGESTIONS: dict[str, Callable[[ArrayLike, ArrayLike], float]] = {
    "steepest": suggest_steepest,
    "valley": suggest_valley,
    "min/10": suggest_min_over_10,
    "min": suggest_min,
}


def log_spaced(who: str, low: float, high: float, count: int) -> Array:
    """`count` rates from low to high with a constant ratio; raises where that makes no sense."""
    if not 0 < low < high < np.inf:
        swap = "; swap them?" if 0 < high < low else ""
        raise ValueError(f"{who} needs 0 < low < high, got {low} and {high}{swap}")
    if isinstance(count, bool) or int(count) != count or count < 2:
        raise ValueError(f"{who} needs a whole number count >= 2, got {count}")
    return np.geomspace(low, high, int(count))


def one_number(who: str, what: str, value: Any) -> float:
    """The number that a callback returned, as a float; a framework's scalar is one too."""
    shape = tuple(getattr(value, "shape", ()))
    if prod(shape) == 1 and not isinstance(value, str):
        try:
            return float(value.item() if shape else value)
        except (TypeError, ValueError):
            pass  # a list, None, a complex number: named below
    got = f"an array of shape {shape}" if shape else f"{type(value).__name__} {value!r}"
    raise ValueError(f"{who} needs one number from {what}, got {got}; return the mean or median?")


def _curve(who: str, rates: ArrayLike, losses: ArrayLike, least: int) -> tuple[Array, Array]:
    lr, loss = np.asarray(rates, dtype=float), np.asarray(losses, dtype=float)
    if lr.ndim != 1 or lr.shape != loss.shape or len(lr) < least:
        raise ValueError(
            f"{who} needs at least {least} rates and as many losses, got {lr.shape} and "
            f"{loss.shape}; a test that stops early starts too high"
        )
    return lr, loss
