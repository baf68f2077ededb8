"""The capstone: a recipe for training the digits network within a budget, checked and run.

A recipe is a dict that says everything a training run needs: optimizer, rate, schedule, batch size.
The budget counts gradients of single examples. A step on a batch of B examples costs B of them, but
never less than LEAST_COST: a machine computes a handful of examples in the time of one.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from lrlib.dataset import TRAIN_IMAGES, digits
from lrlib.optimizers import OPTIMIZERS
from lrlib.problems.mlp import mlp
from lrlib.schedules import SCHEDULES
from lrlib.training import sweep
from lrlib.types import Array, Problem, Schedule

BUDGET = 12_000  # gradients of one example each: not quite nine epochs
LEAST_COST = 16
BANDS = {0.2: 5, 0.12: 5, 0.075: 5, 0.055: 5}  # validation loss at most -> points, see 11
# What others reach: the median of nine fresh seeds, from tests/benchmarks/reference_recipe.py.
LEVELS = {
    "default: Adam at 0.001": 0.224,
    "tuned by finder": 0.038,
    "tuned by search": 0.031,
    "best known": 0.030,
}
NEEDED = ("optimizer", "lr", "schedule", "schedule_options", "batch_size")
MOST_MILESTONES = 100


class Plan(NamedTuple):
    """A recipe that can be trained: hashable, and nothing in it can fail any more."""

    optimizer: str
    rates: tuple[float, ...]  # one for each step
    batch_size: int


def steps_within(budget: int, batch_size: int) -> int:
    """How many steps a budget pays for, at least one.

    >>> steps_within(12_000, 32), steps_within(12_000, 1)
    (375, 750)
    """
    return max(1, budget // max(batch_size, LEAST_COST))


def plan(recipe: Any, budget: int = BUDGET) -> Plan:
    """The recipe's optimizer, the rate of every step, and its batch size; ValueError if unfit.

    >>> plan(dict(optimizer="sgd", lr=0.1, schedule="constant", schedule_options={},
    ...           batch_size=600), 1200)
    Plan(optimizer='sgd', rates=(0.1, 0.1), batch_size=600)
    """
    if not isinstance(recipe, Mapping):
        raise ValueError(
            f"a recipe is a dict with the keys {', '.join(NEEDED)}, got {_say(recipe)}"
        )
    for key in NEEDED:
        if key not in recipe:
            raise ValueError(f'a recipe needs the key "{key}", got {_names(recipe)}; add it')
    for key in recipe:
        if key not in NEEDED:
            raise ValueError(f"a recipe has no key {_say(key)}{_nearest(key, NEEDED)}")
    optimizer = _known("optimizer", recipe["optimizer"], OPTIMIZERS)
    lr = _number("lr", recipe["lr"])
    if not lr > 0:
        raise ValueError(f'"lr" needs a number above 0, got {lr:g}')
    batch = _number("batch_size", recipe["batch_size"])
    if batch != int(batch) or not 1 <= batch <= TRAIN_IMAGES:
        raise ValueError(
            f'"batch_size" needs a whole number from 1 to {TRAIN_IMAGES}, got {batch:g}'
        )
    steps = steps_within(budget, int(batch))
    name = _known("schedule", recipe["schedule"], SCHEDULES)
    return Plan(optimizer, _rates(name, lr, recipe["schedule_options"], steps), int(batch))


def validation_losses(ready: Plan, seeds: Sequence[int]) -> Array:
    """Train the digits network, once for each seed; the loss on the 450 other images, (seeds,).

    A run that has diverged counts as infinite.
    """
    data, problem = digits(), _network(ready.batch_size)
    rates = np.array(ready.rates)

    def schedule(peaks: Any) -> Schedule:
        return lambda step: rates[step] + 0 * peaks

    run = sweep(
        problem, OPTIMIZERS[ready.optimizer](), [1.0], len(rates), seeds=seeds, schedule=schedule
    )
    with np.errstate(all="ignore"):
        losses = problem.loss(run.theta, (data.x_val, data.y_val))[0]
    return np.where(np.isfinite(losses), losses, np.inf)


def points_for(loss: float) -> int:
    """The points that a median validation loss earns.

    >>> points_for(0.1), points_for(float("inf"))
    (10, 0)
    """
    return sum(points for most, points in BANDS.items() if loss <= most)


@cache
def _network(batch_size: int) -> Problem:
    return mlp(batch_size=batch_size)


def _rates(name: str, lr: float, options: Any, steps: int) -> tuple[float, ...]:
    """The rate of every step; every failure of a schedule becomes a sentence."""
    schedule = SCHEDULES[name]
    given = _options(name, schedule, options)
    try:
        made = schedule(lr, **given)
        rates = tuple(float(made(step)) for step in range(steps))
    except OverflowError:
        rates = (float("inf"),)
    except ValueError as error:
        raise ValueError(f'"schedule_options" do not fit: {error}') from None
    bad = [step for step, rate in enumerate(rates) if not 0 <= rate < float("inf")]
    if bad:
        raise ValueError(
            f'"{name}" with these options gives a rate that is negative or not finite at step '
            f"{bad[0]} of {steps}; check the options"
        )
    return rates


def _options(name: str, schedule: Callable[..., Any], options: Any) -> dict[str, Any]:
    if not isinstance(options, Mapping):
        raise ValueError(f'"schedule_options" needs a dict, {{}} if none, got {_say(options)}')
    _, *parameters = inspect.signature(schedule).parameters.values()  # the first is the rate
    takes = [each.name for each in parameters]
    for key in options:
        if key not in takes:
            known = ", ".join(takes) or "none at all"
            raise ValueError(
                f'"{name}" takes no option {_say(key)}{_nearest(key, takes)}; it takes {known}'
            )
    for each in parameters:
        if each.default is each.empty and each.name not in options:
            raise ValueError(f'"{name}" needs the option "{each.name}"; add it to the options')
    return {
        key: _milestones(value) if key == "milestones" else _option(key, value)
        for key, value in options.items()
    }


def _option(key: str, value: Any) -> float | bool:
    return bool(value) if isinstance(value, bool | np.bool_) else _number(key, value)


def _milestones(value: Any) -> list[float]:
    items = list(value) if isinstance(value, list | tuple | np.ndarray) else None
    if items is None or np.ndim(value) != 1 or len(items) > MOST_MILESTONES:
        raise ValueError(f'"milestones" needs a list of at most {MOST_MILESTONES} step numbers')
    return [_number("milestones", item) for item in items]


def _known(key: str, name: Any, registry: Mapping[str, Any]) -> str:
    if isinstance(name, str) and name in registry:
        return str(name)
    raise ValueError(f'"{key}" has no {_say(name)}{_nearest(name, registry)}')


def _nearest(name: Any, names: Any) -> str:
    near = difflib.get_close_matches(str(name).lower()[:60], list(names), n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else ""


def _number(key: str, value: Any) -> float:
    """One finite number as a float; True and False are none."""
    try:
        if isinstance(value, bool | str | Mapping) or np.ndim(value) != 0:
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f'"{key}" needs one number, got {_say(value)}') from None
    if not isfinite(number):
        raise ValueError(f'"{key}" needs a finite number, got {number}')
    return number


def _names(recipe: Mapping[Any, Any]) -> str:
    return ", ".join(_say(key) for key in list(recipe)[:8]) or "an empty dict"


def _say(value: Any) -> str:
    """A short name for whatever came: a text in quotes, a number, or the kind of thing."""
    if isinstance(value, str):
        return f'"{value[:30]}"'
    if isinstance(value, float) or (type(value) is int and abs(value) < 10**300):
        return f"{value:g}"
    return f"something of type {type(value).__name__}"
