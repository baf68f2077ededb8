"""Grid search: try rates with a constant ratio, keep the one with the smallest loss."""

import numpy as np

from autograder.core.checks import called_with
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
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
LOSSES = "losses = np.array([evaluate(rate) for rate in rates])"
NONE = "    if not finite.any():\n        return np.nan\n"
BEST = "return rates[np.argmin(np.where(finite, losses, np.inf))]"
LOOP = """    best, smallest = {start}
    for rate in rates:
        loss = evaluate(rate)
        if {test}:
            best, smallest = rate, loss
    return best
"""


def _loop(start, test):
    """The same search as a loop; `start` and `test` decide whether it is right."""
    body = f"    {LOSSES}\n    finite = np.isfinite(losses)\n{NONE}    {BEST}\n"
    return body, LOOP.format(start=start, test=test)


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
            "largest-loss",
            "Your answer is the rate with the largest loss. Which one do you look for?",
            (BEST, "return rates[np.argmax(np.where(finite, losses, -np.inf))]"),
        ),
        wrong(
            "loss-returned",
            "What came back is a loss. What was asked for?",
            (BEST, "return np.min(losses[finite])"),
        ),
        wrong(
            "index-returned",
            "What came back is a place in a list. What stands there?",
            (BEST, "return np.argmin(np.where(finite, losses, np.inf))"),
        ),
        wrong(
            "end-of-the-grid",
            "Your search always ends at the same end of the grid. Does it compare losses?",
            (BEST, "return rates[-1]"),
        ),
        wrong(
            "nan-wins",
            "A run that blew up has won. What does `numpy.argmin` say of a list with a NaN in it?",
            (NONE, ""),
            (BEST, "return rates[np.argmin(losses)]"),
        ),
        wrong(
            "first-one-stays",
            "What if the very first loss is NaN? Is any number smaller than NaN?",
            _loop("rates[0], np.nan", "rate == rates[0] or loss < smallest"),
        ),
        wrong(
            "only-nan-ignored",
            "NaN never wins in yours. What comes back when all losses are infinite?",
            ("np.isfinite(losses)", "~np.isnan(losses)"),
        ),
        wrong(
            "a-rate-when-none-is-finite",
            "All runs blew up, and yet a rate came back. Would you train with it?",
            (NONE, ""),
        ),
        wrong(
            "error-when-none-is-finite",
            "All runs blew up, and your function did, too. What should come back?",
            (NONE, ""),
            (BEST, "return rates[finite][np.argmin(losses[finite])]"),
        ),
        wrong(
            "inf-when-none-is-finite",
            "All runs blew up. Which value says that there is no best rate: is infinity a rate?",
            ("return np.nan", "return np.inf"),
        ),
        wrong(
            "none-found-below-the-start",
            "What if all losses are larger than the number that your search starts from?",
            _loop("np.nan, 1000.0", "loss < smallest"),
        ),
        wrong(
            "starts-from-zero",
            "Your search for the smallest starts from 0. Can a loss be below that?",
            _loop("np.nan, 0.0", "loss < smallest"),
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
            "evaluates-the-best-again",
            "The rate is right, but one evaluation was made for nothing. Which one?",
            (BEST, BEST.replace("return", "best =") + "\n    evaluate(best)\n    return best"),
        ),
        wrong(
            "every-rate-twice",
            "The rate is right, but each one was evaluated twice. Can you keep the losses?",
            (LOSSES, "losses = np.array([evaluate(rate) for rate in rates])\n    " + LOSSES),
        ),
        wrong(
            "from-high-to-low",
            "The rate is right, but at which end does your search begin?",
            (RATES, RATES + "[::-1]"),
        ),
    ),
    worked_example=worked_example("searches a grid of five rates by hand"),
    picture=Picture("Nine rates between 0.0001 and 1", "call", "rate", _draw, log=True),
)
