"""Has this run blown up? Without being fooled by NaN."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between


def diverged(losses, factor=10.0):
    return bool(np.any(~np.isfinite(losses)) or np.any(losses > factor * losses[0]))


def _falling(rng, first, count=6):
    """Losses that fall from `first`, with some noise."""
    return first * 0.7 ** np.arange(count) * np.append(1.0, rng.uniform(0.9, 1.1, count - 1))


def _with(losses, place, value):
    changed = losses.copy()
    changed[place] = value
    return changed


def _growth(rng):
    """Large and small losses; some rise for a while, one recovers from a blow-up."""
    first = between(rng, 20.0, 40.0)
    small = between(rng, 0.01, 0.02)
    noisy = _falling(rng, first)
    return [
        case("falls", losses=noisy),
        case("rises at the end", losses=_with(noisy, -1, 12 * first)),
        case("rises a little", losses=_with(noisy, -1, 8 * first)),
        case("rises far above its best", losses=_with(_falling(rng, first), 5, 3 * first)),
        case("starts with a small rise", losses=_with(_falling(rng, first, 4), 1, 1.3 * first)),
        case("falls and comes halfway back", losses=_with(_falling(rng, first, 12), -1, first / 2)),
        case("rises slowly", losses=first * 1.7 ** np.arange(6)),
        case("recovers", losses=_with(noisy, 2, 11 * first)),
        case("small", losses=_with(_falling(rng, small), 3, 14 * small)),
        case("small and falling", losses=_falling(rng, small)),
    ]


def _not_finite(rng):
    first = between(rng, 0.5, 3.0)
    losses = _falling(rng, first)
    return [
        case(losses=losses),
        case(losses=_with(losses, -1, np.nan)),
        case(losses=_with(losses, 2, np.nan)),
        case(losses=_with(losses, -1, np.inf)),
        case(losses=_with(losses, 0, np.inf)),
        case(losses=_with(losses, 0, np.nan)),
    ]


def _other_factors(rng):
    first = between(rng, 2.0, 4.0)
    losses = _with(_falling(rng, first), -1, 5 * first)
    return [case(losses=losses, factor=between(rng, 3.0, 4.5)), case(losses=losses, factor=6.0)]


wrong = wrong_versions(diverged)
FINITE = "np.any(~np.isfinite(losses))"
GROWN = "np.any(losses > factor * losses[0])"

EXERCISE = Exercise(
    id="diverged",
    notebook="02_too_low_too_high",
    points=3,
    reference=diverged,
    results=(Part("the verdict"),),
    properties=(
        Property(
            "growth",
            "a loss above ten times the first one is noticed, wherever it is",
            1,
            _growth,
            "Which loss is compared with which? And what if the run recovers?",
        ),
        Property(
            "not-finite",
            "NaN and infinity are noticed, wherever they are",
            1,
            _not_finite,
            "Is NaN larger than anything? What does `nan > 10` say?",
        ),
        Property(
            "factor",
            "another factor than ten can be asked for",
            1,
            _other_factors,
            "Call your function with factor = 4: does the answer change?",
        ),
    ),
    misconceptions=(
        wrong(
            "nan-is-not-larger",
            "Every comparison with NaN is False. Who notices it then?",
            (FINITE, "False"),
        ),
        wrong(
            "only-nan",
            "NaN is noticed. What if the very first loss is infinite already?",
            (FINITE, "np.any(np.isnan(losses))"),
        ),
        wrong(
            "only-infinity",
            "Infinity is noticed. What about NaN?",
            (FINITE, "np.any(np.isinf(losses))"),
        ),
        wrong(
            "only-the-last",
            "Some runs blow up and come back. Do you look at the last loss only?",
            (FINITE, "not np.isfinite(losses[-1])"),
            (GROWN, "losses[-1] > factor * losses[0]"),
        ),
        wrong(
            "only-the-last-is-finite",
            "NaN in the middle of a run is noticed by nobody. Which losses do you look at?",
            (FINITE, "not np.isfinite(losses[-1])"),
        ),
        wrong(
            "compared-with-the-best",
            "A good run falls far below its start. Which loss is the measure: the best, or the "
            "first?",
            (GROWN, "np.any(losses > factor * np.min(losses))"),
        ),
        wrong(
            "compared-with-the-one-before",
            "A loss can grow slowly, and still far. Which loss is the measure: the one before, "
            "or the first?",
            (GROWN, "np.any(losses[1:] > factor * losses[:-1])"),
        ),
        wrong(
            "compared-with-nothing",
            "Is a loss of 20 bad in itself, if the run began at 30?",
            (GROWN, "np.any(losses > factor)"),
        ),
        wrong(
            "any-rise",
            "Is every rise above the first loss a blow-up? What is `factor` for?",
            (GROWN, "np.any(losses > losses[0])"),
        ),
        wrong(
            "added-not-multiplied",
            "Ten more, or ten times more than the first loss?",
            (GROWN, "np.any(losses > factor + losses[0])"),
        ),
        wrong(
            "factor-hard-coded",
            "Call your function with factor = 4: does the answer change?",
            (GROWN, "np.any(losses > 10 * losses[0])"),
        ),
        wrong(
            "all-for-any",
            "Must all losses be bad, or is one enough?",
            (GROWN, "np.all(losses > factor * losses[0])"),
        ),
        wrong(
            "upside-down",
            "True should mean that the run blew up. What does yours mean?",
            ("return bool(", "return not bool("),
        ),
    ),
    worked_example=worked_example("looks at one run that recovers and at one that ends in NaN"),
)
