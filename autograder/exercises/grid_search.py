"""Grid search: try rates with a constant ratio, keep the one with the smallest loss."""

import numpy as np

from autograder.core.checks import called_with
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._choice import BEST, LOSSES, wrong_choices
from autograder.exercises._draw import whole
from autograder.exercises._searches import Valley, clear_grid, floor_and_depth, one_rate


def grid_search(evaluate, low, high, count):
    rates = low * (high / low) ** (np.arange(count) / (count - 1))
    losses = np.array([evaluate(rate) for rate in rates])
    finite = np.isfinite(losses)
    if not finite.any():
        return np.nan
    return rates[np.argmin(np.where(finite, losses, np.inf))]


def _valleys(rng):
    cases = []
    for scale in (-3, 9, None):
        count = whole(rng, 5, 10)
        low, high, _, _, best = clear_grid(rng, count)
        floor, depth = floor_and_depth(rng) if scale is None else (10.0**scale, 2 * 10.0**scale)
        valley = Valley(best, floor, depth)
        cases.append(case(callbacks=valley.evaluations, low=low, high=high, count=count))
    return cases


def _broken(rng):
    """Training that blows up at the high end, at the low end, and everywhere."""
    cases = []
    for broken in (np.nan, np.inf):
        for end in ("high", "low", "all"):
            count = whole(rng, 6, 9)
            low, high, ratio, index, best = clear_grid(rng, count)
            bottom = low * ratio ** (index - 0.5) if end == "low" else 0.0
            top = {"high": low * ratio ** (index + 0.5), "low": np.inf, "all": -1.0}[end]
            valley = Valley(best, *floor_and_depth(rng), bottom, top, broken)
            cases.append(case(end, callbacks=valley.evaluations, low=low, high=high, count=count))
    return cases


def _draw(search):
    """The rates that are tried, in their order."""
    tried = []

    def evaluate(rate):
        tried.append(one_rate(rate, "evaluate"))
        return (np.log10(tried[-1]) + 2.0) ** 2

    search(evaluate, 1e-4, 1.0, 9)
    yield from tried


wrong = wrong_versions(grid_search)
RATES = "rates = low * (high / low) ** (np.arange(count) / (count - 1))"

EXERCISE = Exercise(
    id="grid_search",
    notebook="10_search",
    points=3,
    reference=grid_search,
    results=(Part("the best rate"),),
    properties=(
        Property(
            "best",
            "the rate with the smallest loss comes back, from rates with a constant ratio",
            1,
            _valleys,
            "Write down the rates for low = 0.001, high = 10, count = 5. Which one has the "
            "smallest loss?",
        ),
        Property(
            "calls",
            "every rate is evaluated once, in rising order",
            1,
            _valleys,
            "An evaluation may take an hour. How many does a grid of five rates need?",
            check=called_with("evaluate"),
        ),
        Property(
            "broken",
            "a loss that is not finite never wins; `nan` comes back if none is finite",
            1,
            _broken,
            "What do comparisons with NaN give? And what is left when every run blew up?",
            after=("best",),
        ),
    ),
    misconceptions=(
        wrong(
            "linear-grid",
            "Your rates have equal differences. How many of them lie below a tenth of `high`?",
            (RATES, "rates = low + (high - low) * np.arange(count) / (count - 1)"),
        ),
        wrong(
            "bounds-not-logged",
            "`logspace` wants exponents. Did you hand in powers, or the rates themselves?",
            (RATES, "rates = 10.0 ** (low + (high - low) * np.arange(count) / (count - 1))"),
        ),
        wrong(
            "high-end-left-out",
            "Your last rate does not reach `high`. How many gaps are there between `count` rates?",
            ("(count - 1)", "count"),
        ),
        wrong(
            "middle-by-mean",
            "Your grid is halved at the arithmetic mean. Which number is in the middle between "
            "0.001 and 10 on a log axis?",
            (
                RATES,
                "half = (low + high) / 2\n"
                "    share = 2 * np.arange(count) / (count - 1)\n"
                "    rates = np.where(share <= 1, low * (half / low) ** share,\n"
                "                     half * (high / half) ** (share - 1))",
            ),
        ),
        wrong(
            "end-of-the-grid",
            "Your search always ends at the same end of the grid. Does it compare losses?",
            (BEST, "return rates[-1]"),
        ),
        wrong(
            "stops-when-it-gets-worse",
            "You stop as soon as the loss rises. Could it fall again later?",
            (
                LOSSES,
                "losses = np.full(count, np.inf)\n"
                "    for k, rate in enumerate(rates):\n"
                "        losses[k] = evaluate(rate)\n"
                "        if k > 0 and losses[k] > losses[k - 1]:\n"
                "            break",
            ),
        ),
        wrong(
            "from-high-to-low",
            "The rate is right, but at which end does your search begin?",
            (RATES, RATES + "[::-1]"),
        ),
        *wrong_choices(wrong),
    ),
    worked_example=worked_example("searches a grid of five rates by hand"),
    picture=Picture("Nine rates between 0.0001 and 1", "call", "rate", _draw, log=True),
)
