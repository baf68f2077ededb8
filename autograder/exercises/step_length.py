"""How far one step of SGD goes."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between


def step_length(grad, lr):
    return abs(lr) * np.sqrt(np.sum(grad**2))


def _rates_above_zero(rng):
    return [case(grad=array(rng, shape), lr=between(rng, 0.02, 0.4)) for shape in SHAPES]


def _rates_below_zero(rng):
    return [case(grad=array(rng, (3,)), lr=sign * between(rng, 0.02, 0.4)) for sign in (-1, 1, -1)]


wrong = wrong_versions(step_length)
RETURN = "return abs(lr) * np.sqrt(np.sum(grad**2))"

EXERCISE = Exercise(
    id="step_length",
    notebook="01_what_it_is",
    points=3,
    reference=step_length,
    results=(Part("the length"),),
    properties=(
        Property(
            "length",
            "rate times the length of the gradient, all entries of it",
            2,
            _rates_above_zero,
            "How long is the arrow (3, 4)? And how much of it does the step take?",
        ),
        Property(
            "sign",
            "a step uphill has a length, too",
            1,
            _rates_below_zero,
            "Can a length be negative? What if the rate is?",
            after=("length",),
        ),
    ),
    misconceptions=(
        wrong(
            "negative-length",
            "Can a length be negative? What if the rate is?",
            (RETURN, "return lr * np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "rate-forgotten",
            "Make `lr` ten times larger: does your length change?",
            (RETURN, "return np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "square-without-root",
            "Twice the gradient should give twice the length. What does yours give?",
            (RETURN, "return abs(lr) * np.sum(grad**2)"),
        ),
        wrong(
            "rate-under-the-root",
            "Twice the rate should give twice the length. What does yours give?",
            (RETURN, "return np.sqrt(abs(lr) * np.sum(grad**2))"),
        ),
        wrong(
            "sum-of-sizes",
            "How long is the arrow (3, 4): 7 or 5? Which of the two do you compute?",
            (RETURN, "return abs(lr) * np.sum(np.abs(grad))"),
        ),
        wrong(
            "sum-with-signs",
            "Can the entries of a step cancel each other? Is a step of (1, -1) no step?",
            (RETURN, "return abs(lr * np.sum(grad))"),
        ),
        wrong(
            "largest-entry",
            "Do all entries count in your length, or only the largest one?",
            (RETURN, "return abs(lr) * np.max(np.abs(grad))"),
        ),
        wrong(
            "root-mean-square",
            "Is it the length, or a typical entry? Does yours divide by how many there are?",
            (RETURN, "return abs(lr) * np.sqrt(np.mean(grad**2))"),
        ),
        wrong(
            "entry-by-entry",
            "One length is asked for the whole step. What came back for each entry?",
            (RETURN, "return np.abs(lr * grad)"),
        ),
        wrong(
            "divided-by-the-rate",
            "Should a larger rate make the step longer or shorter? What does yours do?",
            (RETURN, "return np.sqrt(np.sum(grad**2)) / abs(lr)"),
        ),
        wrong(
            "spectral-norm",
            "For a matrix, `numpy.linalg.norm(x, 2)` is something else than the root of the sum "
            "of all squares. Which one is asked for?",
            (RETURN, "return abs(lr) * np.linalg.norm(np.atleast_1d(grad), 2)"),
        ),
    ),
    worked_example=worked_example("measures one step by hand"),
)
