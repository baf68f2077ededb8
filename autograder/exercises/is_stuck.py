"""Slow is not stuck: a stuck run has no gradient left."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import log_between, positive


def is_stuck(grad_norms, tolerance=1e-3):
    last = grad_norms[-1]
    if not np.isfinite(last):
        return False
    finite = grad_norms[np.isfinite(grad_norms)]
    return bool(last <= tolerance * np.max(finite))


def _history(rng, scale, *ends):
    """A noisy history that starts low, is `scale` at its largest, and its last values."""
    start = np.append([0.3, 1.0], positive(rng, (3,), 0.7, 0.95))
    return scale * np.append(start, ends)


def _slow_or_stuck(rng):
    """Gradients of very different sizes: the size alone says nothing."""
    cases = []
    for low, high in ((1e-6, 1e-5), (0.5, 2.0), (1e4, 1e5)):
        for end in (0.5, 1.6e-3, 9.5e-4, 4.5e-4, 2e-4, 1e-8):
            norms = _history(rng, log_between(rng, low, high), 0.1, end)
            cases.append(case(grad_norms=norms))
    dip = _history(rng, log_between(rng, 0.5, 2.0), 1e-5, 0.3)
    return [*cases, case("a dip that is over", grad_norms=dip)]


def _not_finite(rng):
    scale = log_between(rng, 0.5, 2.0)
    stuck, slow = _history(rng, scale, 1e-4), _history(rng, scale, 0.2)
    cases = [case(grad_norms=stuck), case(grad_norms=slow)]
    for value in (np.nan, np.inf):
        for history in (stuck, slow):
            hurt = history.copy()
            hurt[1] = value
            cases.append(case(grad_norms=hurt))
            cases.append(case(grad_norms=np.append(history, value)))
    return cases


def _nothing_and_options(rng):
    norms = _history(rng, log_between(rng, 0.5, 2.0), 2e-2)
    return [
        case(grad_norms=norms),
        case("a lax tolerance", grad_norms=norms, tolerance=0.1),
        case("a strict tolerance", grad_norms=norms, tolerance=1e-2),
        case("nothing at all", grad_norms=np.zeros(4)),
    ]


wrong = wrong_versions(is_stuck)
LAST = "    if not np.isfinite(last):\n        return False\n"
FINITE = "finite = grad_norms[np.isfinite(grad_norms)]"
RETURN = "return bool(last <= tolerance * np.max(finite))"

EXERCISE = Exercise(
    id="is_stuck",
    notebook="03_diagnosis",
    points=3,
    reference=is_stuck,
    results=(Part("the verdict"),),
    properties=(
        Property(
            "slow-or-stuck",
            "the last gradient is measured by the largest one",
            1,
            _slow_or_stuck,
            "Is a gradient of 0.0001 small? What if all of them were that small?",
        ),
        Property(
            "not-finite",
            "NaN and infinity are no measure, and a run that ends in them is not stuck",
            1,
            _not_finite,
            "What is the largest of 1, NaN and 2? And is a run stuck that ends in infinity?",
        ),
        Property(
            "options",
            "another tolerance can be asked for, and a gradient that never was is stuck",
            1,
            _nothing_and_options,
            "What does your function say about all zeros? And for a tolerance of 0.1?",
        ),
    ),
    misconceptions=(
        wrong(
            "absolute",
            "Measure the loss in other units and all gradients become a thousand times smaller. "
            "Is the run stuck then?",
            (RETURN, "return bool(last <= tolerance)"),
        ),
        wrong(
            "measured-by-the-first",
            "Which gradient is the measure: the first, or the largest?",
            (RETURN, "return bool(last <= tolerance * finite[0])"),
        ),
        wrong(
            "measured-by-the-one-before",
            "Which gradient is the measure: the one before, or the largest?",
            (RETURN, "return bool(last <= tolerance * grad_norms[-2])"),
        ),
        wrong(
            "measured-by-the-mean",
            "Which gradient is the measure: the mean, or the largest?",
            (RETURN, "return bool(last <= tolerance * np.mean(finite))"),
        ),
        wrong(
            "smallest-for-last",
            "A dip in the middle is over. Which gradient tells where the run is now?",
            (RETURN, "return bool(np.min(finite) <= tolerance * np.max(finite))"),
        ),
        wrong(
            "upside-down",
            "True should mean that no gradient is left. What does yours mean?",
            (RETURN, "return bool(last > tolerance * np.max(finite))"),
        ),
        wrong(
            "nan-spoils-the-largest",
            "The largest of some numbers and a NaN is NaN. Which values may be the measure?",
            (FINITE, "finite = grad_norms"),
        ),
        wrong(
            "infinity-is-the-largest",
            "NaN is left out. Is infinity a measure?",
            (FINITE, "finite = grad_norms[~np.isnan(grad_norms)]"),
        ),
        wrong(
            "broken-end-is-stuck",
            "A run that ends in NaN has a trouble of its own. Is it stuck?",
            ("return False", "return True"),
        ),
        wrong(
            "last-finite-for-last",
            "The last value is not finite. Is the one before it the end of the run?",
            (LAST, ""),
            ("last = grad_norms[-1]", "last = grad_norms[np.isfinite(grad_norms)][-1]"),
        ),
        wrong(
            "tolerance-hard-coded",
            "Call your function with tolerance = 0.1: does the answer change?",
            (RETURN, "return bool(last <= 1e-3 * np.max(finite))"),
        ),
        wrong(
            "zeros-not-stuck",
            "All gradients are zero: is there anything left? What do your comparison, and your "
            "division if you have one, say about 0 and 0?",
            (RETURN, "return bool(last < tolerance * np.max(finite))"),
        ),
    ),
    worked_example=worked_example("compares a slow run with a stuck one"),
)
