"""How much something changed, measured by its own size."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array


def relative_change(old, new):
    change = np.sqrt(np.sum((new - old) ** 2))
    size = np.sqrt(np.sum(old**2))
    if size == 0:
        return 0.0 if change == 0 else np.inf
    return change / size


def _any_shape(rng):
    return [case(old=array(rng, shape), new=array(rng, shape)) for shape in SHAPES]


def _from_zero(rng):
    zero = np.zeros(3)
    return [
        case(old=array(rng, (3,)), new=array(rng, (3,))),
        case("only the old one is zero", old=zero, new=array(rng, (3,))),
        case("both are zero", old=zero, new=zero.copy()),
        case("only the new one is zero", old=array(rng, (3,)), new=zero),
    ]


wrong = wrong_versions(relative_change)
ZERO = "return 0.0 if change == 0 else np.inf"
CHANGE = "np.sqrt(np.sum((new - old) ** 2))"
SIZE = "np.sqrt(np.sum(old**2))"
LAST = "return change / size"

EXERCISE = Exercise(
    id="relative_change",
    notebook="00_start_here",
    points=3,
    reference=relative_change,
    results=(Part("the change"),),
    properties=(
        Property(
            "ratio",
            "norm of the difference over norm of the old one, for arrays of any shape",
            2,
            _any_shape,
            "Two lengths are divided here. Which two, and how long are yours?",
        ),
        Property(
            "zero",
            "0 if nothing changed from zero, `inf` if something did",
            1,
            _from_zero,
            "What comes back when `old` is all zeros, and `new` is, or is not?",
            after=("ratio",),
        ),
    ),
    misconceptions=(
        wrong(
            "not-relative",
            "Multiply `old` and `new` by 100: a relative change stays the same. Does yours?",
            (LAST, "return change"),
        ),
        wrong(
            "divided-by-the-new",
            "From 1 to 2, something grew by its whole size: 1.0. What does yours say, "
            "and what did it divide by?",
            ("np.sum(old**2)", "np.sum(new**2)"),
        ),
        wrong(
            "upside-down",
            "A small change should give a small number. Does yours?",
            (LAST, "return size / change"),
        ),
        wrong(
            "squares-without-root",
            "Twice as large a change should give twice the number. Yours gives four times as "
            "much: what is missing?",
            (CHANGE, "np.sum((new - old) ** 2)"),
            (SIZE, "np.sum(old**2)"),
        ),
        wrong(
            "sum-of-sizes",
            "How long is the arrow (3, 4): 7 or 5? Which of the two do you compute?",
            (CHANGE, "np.sum(np.abs(new - old))"),
            (SIZE, "np.sum(np.abs(old))"),
        ),
        wrong(
            "largest-entry",
            "Do all entries count in your answer, or only the largest one?",
            (CHANGE, "np.max(np.abs(new - old))"),
            (SIZE, "np.max(np.abs(old))"),
        ),
        wrong(
            "difference-of-norms",
            "Turn an arrow around without making it longer: did it change? "
            "What does your answer say?",
            (CHANGE, "np.abs(np.sqrt(np.sum(new**2)) - np.sqrt(np.sum(old**2)))"),
        ),
        wrong(
            "entry-by-entry",
            "One number is asked for the whole array. Is the mean of the entries' ratios the "
            "ratio of the lengths?",
            (LAST, "return np.mean(np.abs(new - old) / np.abs(old))"),
        ),
        wrong(
            "spectral-norm",
            "For a matrix, `numpy.linalg.norm(x, 2)` is something else than the root of the sum "
            "of all squares. Which one is asked for?",
            (CHANGE, "np.linalg.norm(np.atleast_1d(new - old), 2)"),
            (SIZE, "np.linalg.norm(np.atleast_1d(old), 2)"),
        ),
        wrong(
            "zero-forgotten",
            "What does your function divide by when `old` is all zeros?",
            ("    if size == 0:\n        " + ZERO + "\n", ""),
        ),
        wrong(
            "always-inf-from-zero",
            "From zero to zero nothing happened. What should come back?",
            (ZERO, "return np.inf"),
        ),
        wrong(
            "never-inf-from-zero",
            "From zero to something: how many times its old size is that?",
            (ZERO, "return 0.0"),
        ),
        wrong(
            "small-number-added",
            "A small number in the denominator hides the division by zero. What should come back "
            "instead of a huge number?",
            ("    if size == 0:\n        " + ZERO + "\n", ""),
            (LAST, "return change / (size + 1e-12)"),
        ),
    ),
    worked_example=worked_example("computes the relative change from (3, 4) to (3, 1)"),
)
