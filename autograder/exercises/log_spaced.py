"""Values with a constant ratio between neighbours: even steps on a log axis."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between, whole


def log_spaced(low, high, count):
    share = np.arange(count) / (count - 1)
    return low * (high / low) ** share


def _wide(rng):
    return [
        case(low=log_between(rng, 1e-6, 1e-3), high=between(rng, 0.3, 3.0), count=count)
        for count in (whole(rng, 4, 6), whole(rng, 7, 12))
    ]


def _two(rng):
    return [
        case(low=between(rng, 0.01, 0.1), high=between(rng, 2.0, 40.0), count=2) for _ in range(2)
    ]


def _draw(spaced):
    yield from spaced(1e-4, 1.0, 9)


wrong = wrong_versions(log_spaced)
RETURN = "return low * (high / low) ** share"

EXERCISE = Exercise(
    id="log_spaced",
    notebook="00_start_here",
    points=3,
    reference=log_spaced,
    results=(Part("the array"),),
    properties=(
        Property(
            "values",
            "`count` values from `low` to `high`, each the same multiple of the one before",
            2,
            _wide,
            "Divide each value by the one before it. Is the ratio always the same?",
        ),
        Property(
            "two-values",
            "with `count` = 2 only the two ends are left",
            1,
            _two,
            "How many gaps are there between `count` values?",
        ),
    ),
    misconceptions=(
        wrong(
            "even-differences",
            "Your neighbours have the same difference. What should be the same on a log axis: "
            "the difference or the ratio?",
            (RETURN, "return low + (high - low) * share"),
        ),
        wrong(
            "bounds-not-logged",
            "`logspace` wants exponents. Which power of ten is `low`, and did you hand in that "
            "power or `low` itself?",
            (RETURN, "return 10.0 ** (low + (high - low) * share)"),
        ),
        wrong(
            "two-kinds-of-logarithm",
            "The logarithm you take and the power you raise do not undo each other. "
            "Which base has each?",
            (RETURN, "return 10.0 ** (np.log(low) + (np.log(high) - np.log(low)) * share)"),
        ),
        wrong(
            "logarithms-returned",
            "What came back is evenly spaced and partly negative: are these the values, or their "
            "logarithms?",
            (RETURN, "return np.log10(low) + (np.log10(high) - np.log10(low)) * share"),
        ),
        wrong(
            "end-left-out",
            "Your last value does not reach `high`. How many gaps are there between `count` "
            "values?",
            ("np.arange(count) / (count - 1)", "np.arange(count) / count"),
        ),
        wrong(
            "start-left-out",
            "Your first value is not `low`. What is the exponent of the first one?",
            ("np.arange(count) / (count - 1)", "(np.arange(count) + 1) / count"),
        ),
        wrong(
            "one-value-too-many",
            "Count what came back: how many values were asked for?",
            ("np.arange(count) / (count - 1)", "np.arange(count + 1) / count"),
        ),
        wrong(
            "from-high-to-low",
            "The right values come back, but from which end?",
            (RETURN, "return high * (low / high) ** share"),
        ),
        wrong(
            "two-values-forgotten",
            "Three and more values are right. What happens in your code when `count` is 2?",
            (RETURN, RETURN + " if count > 2 else np.array([low])"),
        ),
    ),
    worked_example=worked_example("spaces five rates between 0.001 and 10 by hand"),
    picture=Picture("Nine values from 0.0001 to 1", "number", "value", _draw, log=True),
)
