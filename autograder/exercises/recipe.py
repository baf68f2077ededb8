"""The capstone: a recipe for training; we train with it, on seeds of our own.

The numbers are not compared with the reference's: the median validation loss earns the points, in
bands. A recipe is only data, so the student's side never trains anything; what it costs is bounded
by the budget (lrlib/recipe.py). The bands come from tests/benchmarks/reference_recipe.py.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from autograder.core.compare import Mismatch, Part
from autograder.core.exercise import Case, Exercise, Misconception, Property
from autograder.core.values import Unusable, sentence
from autograder.core.variant import HEADER
from lrlib.recipe import BANDS, BUDGET, Plan, plan, validation_losses

SEEDS = 3


def recipe(budget):
    steps = budget // 16
    return {
        "optimizer": "adam",
        "lr": 0.015,
        "schedule": "warmup_cosine",
        "schedule_options": {"warmup": steps // 20, "total": steps},
        "batch_size": 16,
    }


@dataclass(frozen=True)
class Trained(Case):
    """A call whose recipe is then trained on these seeds."""

    seeds: tuple[int, ...] = ()


def _budget(rng):
    seeds = tuple(rng.integers(2**31, size=SEEDS).tolist())
    return [Trained({"budget": BUDGET}, None, "the budget of the notebook", seeds)]


@lru_cache(maxsize=256)
def _median(ready: Plan, seeds):
    return float(np.median(validation_losses(ready, seeds)))


def _plan_of(call):
    """What came back as a plan; ValueError says what is wrong with it."""
    value = call.yours.outcome.value
    if isinstance(value, Unusable):
        raise ValueError(sentence(value))
    return plan(value, call.arguments["budget"])


def _at_most(most):
    """The check of one band: the median validation loss is `most` or less."""

    def check(call):
        try:
            ready = _plan_of(call)
        except ValueError as error:
            said = str(error)
            return Mismatch("recipe", said[:1].upper() + said[1:] + ".", want="a whole recipe")
        median = _median(ready, call.case.seeds)
        if median <= most:
            return None
        if not np.isfinite(median):
            return Mismatch("value", "Training with this recipe diverged.", "NaN", "a finite loss")
        return Mismatch(
            "value",
            f"The median validation loss over {SEEDS} seeds is {median:.3f}; "
            f"this line needs {most:g} or less.",
            f"{median:.3f}",
            f"{most:g} or less",
        )

    return check


# What goes wrong with a recipe, told from its rates and from what training with it does.
ADAPTIVE = {"adagrad", "rmsprop", "adam", "amsgrad", "adamw"}
UNTAUGHT = 2.0  # a loss near log(10) = 2.3: nothing was learned


def _slip(calls):
    """The id of the first mistake that fits the recipe, or None; at most one fits."""
    try:
        ready = _plan_of(calls[0])
    except ValueError:
        return None
    rates = np.array(ready.rates)
    median = _median(ready, calls[0].case.seeds)
    lr, adaptive = float(calls[0].yours.outcome.value["lr"]), ready.optimizer in ADAPTIVE
    checks = {
        "batch-too-large": len(rates) < 60,
        "area-used-up": rates[len(rates) // 2 :].max() < 0.02 * rates[0],
        "warmup-without-end": rates.max() < 0.5 * lr,
        "adam-at-a-rate-for-sgd": adaptive and 0.05 <= lr <= 1.0 and median > min(BANDS),
        "far-too-high": not median < UNTAUGHT and rates.max() >= 0.5,
        "default": rates.min() == rates.max() and lr == (0.001 if adaptive else 0.01),
        "sgd-at-a-rate-for-adam": not adaptive and rates.max() <= 0.01,
        "one-decade-low": adaptive and rates.max() <= 0.0015,
        "still-falling": rates.max() < (0.005 if adaptive else 0.3),
    }
    return next((name for name, holds in checks.items() if holds), None)


def _is(name, calls):
    return _slip(calls) == name


def _mistake(name, hint, optimizer, lr, schedule="constant", options="{}", batch=16):
    source = (
        f'def recipe(budget):\n    return {{"optimizer": "{optimizer}", "lr": {lr}, '
        f'"schedule": "{schedule}", "schedule_options": {options}, "batch_size": {batch}}}\n'
    )
    return Misconception(name, HEADER + source, hint, symptom=partial(_is, name))


MISCONCEPTIONS = (
    _mistake(
        "default",
        "This is the rate that the library would have chosen. What does a sweep of the rate over "
        "three factors of ten show on this network?",
        "adam",
        0.001,
        batch=32,
    ),
    _mistake(
        "sgd-at-a-rate-for-adam",
        "Rates of this size suit Adam, whose steps do not depend on the size of the gradient. "
        "What does your finder say for the method that you chose?",
        "nesterov",
        0.003,
        batch=32,
    ),
    _mistake(
        "adam-at-a-rate-for-sgd",
        "The best of ten evenly spaced rates from 0.1 to 1 is usually the smallest. Is yours on "
        "the border of what you tried? Where does a grid with equal ratios end up?",
        "adam",
        0.2,
        batch=32,
    ),
    _mistake(
        "far-too-high",
        "Nothing was learned. What does the training loss do in the first twenty steps, and at a "
        "tenth of the rate?",
        "sgd",
        30.0,
    ),
    _mistake(
        "area-used-up",
        "Add up the rates of all steps. How much of that sum is spent after half of the run?",
        "adam",
        0.01,
        "exponential_decay",
        '{"gamma": 0.9}',
    ),
    _mistake(
        "warmup-without-end",
        "Schedules count steps, the budget counts examples. At which step would your rate reach "
        "its peak, and how many steps are there?",
        "adam",
        0.01,
        "linear_warmup",
        '{"warmup": budget // 2}',
        32,
    ),
    _mistake(
        "batch-too-large",
        "How many steps does the budget pay for with your batch size? What could the same budget "
        "do in smaller batches?",
        "adam",
        0.01,
        batch=512,
    ),
    _mistake(
        "one-decade-low",
        "Better than the default, and still slow. Train with two and with four times the rate: "
        "which way does the loss go?",
        "adam",
        0.00125,
    ),
    _mistake(
        "still-falling",
        "You are close. Is the loss still falling when the budget ends? What do twice the rate, "
        "or smaller batches, change?",
        "adam",
        0.0021,
    ),
)


def _band(place, most, points):
    names = ("learns", "tuned-a-little", "tuned", "well-tuned")
    questions = (
        "Train with your recipe here, on three seeds. Is the loss still falling at the end, or "
        "did it never fall?",
        "Which of the two have you tuned on the log scale so far, the rate or the batch size?",
        "Is your best rate inside the range that you tried, or on its border?",
        "What would a finer grid around your best rate, on three seeds, choose?",
    )
    return Property(
        names[place],
        f"the median validation loss of {SEEDS} runs is {most:g} or less",
        points,
        _budget,
        questions[place],
        check=_at_most(most),
        reference=False,
        after=names[:place],
    )


EXERCISE = Exercise(
    id="recipe",
    notebook="11_edge_and_capstone",
    points=20,
    reference=recipe,
    results=(Part("the recipe"),),
    properties=tuple(_band(n, *band) for n, band in enumerate(BANDS.items())),
    misconceptions=MISCONCEPTIONS,
    worked_example="Still lost? The worked example of this notebook runs a finder, reads a rate "
    "from its curve, and tries three rates around it. Do the same with the method you chose.",
)
