"""Notebook 10: 27 training runs to spend on a hidden surface, by grid, at random, or by halving.

The surface is exact: the mean loss of noisy gradient descent with momentum on a bowl, one term
for each curvature h. Position x and velocity v follow (Polyak 1964; means and variances of a linear
recursion with independent noise e of variance s^2)

v <- mu v - lr (h x + e)          x <- x + v          loss = sum of h (mean(x)^2 + var(x)) / 2
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from lrlib.types import Array
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Explorer, Mark, Scene, menu, number_text, slider

BUDGET = 27  # full runs
FULL = 180  # steps of a full run
LOW, HIGH = 1e-5, 1.0  # the rate is somewhere in between
DIRECTIONS = 6
LISTED = (3, 6, 9, 12, 15, 18, 21, 24, 27)
LIMITS = (5e-3, 2.0)  # the panel of the losses


class Hidden(NamedTuple):
    """A surface: its largest curvature, the spread of curvatures, and what the second knob does."""

    curvature: float
    spread: float
    knob: str


PROBLEMS = {
    "A: rate and momentum": Hidden(60.0, 30.0, "momentum"),
    "B: rate and momentum": Hidden(800.0, 100.0, "momentum"),
    "C: rate and a knob without effect": Hidden(400.0, 10.0, "nothing"),
}


class Trials(NamedTuple):
    """Settings in the order in which they are tried, and the steps that each one gets."""

    rates: Array
    knobs: Array
    steps: Array


def momentum(knob: Array) -> Array:
    """The momentum at a knob between 0 and 1: from 0 to 0.99, equal ratios of 1 - momentum.

    >>> momentum(np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 0.9, 0.99]
    """
    return np.round(1 - 10.0 ** (-2 * np.asarray(knob, dtype=float)), 12)


def loss(problem: str, rate: Array, knob: Array, steps: int = FULL) -> Array:
    """Mean loss after so many steps, as a part of the loss at the start; infinite if it blew up.

    >>> loss("A: rate and momentum", 0.0, 0.5).item()
    1.0
    """
    hidden = PROBLEMS[problem]
    lr, knobs = np.broadcast_arrays(np.asarray(rate, float)[..., None], np.asarray(knob)[..., None])
    mu = momentum(knobs) if hidden.knob == "momentum" else np.zeros_like(lr)
    h = hidden.curvature * np.geomspace(1 / hidden.spread, 1, DIRECTIONS)
    noise = 0.04 * hidden.curvature * lr**2  # a variance, per step
    x, v = np.broadcast_to(1 / np.sqrt(h), (*lr.shape[:-1], DIRECTIONS)), np.zeros(1)
    xx, xv, vv = np.zeros(1), np.zeros(1), np.zeros(1)  # variances and covariance
    stay, pull = 1 - lr * h, -lr * h
    with np.errstate(all="ignore"):  # a run that diverges is a result
        for _ in range(steps):
            x, v = stay * x + mu * v, pull * x + mu * v
            xx, xv, vv = (
                stay**2 * xx + 2 * stay * mu * xv + mu**2 * vv + noise,
                stay * pull * xx + (stay + pull) * mu * xv + mu**2 * vv + noise,
                pull**2 * xx + 2 * pull * mu * xv + mu**2 * vv + noise,
            )
        total = (h * (x**2 + xx)).sum(axis=-1) / DIRECTIONS
    return np.where(np.isfinite(total), total, np.inf)


def _grid(_problem: str, _draw: int) -> Trials:
    rates, knobs = np.meshgrid(np.geomspace(LOW, HIGH, 9), (np.arange(3) + 0.5) / 3)
    return Trials(rates.ravel(), knobs.ravel(), np.full(BUDGET, FULL))


def _row(_problem: str, _draw: int) -> Trials:
    return Trials(np.geomspace(LOW, HIGH, BUDGET), np.full(BUDGET, 0.5), np.full(BUDGET, FULL))


def _random(_problem: str, draw: int, count: int = BUDGET) -> Trials:
    """The first settings of a draw are the same, however many are drawn."""
    place = np.random.default_rng(int(draw)).uniform(size=(count, 2))
    return Trials(LOW * (HIGH / LOW) ** place[:, 0], place[:, 1], np.full(count, FULL))


def _linear(_problem: str, draw: int) -> Trials:
    place = np.random.default_rng(int(draw)).uniform(size=(BUDGET, 2))
    return Trials(LOW + (HIGH - LOW) * place[:, 0], place[:, 1], np.full(BUDGET, FULL))


def _halving(problem: str, draw: int) -> Trials:
    """81 settings for a ninth of a run, the best 27 for a third, the best 9 for a full run."""
    rates, knobs, _ = _random(problem, draw, 81)
    rounds = []
    for steps in (FULL // 9, FULL // 3, FULL):
        rounds.append(Trials(rates, knobs, np.full(len(rates), steps)))
        best = np.sort(
            np.argsort(loss(problem, rates, knobs, steps), kind="stable")[: len(rates) // 3]
        )
        rates, knobs = rates[best], knobs[best]
    return Trials(*(np.concatenate(part) for part in zip(*rounds, strict=True)))


STRATEGIES: dict[str, Callable[[str, int], Trials]] = {
    "grid, 9 rates x 3": _grid,
    "27 rates, one knob position": _row,
    "27 at random": _random,
    "27 at random, linear scale": _linear,
    "halving, from 81 at random": _halving,
}


@cache
def played(problem: str, strategy: str, draw: int) -> tuple[Trials, Array, Array, Array]:
    """Trials; what each costs up to its end, in runs; whether it blew up; and, for every amount
    spent, the trial whose setting we would take (the best of those trained longest)."""
    trials = STRATEGIES[strategy](problem, draw)
    paid = np.round(np.cumsum(trials.steps) / FULL, 9)
    seen = np.empty(len(paid))
    for steps in np.unique(trials.steps):
        mine = trials.steps == steps
        seen[mine] = loss(problem, trials.rates[mine], trials.knobs[mine], int(steps))
    taken = []
    for spent in range(1, BUDGET + 1):
        over = paid <= spent
        longest = over & (trials.steps == trials.steps[over].max())
        taken.append(int(np.argmin(np.where(longest, seen, np.inf))))
    return trials, paid, ~(seen <= 10), np.array(taken)


def answers(problem: str, strategy: str, draw: int) -> Array:
    """Loss of a full run with the setting we would take after 1, 2, ... 27 runs: (27,).

    >>> best = answers("A: rate and momentum", "27 at random", 1)
    >>> best.shape, bool((np.diff(best) <= 0).all())
    ((27,), True)
    """
    trials, _, _, taken = played(problem, strategy, draw)
    return loss(problem, trials.rates[taken], trials.knobs[taken])


@cache
def surface(problem: str) -> tuple[Array, Array, Array]:
    """Rates (80,), knob positions (27,) and losses (27, 80) of the whole map."""
    rates, knobs = np.geomspace(LOW, HIGH, 80), np.linspace(0, 1, 27)
    return rates, knobs, loss(problem, rates, knobs[:, None])


def scene(spent: Array, strategy: str, problem: str, chart: str, draw: float) -> Scene:
    """Trials on the map and the answer so far, for every amount spent."""
    runs = np.atleast_1d(np.asarray(spent)).astype(int)
    trials, paid, lost, taken = played(problem, strategy, int(draw))
    found = answers(problem, strategy, int(draw))
    where = np.stack([trials.rates, trials.knobs], axis=-1)
    over = paid <= runs[:, None]
    whole = trials.steps == FULL
    chosen = taken[runs - 1]
    best = float(surface(problem)[2].min()) if chart == "shown" else None
    path = np.stack([np.arange(1.0, BUDGET + 1), np.minimum(found, LIMITS[1])], axis=-1)
    line = np.where((path[:, 0] <= runs[:, None])[..., None], path, np.nan)
    level = np.array([[[1.0, best or np.nan], [BUDGET, best or np.nan]]])
    listed = np.array(LISTED)
    compared = [answers(problem, name, int(draw))[listed - 1] for name in STRATEGIES]
    table = np.stack([listed, *compared], axis=-1)
    return Scene(
        marks=(
            Mark("points", 0, _only(where, over & ~lost & ~whole), "a part of a run", "grey", 3),
            Mark("points", 0, _only(where, over & ~lost & whole), "a full run", "blue", 5),
            Mark("points", 0, _only(where, over & lost), "blew up", "red", 4, shape="cross"),
            Mark("points", 0, where[chosen][:, None], "best", "green", 9, shape="diamond"),
            Mark("line", 1, level, "lowest of the map", "grey", 2, dash=(5, 4)),
            Mark("line", 1, line, "a full run with the best setting so far", "blue", 3),
        ),
        sentences=tuple(
            sentence(problem, int(k), int(n), where[i], float(found[k - 1]), best)
            for k, n, i in zip(runs, over.sum(axis=1), chosen, strict=True)
        ),
        columns=("runs spent", *STRATEGIES),
        numbers=np.broadcast_to(table, (len(runs), *table.shape)),
    )


def sentence(
    problem: str, spent: int, tried: int, setting: Array, found: float, best: float | None
) -> str:
    """Say what was spent and found, and with the map shown how far that is from the best."""
    rate, knob = setting.tolist()
    trials = "1 trial" if tried == 1 else f"{tried} trials"
    said = f"{spent} of {BUDGET} runs spent, {trials}. Best so far: rate {number_text(rate)}"
    if PROBLEMS[problem].knob == "momentum":
        said += f", momentum {number_text(float(momentum(np.asarray(knob))))}"
    if not np.isfinite(found) or found > 10:
        return said + ", and even that one blows up."
    said += f". A full run with it ends at {number_text(found)} of the loss at the start"
    return said + (f", {number_text(found / best)} times the lowest of the map." if best else ".")


def stage(ink: Ink, problem: str, chart: str) -> Figure:
    """What stands still: the map, hidden or shown, and the empty panel of the answers."""
    figure, (left, right) = panels(ink, size=(9.0, 3.9), widths=(1.25, 1))
    if chart == "shown":
        rates, knobs, losses = surface(problem)
        shades = np.where(losses < 10, losses, np.nan)
        left.pcolormesh(
            *(rates, knobs, shades), cmap="cividis_r", norm=LogNorm(*LIMITS), alpha=0.55, lw=0
        )
    left.set_xscale("log")
    left.set(title=f"The surface, {chart}", xlabel="learning rate")
    left.set(xlim=(LOW / 1.5, HIGH * 1.5), ylim=(-0.04, 1.04), yticks=np.linspace(0, 1, 5))
    if PROBLEMS[problem].knob == "momentum":
        left.set_yticklabels([f"{momentum(np.asarray(u)):.2g}" for u in np.linspace(0, 1, 5)])
    left.set_ylabel("momentum" if PROBLEMS[problem].knob == "momentum" else "second knob")
    right.set_yscale("log")
    right.set(title="What the search has found", xlabel="runs spent", ylabel="loss / first loss")
    right.set(xlim=(0.5, BUDGET + 0.5), ylim=LIMITS)
    return figure


def _only(where: Array, kept: Array) -> Array:
    """The points (n, 2) where `kept` (rows, n) holds, NaN elsewhere: (rows, n, 2)."""
    return np.where(kept[..., None], where, np.nan)


EXPLORER = Explorer(
    title="Budget board: 27 runs on a hidden surface",
    controls=(
        slider("spent", "runs spent", np.arange(1, BUDGET + 1).tolist(), 3),
        menu("strategy", "strategy", list(STRATEGIES)),
        menu("problem", "problem", list(PROBLEMS)),
        menu("chart", "surface", ["hidden", "shown"]),
        slider("draw", "draw", np.arange(1, 7).tolist(), 1),
    ),
    stage=stage,
    scene=scene,
    redraws=("problem", "chart"),
)
