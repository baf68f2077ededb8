"""Search for a rate with any evaluate(rate) -> loss: grid, random, coarse to fine, halving.

All on the log scale; a loss that is not finite never wins. Ctrl-C returns the best so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from lrlib.finder import log_spaced, one_number
from lrlib.progress_bar import Progress
from lrlib.types import Array, ArrayLike

Evaluate = Callable[[float], float]


class Search(NamedTuple):
    """The best rate (NaN if no loss is finite), and every trial in the order it was made.

    `steps` is what each trial cost; all 1 where the trials are alike.
    """

    best: float
    rates: Array
    losses: Array
    steps: Array


def grid_search(evaluate: Evaluate, low: float, high: float, count: int) -> Search:
    """Evaluate `count` rates with a constant ratio, in rising order.

    >>> grid_search(lambda lr: (np.log10(lr) + 2) ** 2, 1e-4, 1.0, 5).best
    0.01

    Source: Bengio 2012, section 3.3 (log scale).
    """
    return _tried("grid_search", evaluate, log_spaced("grid_search", low, high, count))


def random_search(evaluate: Evaluate, low: float, high: float, count: int, seed: int = 0) -> Search:
    """Evaluate `count` rates drawn log-uniformly from [low, high].

    >>> search = random_search(lambda lr: lr, 1e-4, 1.0, 8)
    >>> bool(search.best == search.rates.min())
    True

    Source: Bergstra & Bengio 2012, section 2.
    """
    log_spaced("random_search", low, high, 2)
    if count < 1:
        raise ValueError(f"random_search needs count >= 1, got {count}")
    exponents = np.random.default_rng(seed).uniform(np.log(low), np.log(high), count)
    return _tried("random_search", evaluate, np.clip(np.exp(exponents), low, high))


def coarse_to_fine(
    evaluate: Evaluate, low: float, high: float, count: int, rounds: int = 2
) -> Search:
    """A grid, then a finer grid between the neighbours of the best rate, and so on.

    >>> round(coarse_to_fine(lambda lr: np.log(lr / 0.03) ** 2, 1e-4, 1.0, 5, rounds=3).best, 3)
    0.028

    Source: Bengio 2012, section 3.2.
    """
    if rounds < 1:
        raise ValueError(f"coarse_to_fine needs rounds >= 1, got {rounds}")
    trials: list[Search] = []
    for _ in range(rounds):
        trials.append(grid_search(evaluate, low, high, count))
        ratio = (high / low) ** (1 / (count - 1))
        if not np.isfinite(trials[-1].best) or len(trials[-1].rates) < count:
            break
        # Inside the two neighbours: their own losses are known already.
        step = ratio ** (2 / (count + 1))
        low, high = trials[-1].best / ratio * step, trials[-1].best * ratio / step
    return _joined(trials)


def successive_halving(
    evaluate: Callable[[float, int], float], rates: ArrayLike, steps: int, eta: int = 2
) -> Search:
    """Train all for a little, keep the best 1/eta, train those eta times longer, and so on.

    evaluate(rate, steps) is the loss after that many steps in total. Ties keep the earlier rate.

    >>> successive_halving(lambda lr, steps: abs(lr - 0.1), [1.0, 0.1, 0.01, 0.3], steps=10).best
    0.1

    Source: Jamieson & Talwalkar 2016, figure 3.
    """
    left = np.atleast_1d(np.asarray(rates, dtype=float))
    if left.ndim != 1 or left.size == 0 or not (np.isfinite(left) & (left > 0)).all():
        raise ValueError(f"successive_halving needs a list of rates > 0, got {rates!r}")
    if steps < 1 or eta < 2 or int(eta) != eta:
        raise ValueError(
            f"successive_halving needs steps >= 1 and a whole eta >= 2, got {steps} and {eta}"
        )
    trials: list[Search] = []
    while len(left) > 1:
        budget = steps * eta ** len(trials)
        trial = _tried("successive_halving", _at(evaluate, budget), left, budget)
        trials.append(trial)
        if len(trial.rates) < len(left):
            break  # interrupted
        order = np.argsort(_ranked(trial.losses), kind="stable")
        left = left[np.sort(order[: max(1, len(left) // eta)])]
    if not trials:
        return Search(float(left[0]), left[:0], left[:0], left[:0])
    return _joined(trials)._replace(best=float(left[0]) if len(left) == 1 else trials[-1].best)


def on_border(rates: ArrayLike, losses: ArrayLike) -> bool:
    """Whether the best rate is the smallest or largest tried: search wider before believing it."""
    lr, loss = np.asarray(rates, dtype=float), _ranked(np.asarray(losses, dtype=float))
    best = lr[np.argmin(loss)]
    return bool(np.isfinite(loss).any() and best in (lr.min(), lr.max()))


def _tried(who: str, evaluate: Evaluate, rates: Iterable[Any], cost: int = 1) -> Search:
    """Evaluate each rate once, in order."""
    all_rates, losses = np.asarray(rates, dtype=float), []
    progress = Progress(who, len(all_rates))
    try:
        for rate in all_rates:
            losses.append(one_number(who, "evaluate", evaluate(float(rate))))
            progress.tick()
    except KeyboardInterrupt:
        pass  # the trials so far are an answer
    progress.close()
    rates_done = all_rates[: len(losses)]
    best = float("nan")
    if np.isfinite(losses).any():
        best = float(rates_done[np.argmin(_ranked(np.array(losses)))])
    return Search(best, rates_done, np.array(losses), np.full(len(losses), cost))


def _at(evaluate: Callable[[float, int], float], steps: int) -> Evaluate:
    return lambda rate: evaluate(rate, steps)


def _joined(trials: list[Search]) -> Search:
    rates, losses, steps = (np.concatenate(part) for part in list(zip(*trials, strict=True))[1:])
    best = float(rates[np.argmin(_ranked(losses))]) if np.isfinite(losses).any() else float("nan")
    return Search(best, rates, losses, steps)


def _ranked(losses: Array) -> Array:
    """Losses with NaN and infinities last."""
    return np.where(np.isfinite(losses), losses, np.inf)
