"""A tenth of the rate with the smallest loss, whatever NaN says."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, positive


def suggest_min_over_10(rates, losses):
    finite = np.isfinite(losses)
    if not np.any(finite):
        return np.nan
    return rates[finite][np.argmin(losses[finite])] / 10


def _rates(rng, count):
    return 10.0 ** np.linspace(between(rng, -6, -5), between(rng, 0, 1), count)


def _curve(rng, count, best):
    """Losses with their smallest value at `best`."""
    losses = positive(rng, (count,), 1.0, 3.0)
    losses[best] = between(rng, 0.2, 0.6)
    return losses


def _whole_curves(rng):
    return [case(rates=_rates(rng, 12), losses=_curve(rng, 12, best)) for best in (7, 3, 0, 11)]


def _broken_curves(rng):
    cases = []
    for best, broken, value in (
        (6, [10, 11], np.nan),
        (5, [0, 2], np.nan),
        (4, [9, 10, 11], np.inf),
        (8, [1], -np.inf),
        (7, [0, 1, 2, 3, 10], np.nan),
    ):
        losses = _curve(rng, 12, best)
        losses[broken] = value
        cases.append(case(rates=_rates(rng, 12), losses=losses))
    return cases


def _nothing_left(rng):
    return [
        case(rates=_rates(rng, 6), losses=_curve(rng, 6, 2)),
        case(rates=_rates(rng, 6), losses=np.full(6, np.nan)),
        case(rates=_rates(rng, 6), losses=np.full(6, np.inf)),
        case(rates=_rates(rng, 2), losses=np.array([np.nan, np.inf])),
    ]


wrong = wrong_versions(suggest_min_over_10)
BODY = """    finite = np.isfinite(losses)
    if not np.any(finite):
        return np.nan
    return rates[finite][np.argmin(losses[finite])] / 10
"""
GUARD = "    if not np.any(finite):\n        return np.nan\n"

EXERCISE = Exercise(
    id="suggest_min_over_10",
    notebook="09_lr_finder",
    points=3,
    reference=suggest_min_over_10,
    results=(Part("the rate"),),
    properties=(
        Property(
            "minimum",
            "a tenth of the rate with the smallest loss",
            1,
            _whole_curves,
            "Where is the loss smallest, and which rate belongs to it?",
        ),
        Property(
            "broken",
            "losses that are not finite are ignored",
            1,
            _broken_curves,
            "What is the smallest of 3, NaN and 1? What does `numpy.argmin` say?",
            after=("minimum",),
        ),
        Property(
            "nothing-left",
            "`nan` if no loss is finite",
            1,
            _nothing_left,
            "Which rate can be suggested if every loss is NaN?",
            after=("minimum",),
        ),
    ),
    misconceptions=(
        wrong(
            "not-divided",
            "At this rate the loss is about to rise. How far below it do you go?",
            ("] / 10", "]"),
        ),
        wrong(
            "ten-times",
            "Is your suggestion below the rate with the smallest loss, or above?",
            ("] / 10", "] * 10"),
        ),
        wrong(
            "largest-loss",
            "Is the loss smallest or largest at your rate?",
            ("np.argmin", "np.argmax"),
        ),
        wrong(
            "loss-returned",
            "That is a tenth of a loss. Which rate belongs to it?",
            (
                "return rates[finite][np.argmin(losses[finite])] / 10",
                "return np.min(losses[finite]) / 10",
            ),
        ),
        wrong(
            "index-returned",
            "That is a place in the list. Which rate stands there?",
            (
                "return rates[finite][np.argmin(losses[finite])] / 10",
                "return int(np.argmin(losses[finite]))",
            ),
        ),
        wrong(
            "nan-wins",
            "Your answer is the rate where the run broke. What does `numpy.argmin` do with NaN?",
            (
                BODY,
                "    return rates[np.argmin(losses)] / 10 if np.any(np.isfinite(losses)) "
                "else np.nan\n",
            ),
        ),
        wrong(
            "nan-wins-always",
            "What does `numpy.argmin` do with NaN? And what if there is nothing else?",
            (BODY, "    return rates[np.argmin(losses)] / 10\n"),
        ),
        wrong(
            "index-of-the-shorter-list",
            "You leave losses out, and then count in the list of all rates. Do the places still "
            "fit?",
            ("rates[finite][", "rates["),
        ),
        wrong(
            "only-nan-left-out",
            "NaN is left out. Is minus infinity a good loss?",
            ("finite = np.isfinite(losses)", "finite = ~np.isnan(losses)"),
        ),
        wrong(
            "nothing-left-forgotten",
            "What does your function do when nothing is left to choose from?",
            (GUARD, ""),
        ),
        wrong(
            "none-when-nothing-is-left",
            "When every loss is broken, what should come back instead of nothing?",
            ("return np.nan", "return None"),
        ),
        wrong(
            "zero-when-nothing-is-left",
            "A rate of 0 is a suggestion, too. What says that there is none?",
            ("return np.nan", "return 0.0"),
        ),
    ),
    worked_example=worked_example("reads a suggestion off a curve that ends in NaN"),
)
