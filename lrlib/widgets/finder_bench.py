"""Notebook 09: forty learning-rate range tests at once, what a rule makes of them, and the truth.

A range test trains with rates that rise by a constant factor after every step. Forty tests differ
in nothing but their seed: the start of the network and the order of the batches. The truth is a
sweep: the network trained anew at each rate of a grid, at a constant rate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from lrlib.finder import SUGGESTIONS, RangeTest, log_spaced, smooth
from lrlib.optimizers import OPTIMIZERS
from lrlib.problems.mlp import mlp
from lrlib.training import sweep
from lrlib.types import Optimizer, Problem
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text, slider

SEEDS = 40
STOP = 4.0  # a test ends at the first loss above this multiple of the best one before
SWEEP_STEPS, SWEEP_SEEDS = 300, (0, 1, 2)
LENGTHS = (50, 100, 200, 400)
SMOOTHING = {"none": 0.0, "0.9": 0.9, "0.98": 0.98}
LEAST = 12  # points that a curve needs before a rule may read it
HEIGHTS = (4e-3, 6.0)  # the panel of the losses


class Task(NamedTuple):
    """A network, its optimizer, the ends of the range test, and the rates of the sweep."""

    problem: Callable[[], Problem]
    optimizer: Optimizer
    low: float
    high: float
    grid: Array


def curved_classes(seed: int = 4) -> tuple[Array, Array]:
    """1024 points in ten dimensions, two classes with a curved border between them.

    >>> curved_classes()[0].shape
    (1024, 10)
    """
    x = np.random.default_rng(seed).normal(size=(1024, 10))
    return x, (x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) > 0).astype(int)


@cache
def digits_network() -> Problem:
    """A small network that reads the digits, batches of 32."""
    return mlp((64, 16, 10))


@cache
def curved_network() -> Problem:
    """A small network on the two curved classes, batches of 64."""
    return mlp((10, 32, 2), data=curved_classes(), batch_size=64)


def _grid(low: float, high: float) -> Array:
    """Four rates in each decade between two powers of ten."""
    return 10.0 ** np.arange(low, high + 0.01, 0.25)


TASKS = {
    "digits, SGD": Task(digits_network, OPTIMIZERS["sgd"](), 1e-4, 1e2, _grid(-2, 1.5)),
    "digits, Adam": Task(digits_network, OPTIMIZERS["adam"](), 1e-6, 1e1, _grid(-4, 0.5)),
    "curved classes, SGD": Task(curved_network, OPTIMIZERS["sgd"](), 1e-4, 1e2, _grid(-2, 1)),
}


@cache
def range_tests(task: str, count: int) -> tuple[RangeTest, ...]:
    """Forty tests of `count` steps, one for each seed, trained together as one population.

    Each is the test that `range_test` makes with `stepper(problem, optimizer, seed=seed)`.
    """
    chosen = TASKS[task]
    return population_of_tests(chosen.problem(), chosen.optimizer, chosen.low, chosen.high, count)


def population_of_tests(
    problem: Problem,
    optimizer: Optimizer,
    low: float,
    high: float,
    count: int,
    *,
    seeds: int = SEEDS,
    theta0: Array | None = None,
) -> tuple[RangeTest, ...]:
    """One range test for each seed. `theta0`: where all of them start, instead of anew.

    Source: Smith 2017, section 3.3; stopped as in fastai, at four times the best loss.
    """
    rates = log_spaced("population_of_tests", low, high, count)
    runs = sweep(
        problem,
        optimizer,
        [1.0],
        count,
        seeds=range(seeds),
        schedule=lambda one: lambda step: one * rates[step],
        theta0=theta0,
    )
    kept = (losses[: _end(losses)] for losses in runs.losses[:count, 0].T)
    return tuple(RangeTest(rates[: len(losses)], losses) for losses in kept)


def _end(losses: Array) -> int:
    """How many losses come before the first that is not finite or too far above the best."""
    best = np.minimum.accumulate(np.where(np.isfinite(losses), losses, np.inf))
    before = np.concatenate([[np.inf], best[:-1]])
    bad = ~np.isfinite(losses) | (losses > STOP * before)
    return int(np.argmax(bad)) if bad.any() else len(losses)


@cache
def swept(task: str) -> tuple[Array, Array]:
    """The rates of the sweep, and the median training loss of three seeds at each."""
    chosen = TASKS[task]
    runs = sweep(chosen.problem(), chosen.optimizer, chosen.grid, SWEEP_STEPS, seeds=SWEEP_SEEDS)
    return chosen.grid, runs.over_seeds()


def best_rate(task: str) -> float:
    """The rate of the sweep with the smallest loss."""
    rates, losses = swept(task)
    return float(rates[np.argmin(losses)])


def loss_there(task: str, rate: float | Array) -> Array:
    """The sweep's loss between its points, by straight lines on log axes; beyond, at its end."""
    rates, losses = swept(task)
    return np.exp(np.interp(np.log(rate), np.log(rates), np.log(losses)))


@cache
def suggestions(task: str, count: int, beta: float, rule: str) -> Array:
    """What the rule suggests for each of the forty tests, (40,); NaN for a test too short."""
    tests = range_tests(task, count)
    return np.array([suggestion(test, beta, rule) for test in tests])


def suggestion(test: RangeTest, beta: float, rule: str) -> float:
    """What a rule reads from a smoothed curve; NaN if the curve has hardly begun."""
    if len(test.losses) < LEAST:
        return float("nan")
    return SUGGESTIONS[rule](test.rates, smooth(test.losses, beta))


def scene(seed: Array, task: str, count: float, smoothing: str, rule: str, truth: str) -> Scene:
    """Every seed's curve, its suggestion, the suggestions of all seeds, and the sweep."""
    rows = np.atleast_1d(np.asarray(seed, dtype=int)) - 1
    count, beta, shown = int(count), SMOOTHING[smoothing], truth == "shown"
    tests = [range_tests(task, count)[row] for row in rows]
    smoothed = [RangeTest(test.rates, smooth(test.losses, beta)) for test in tests]
    found = {name: suggestions(task, count, beta, name) for name in SUGGESTIONS}
    mine = found[rule]
    at = [np.interp(np.log(mine[row]), np.log(s.rates), s.losses)
          for row, s in zip(rows, smoothed, strict=True)]  # fmt: skip
    everyone = np.stack([mine, np.arange(1.0, SEEDS + 1)], axis=-1)
    return Scene(
        marks=(
            *_truth_marks(task, shown),
            Mark("line", 0, _lines(tests, count), "loss of each batch", "grey", 1),
            Mark("line", 0, _lines(smoothed, count), "smoothed", "blue", 2.5),
            Mark("points", 0, np.stack([mine[rows], at], axis=-1)[:, None], rule, "red", 6,
                 shape="diamond"),
            Mark("points", 1, everyone[None], "", "grey", 2.5),
            Mark("points", 1, everyone[rows][:, None], "", "red", 6, shape="diamond"),
        ),
        sentences=tuple(
            sentence(task, count, row, len(test.losses), rule, mine, shown)
            for row, test in zip(rows, tests, strict=True)
        ),
        columns=("rule (1 steepest, 2 valley, 3 min/10, 4 min)", "suggestion",
                 "smallest of 40", "largest of 40"),
        numbers=np.array([
            [[k, v[row], np.nanmin(v), np.nanmax(v)] for k, v in enumerate(found.values(), 1)]
            for row in rows
        ]),
    )  # fmt: skip


def _lines(tests: list[RangeTest], count: int) -> Array:
    """One curve for each test, padded with NaN to the same length: (tests, count, 2)."""
    points = np.full((len(tests), count, 2), np.nan)
    for row, test in enumerate(tests):
        points[row, : len(test.rates)] = np.stack(test, axis=-1)
    return points


def _truth_marks(task: str, shown: bool) -> tuple[Mark, ...]:
    """The sweep's curve on the left, its best rate on the right; no ink while it is hidden."""
    curve, column = np.full((1, 1, 2), np.nan), np.full((1, 2, 2), np.nan)
    if shown:
        curve = np.stack(swept(task), axis=-1)[None]
        column = np.array([[[best_rate(task), 0.0], [best_rate(task), SEEDS + 1.0]]])
    return (
        Mark("line", 0, curve, "sweep: loss after 300 steps", "green", 2, dash=(7, 4)),
        Mark("line", 1, column, "best rate of the sweep", "green", 2, dash=(7, 4)),
    )


def sentence(
    task: str, count: int, row: int, kept: int, rule: str, mine: Array, shown: bool
) -> str:
    """What this seed suggests, how far the seeds disagree and, if shown, what the sweep says."""
    ended = "reached its end" if kept == count else f"stopped after {kept} of {count} steps"
    low, high = np.nanmin(mine), np.nanmax(mine)
    said = (
        f"Seed {row + 1}: the test {ended}. Rule {rule} suggests {number_text(mine[row])}. Over "
        f"{SEEDS} seeds it suggests {number_text(low)} to {number_text(high)}: a factor of "
        f"{number_text(high / low)}."
    )
    if not shown:
        return said + " What would a sweep say?"
    best, lowest = best_rate(task), TASKS[task].grid[0]
    where = "the suggestion, " if mine[row] >= lowest else "its lowest rate, above the suggestion, "
    return said + (
        f" The sweep's best rate is {number_text(best)}, with the loss "
        f"{number_text(float(loss_there(task, best)))}; at {where}it is "
        f"{number_text(float(loss_there(task, mine[row])))}."
    )


def stage(ink: Ink, task: str) -> Figure:
    """What stands still: the empty panels of the curve and of the forty suggestions."""
    figure, (left, right) = panels(ink, size=(8.8, 3.8), widths=(1.5, 1))
    low, high = TASKS[task].low, TASKS[task].high
    for ax in (left, right):
        ax.set_xscale("log")
        ax.set(xlim=(low / 1.5, high * 1.5), xlabel="learning rate")
    left.set_yscale("log")
    left.set(title="One range test", ylabel="training loss", ylim=HEIGHTS)
    right.set(title="The same rule, 40 seeds", ylabel="seed", ylim=(0, SEEDS + 1))
    return figure


EXPLORER = Explorer(
    title="Finder bench: one rule, forty seeds, and the sweep",
    controls=(
        slider("seed", "seed", range(1, SEEDS + 1), 1),
        menu("task", "network and optimizer", list(TASKS)),
        slider("count", "steps of the test", LENGTHS, 100),
        menu("smoothing", "smoothing beta", list(SMOOTHING), start=1),
        menu("rule", "rule", list(SUGGESTIONS)),
        menu("truth", "the sweep", ["hidden", "shown"]),
    ),
    stage=stage,
    scene=scene,
    redraws=("task",),
)
