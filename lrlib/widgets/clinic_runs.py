"""Notebook 03: twelve small runs, each ill (or well) in another way, and four experiments on each.

Every run is trained for real, from a seed. Its experiments continue the last checkpoint, or start
again, or read an instrument; nothing is drawn by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lrlib.optimizers import sgd
from lrlib.problems import PROBLEMS
from lrlib.training import train
from lrlib.types import Array, Problem, Run

MORE = 16  # "larger batches" are this many times larger
UNITS = 32  # hidden units of the ReLU networks
READINGS = 61  # how often an instrument is read during a run
Data = tuple[Array, Array]
Make = Callable[[int | None], Problem]  # size of the batches, None for all data -> the problem


@dataclass(frozen=True)
class Patient:
    """A run: what is trained, at which rate (or rates), for how long, on batches of what size."""

    make: Make
    validation: Data
    lr: Any
    steps: int
    batch_size: int | None = None
    examples: int = 200
    last_lr: float = 0.0  # where the rate changes during the run
    more_steps: int = 200  # how long an experiment continues
    hidden: bool = False  # whether there are ReLU units that can die
    seed: int = 0


class Curve(NamedTuple):
    """Values against steps."""

    steps: Array
    values: Array


class Readings(NamedTuple):
    """What was written down of a run, and where it ended."""

    training: Curve  # the loss of each step's batch
    validation: Curve
    gradient: Curve  # length of the gradient of the loss over all training data
    dead: float  # share of hidden units that fire for no example; NaN if there are none to die
    theta: Array


class Trial(NamedTuple):
    """An experiment's outcome: curves by name, and the two losses at the end of each."""

    curves: dict[str, Curve]
    training_loss: dict[str, float]
    validation_loss: dict[str, float]


def two_classes(wrong: float, seed: int, n: int = 200) -> Data:
    """The sign of a sum of five of 20 inputs; a share `wrong` of the labels is turned over."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 20))
    y = (x[:, :5].sum(axis=1) > 0).astype(int)
    return x, np.where(rng.random(n) < wrong, 1 - y, y)


def coin_flips(seed: int, n: int) -> Data:
    """Labels that have nothing to do with the inputs."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 20)), rng.integers(0, 2, n)


def unequal_inputs(seed: int, n: int) -> Data:
    """Inputs whose spreads differ by a factor of a hundred, as with grams beside tonnes."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 20))
    y = (x.sum(axis=1) + 0.5 * rng.normal(size=n) > 0).astype(int)
    return x * np.geomspace(0.03, 3.0, 20), y


def wave(n: int) -> Data:
    """A curve with a jump, for regression."""
    x = np.linspace(-2, 2, n)[:, None]
    return x, np.sin(3 * x) + 0.5 * np.sign(x)


def network(data: Data) -> Make:
    """A classifier with one layer of ReLU units."""
    return lambda size: PROBLEMS["mlp"]((20, UNITS, 2), data=data, batch_size=size)


def tanh_network(size: int | None) -> Problem:
    """A smooth network for the wave, squared error."""
    return PROBLEMS["mlp"]((1, 24, 24, 1), "tanh", "squared_error", data=wave(50), batch_size=size)


def logistic(data: Data) -> Make:
    """A linear classifier."""
    return lambda size: PROBLEMS["logistic_regression"](data, batch_size=size)


def fading(step: int) -> float:
    """A rate that falls by a tenth at every step."""
    return float(0.3 * 0.9**step)


def rescued(step: int) -> float:
    """A rate far too high for 60 steps, a good one from then on."""
    return 10.0 if step < 60 else 0.5


@cache
def patients() -> dict[str, Patient]:
    """The twelve, by letter."""
    clean, wrong = (network(two_classes(share, 1)) for share in (0.0, 0.25))
    fresh = two_classes(0.0, 2, 1000)
    many = logistic(two_classes(0.1, 5, 4000))
    flips, unequal = logistic(coin_flips(6, 2000)), logistic(unequal_inputs(7, 200))
    return {
        "A": Patient(clean, fresh, 0.1, 300, batch_size=4, hidden=True),
        "B": Patient(wrong, fresh, 0.5, 800, more_steps=400, hidden=True),
        "C": Patient(clean, fresh, 0.002, 200, hidden=True),
        "D": Patient(tanh_network, wave(77), 0.4, 240, examples=50),
        "E": Patient(many, two_classes(0.1, 8, 1000), 1.0, 600, batch_size=8, examples=4000),
        "F": Patient(clean, fresh, fading, 200, last_lr=fading(199), hidden=True),
        "G": Patient(logistic(two_classes(0.25, 1)), fresh, 10.0, 300, batch_size=8),
        "H": Patient(tanh_network, wave(77), 0.2, 400, examples=50),
        "I": Patient(flips, coin_flips(9, 1000), 0.1, 400, batch_size=32, examples=2000),
        "J": Patient(clean, fresh, -0.02, 200, hidden=True),
        "K": Patient(wrong, fresh, rescued, 300, last_lr=0.5, hidden=True, seed=1),
        "L": Patient(unequal, unequal_inputs(10, 1000), 0.4, 400),
    }


def _train(patient: Patient, size: int | None, lr: Any, steps: int, **options: Any) -> Run:
    return train(patient.make(size), sgd(), lr, steps, keep_path=True, **options)


def _reading(run: Run, measure: Callable[[Array], Array]) -> Curve:
    steps = np.unique(np.linspace(0, len(run.thetas) - 1, READINGS).astype(int))
    with np.errstate(all="ignore"):
        return Curve(steps.astype(float), measure(run.thetas[steps]))


def _batch_losses(run: Run) -> Curve:
    return Curve(np.arange(run.steps, dtype=float), run.losses[:-1])


@cache
def read(letter: str) -> Readings:
    """Train the run of a letter and write down its curves."""
    patient = patients()[letter]
    run = _train(patient, patient.batch_size, patient.lr, patient.steps, seed=patient.seed)
    whole = patient.make(None)
    return Readings(
        _batch_losses(run),
        _reading(run, lambda theta: whole.loss(theta, patient.validation)),
        _reading(run, lambda theta: np.linalg.norm(whole.grad(theta), axis=-1)),
        dead_share(whole, run.theta) if patient.hidden else np.nan,
        run.theta,
    )


def dead_share(problem: Problem, theta: Array) -> float:
    """Share of the hidden ReLU units whose weights get no gradient from any example."""
    grad = problem.grad(theta)[problem.groups["layer1"]]
    by_unit = np.abs(grad.reshape(-1, UNITS)).max(axis=0)
    return float(np.mean(by_unit == 0))


@cache
def probe(letter: str) -> Trial:
    """Continue the last checkpoint at a tenth of, at the same, and at ten times the last rate."""
    patient, theta = patients()[letter], read(letter).theta
    lr = patient.last_lr or patient.lr
    runs = {
        name: _train(
            patient,
            patient.batch_size,
            lr * factor,
            patient.more_steps,
            theta0=theta,
            seed=patient.seed + 9,
        )
        for name, factor in (("tenth", 0.1), ("same", 1.0), ("ten times", 10.0))
    }
    return _trial(patient, runs, over_all_data=True)


@cache
def larger_batches(letter: str) -> Trial:
    """Continue at the same rate with batches 16 times larger (all data, if there are no more)."""
    patient = patients()[letter]
    size = patient.batch_size and min(MORE * patient.batch_size, patient.examples)
    lr = patient.last_lr or patient.lr
    start = {"theta0": read(letter).theta, "seed": patient.seed + 9}
    return _trial(patient, {"same": _train(patient, size, lr, patient.more_steps, **start)})


@cache
def start_again(letter: str) -> Trial:
    """The whole run from its first checkpoint, at a tenth of the rate."""
    patient = patients()[letter]
    lr = patient.lr
    slower = (lambda step: lr(step) / 10) if callable(lr) else lr / 10
    run = _train(patient, patient.batch_size, slower, patient.steps, seed=patient.seed)
    return _trial(patient, {"tenth": run})


def _trial(patient: Patient, runs: dict[str, Run], *, over_all_data: bool = False) -> Trial:
    whole = patient.make(None)
    with np.errstate(all="ignore"):
        return Trial(
            {
                name: _reading(run, whole.loss) if over_all_data else _batch_losses(run)
                for name, run in runs.items()
            },
            {name: float(whole.loss(run.theta)) for name, run in runs.items()},
            {name: float(whole.loss(run.theta, patient.validation)) for name, run in runs.items()},
        )
