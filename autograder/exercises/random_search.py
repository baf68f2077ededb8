"""Random search: draw rates evenly on the log axis, keep the one with the smallest loss."""

import numpy as np

from autograder.core.compare import Mismatch, Part, compare
from autograder.core.exercise import Exercise, Misconception, Picture, Property, case
from autograder.core.subject import Outcome
from autograder.core.variant import edit
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._choice import BEST, wrong_choices
from autograder.exercises._draw import between, log_between, whole
from autograder.exercises._searches import Valley, floor_and_depth, one_rate

MANY = 500
# Kolmogorov-Smirnov: honest draws are farther off than 3.2 / sqrt(n) once in 4e8 checks.
FARTHEST = 3.2 / np.sqrt(MANY)


def random_search(evaluate, low, high, count, seed):
    rng = np.random.default_rng(seed)
    rates = np.exp(rng.uniform(np.log(low), np.log(high), count))
    losses = np.array([evaluate(rate) for rate in rates])
    finite = np.isfinite(losses)
    if not finite.any():
        return np.nan
    return rates[np.argmin(np.where(finite, losses, np.inf))]


RESULTS = (Part("the best rate"),)


def _range(rng):
    return {"low": log_between(rng, 1e-6, 1e-4), "high": between(rng, 0.3, 3.0)}


def _seed(rng):
    return whole(rng, 1, 9999)


def _few(rng):
    """Short searches; in most of them some runs, with the first or without it, or all blow up."""
    cases = []
    for broken, first in ((None, 0), (np.nan, 0), (np.nan, 1), (np.inf, 0), (np.inf, 1)):
        ends, count = _range(rng), whole(rng, 6, 9)
        drawn, top = np.zeros(count), 1.0
        while (drawn[0] > top) != first or not 3 <= np.sum(drawn < top) < count:
            seed, top = _seed(rng), log_between(rng, ends["low"], ends["high"])
            drawn = np.exp(np.random.default_rng(seed).uniform(*np.log(list(ends.values())), count))
        scale = floor_and_depth(rng)
        best = log_between(rng, ends["low"], ends["high"])
        gap = (0.0, top, broken) if broken is not None else ()
        cases.append(_search(Valley(best, *scale, *gap), ends, count, seed))
    for broken, size in ((np.nan, 1e-3), (np.inf, 1e9)):
        cases.append(_search(Valley(1.0, size, size, 0, -1, broken), _range(rng), 6, _seed(rng)))
        cases.append(_search(Valley(0.01, size, size), _range(rng), 6, _seed(rng)))
    return cases


def _search(valley, ends, count, seed):
    return case(callbacks=valley.evaluations, **ends, count=count, seed=seed)


def _many(rng):
    valley = Valley(0.01, *floor_and_depth(rng))
    return [_search(valley, _range(rng), MANY, _seed(rng))]


def _seeds(rng):
    """The same search three times, with two seeds: a, b, a."""
    one, other = _seed(rng), _seed(rng)
    valley, ends = Valley(0.01, *floor_and_depth(rng)), _range(rng)
    return [_search(valley, ends, 7, seed) for seed in (one, other, one)]


def _drawn(call):
    return np.array([float(entry.args[0]) for entry in call.yours.calls_of("evaluate")])


def _right_count(call):
    made, count = len(_drawn(call)), call.arguments["count"]
    if made == count:
        return None
    return Mismatch(
        "calls", f"`evaluate` was called {made} times, which is not `count` times.", str(made)
    )


def _best_of_its_draws(call):
    """Whatever was drawn: the smallest finite loss among these decides."""
    wrong = _right_count(call)
    if wrong is not None:
        return wrong
    losses = np.array([float(entry.result) for entry in call.yours.calls_of("evaluate")])
    finite = np.isfinite(losses)
    best = float(_drawn(call)[np.where(finite, losses, np.inf).argmin()])
    right = Outcome(value=best if finite.any() else float("nan"))
    return compare(call.yours.outcome, right, RESULTS, {})


def _even_on_the_log_axis(call):
    wrong = _right_count(call)
    if wrong is not None:
        return wrong
    low, high, rates = call.arguments["low"], call.arguments["high"], np.sort(_drawn(call))
    if rates[0] < low * (1 - 1e-6) or rates[-1] > high * (1 + 1e-6):
        span = f"rates from {rates[0]:.3g} to {rates[-1]:.3g}"
        return Mismatch("value", "Some rates lie outside the range asked for.", span)
    if np.sum(np.diff(rates) > 1e-9 * rates[1:]) < 0.9 * MANY:
        return Mismatch("value", "The same rates are drawn again and again.")
    share = (np.log(rates) - np.log(low)) / (np.log(high) - np.log(low))
    if np.max(np.abs(share - (np.arange(MANY) + 0.5) / MANY)) < FARTHEST:
        return None
    below = f"{np.sum(share < 0.5)} of {MANY} in the lower half"
    return Mismatch(
        "value",
        f"The rates are not spread evenly on the log axis: {below} of it.",
        below,
        "about one half of them",
    )


def _draws_follow_the_seed(calls):
    first, other, again = (np.sort(_drawn(call)) for call in calls)
    if not np.allclose(first, again, rtol=1e-6, atol=0):
        return Mismatch("across", "The same seed gave other draws the second time.")
    if np.allclose(first, other, rtol=1e-6, atol=0):
        return Mismatch("across", "Another seed gave the same draws.")
    return None


def _draws_anew(calls):
    """Good draws, but never the same ones again."""
    runs = [call for call in calls if call.case.callbacks is not None]
    same = [
        np.allclose(_drawn(one), _drawn(other), rtol=1e-6, atol=0)
        for n, one in enumerate(runs)
        for other in runs[:n]
        if one.arguments == other.arguments and not _right_count(one) and not _right_count(other)
    ]
    good = all(
        _even_on_the_log_axis(call) is None for call in runs if call.arguments["count"] == MANY
    )
    return good and bool(same) and not any(same)


def _draw(search):
    """The exponents of forty draws, sorted: they should rise along a straight line."""
    tried = []

    def evaluate(rate):
        tried.append(one_rate(rate, "evaluate"))
        return (np.log10(tried[-1]) + 2.0) ** 2

    search(evaluate, 1e-4, 1.0, 40, 3)
    yield from np.log10(np.sort(tried))


wrong = wrong_versions(random_search)
RNG = "rng = np.random.default_rng(seed)"
RATES = "rates = np.exp(rng.uniform(np.log(low), np.log(high), count))"
GRID = "low * (high / low) ** (np.arange(count) / (count - 1))"

DRAWS = (
    wrong(
        "linear-draws",
        "Draw a thousand rates: how many of yours lie below a tenth of `high`? How many should?",
        (RATES, "rates = rng.uniform(low, high, count)"),
    ),
    wrong(
        "bounds-not-logged",
        "Your exponents are drawn between the rates themselves. Which power of ten is `low`?",
        (RATES, "rates = 10.0 ** rng.uniform(low, high, count)"),
    ),
    wrong(
        "bounds-not-logged-exp",
        "Your exponents are drawn between the rates themselves. What is the logarithm of `low`?",
        (RATES, "rates = np.exp(rng.uniform(low, high, count))"),
    ),
    wrong(
        "exp-of-log10",
        "Your draws never come near `low`. Which base has the logarithm, which the power?",
        (RATES, "rates = np.exp(rng.uniform(np.log10(low), np.log10(high), count))"),
    ),
    wrong(
        "ten-to-the-ln",
        "Some of your draws are far below `low`. Which base has the logarithm, which the power?",
        (RATES, "rates = 10.0 ** rng.uniform(np.log(low), np.log(high), count)"),
    ),
    wrong(
        "logarithms-evaluated",
        "Negative rates were evaluated. Are these the rates, or their logarithms?",
        (RATES, "rates = rng.uniform(np.log(low), np.log(high), count)"),
    ),
    wrong(
        "whole-powers-of-ten",
        "How many different rates can yours draw? Must the exponent be a whole number?",
        (
            RATES,
            "ends = np.ceil(np.log10(low)), np.floor(np.log10(high)) + 1\n"
            "    rates = 10.0 ** rng.integers(*ends, count)",
        ),
    ),
    wrong(
        "bell-shaped-draws",
        "Most of your draws fall near the middle. Should any part of the log axis be preferred?",
        (
            RATES,
            "middle, width = np.log(low * high) / 2, np.log(high / low) / 6\n"
            "    rates = np.clip(np.exp(rng.normal(middle, width, count)), low, high)",
        ),
    ),
    wrong(
        "grid-instead",
        "Your rates do not depend on the seed: is that a grid?",
        (RATES, f"rates = {GRID}"),
    ),
    wrong(
        "shuffled-grid",
        "Another seed, and the same rates in another order. Are they drawn, or shuffled?",
        (RATES, f"rates = rng.permutation({GRID})"),
    ),
    wrong(
        "seed-hard-coded",
        "Call your function with two seeds: do the draws change?",
        (RNG, "rng = np.random.default_rng(0)"),
    ),
    wrong(
        "seeded-again-for-every-draw",
        "All your draws are the same number. How often is the generator made?",
        (
            RATES,
            "rates = np.array([np.exp(np.random.default_rng(seed).uniform("
            "np.log(low), np.log(high))) for _ in range(count)])",
        ),
    ),
    Misconception(
        "never-the-same-draws",
        edit(random_search, (RNG, "rng = np.random.default_rng()")),
        "Call your function twice with the same seed: are the draws the same? Who tells the "
        "generator about the seed?",
        symptom=_draws_anew,
    ),
    wrong(
        "one-draw-too-many",
        "Count the rates that you evaluate: how many were asked for?",
        (RATES, RATES.replace("count", "count + 1")),
    ),
)
CHOICES = (
    wrong(
        "last-draw",
        "Your answer is the last rate drawn. Does your search compare losses?",
        (BEST, "return rates[-1]"),
    ),
    *wrong_choices(wrong),
)

EXERCISE = Exercise(
    id="random_search",
    notebook="10_search",
    points=5,
    reference=random_search,
    results=RESULTS,
    properties=(
        Property(
            "best",
            "of `count` rates the one with the smallest finite loss comes back, `nan` if none is",
            2,
            _few,
            "Each rate drawn is evaluated once. Which one wins, and can a NaN be among the "
            "winners?",
            check=_best_of_its_draws,
            reference=False,
        ),
        Property(
            "log-uniform",
            "the draws are spread evenly on the log axis between `low` and `high`",
            2,
            _many,
            "How many of a thousand draws should lie between 0.001 and 0.01, how many between "
            "0.01 and 0.1?",
            check=_even_on_the_log_axis,
            reference=False,
        ),
        Property(
            "seed",
            "the same seed gives the same draws, another seed other ones",
            1,
            _seeds,
            "Who tells the generator about the seed, and how often is the generator made?",
            check=_right_count,
            across=_draws_follow_the_seed,
            reference=False,
            after=("log-uniform",),
        ),
    ),
    misconceptions=DRAWS + CHOICES,
    worked_example=worked_example("draws five rates on the log axis"),
    picture=Picture("Forty draws, sorted", "rank", "log10(rate)", _draw),
)
