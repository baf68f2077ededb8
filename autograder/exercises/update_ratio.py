"""How large a step is beside the weights that it changes."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between


def update_ratio(theta, grad, lr):
    step = np.sqrt(np.sum((lr * grad) ** 2))
    size = np.sqrt(np.sum(theta**2))
    if size == 0:
        return 0.0 if step == 0 else np.inf
    return step / size


def _any_shape(rng):
    return [
        case(theta=array(rng, shape), grad=array(rng, shape), lr=between(rng, 0.01, 0.1))
        for shape in SHAPES
    ]


def _zeros(rng):
    zero = np.zeros(3)
    theta, grad, lr = array(rng, (3,)), array(rng, (3,)), between(rng, 0.01, 0.1)
    return [
        case(theta=theta, grad=grad, lr=lr),
        case("only the weights are zero", theta=zero, grad=grad, lr=lr),
        case("both are zero", theta=zero, grad=zero.copy(), lr=lr),
        case("only the step is zero", theta=theta, grad=zero, lr=lr),
    ]


wrong = wrong_versions(update_ratio)
STEP = "step = np.sqrt(np.sum((lr * grad) ** 2))"
SIZE = "size = np.sqrt(np.sum(theta**2))"
ZERO = "return 0.0 if step == 0 else np.inf"
GUARD = "    if size == 0:\n        " + ZERO + "\n"

EXERCISE = Exercise(
    id="update_ratio",
    notebook="03_diagnosis",
    points=3,
    reference=update_ratio,
    results=(Part("the ratio"),),
    properties=(
        Property(
            "ratio",
            "length of the step over length of the weights, for arrays of any shape",
            2,
            _any_shape,
            "Two lengths are divided here. Which two, and how long are yours?",
        ),
        Property(
            "zero",
            "weights that are all zero are no accident",
            1,
            _zeros,
            "What comes back for weights that are all zero, with and without a step?",
            after=("ratio",),
        ),
    ),
    misconceptions=(
        wrong(
            "rate-forgotten",
            "Make `lr` ten times larger: does your ratio change?",
            (STEP, "step = np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "not-relative",
            "That is the length of the step. Beside what is it large or small?",
            ("return step / size", "return step"),
        ),
        wrong(
            "upside-down",
            "In a healthy run the ratio is near 0.001. Is yours, or one over it?",
            ("return step / size", "return size / step"),
        ),
        wrong(
            "divided-by-the-new-weights",
            "The weights before or after the step: which are meant?",
            (SIZE, "size = np.sqrt(np.sum((theta - lr * grad) ** 2))"),
        ),
        wrong(
            "squares-without-root",
            "Twice the rate should give twice the ratio. What does yours give?",
            (STEP, "step = np.sum((lr * grad) ** 2)"),
            (SIZE, "size = np.sum(theta**2)"),
        ),
        wrong(
            "rate-under-the-root",
            "Twice the rate should give twice the ratio. Where is `lr` in yours: inside or "
            "outside the root?",
            (STEP, "step = np.sqrt(lr * np.sum(grad**2))"),
        ),
        wrong(
            "sum-of-sizes",
            "How long is the arrow (3, 4): 7 or 5? Which of the two do you compute?",
            (STEP, "step = np.sum(np.abs(lr * grad))"),
            (SIZE, "size = np.sum(np.abs(theta))"),
        ),
        wrong(
            "entry-by-entry",
            "One number is asked for the whole array. Is the mean of the entries' ratios the "
            "ratio of the lengths?",
            ("return step / size", "return np.mean(np.abs(lr * grad) / np.abs(theta))"),
        ),
        wrong(
            "largest-entry",
            "Do all entries count in your ratio, or only the largest ones?",
            (STEP, "step = np.max(np.abs(lr * grad))"),
            (SIZE, "size = np.max(np.abs(theta))"),
        ),
        wrong(
            "zero-forgotten",
            "What does your function divide by when the weights are all zero?",
            (GUARD, ""),
        ),
        wrong(
            "always-inf",
            "No weights and no step either: did anything change?",
            (ZERO, "return np.inf"),
        ),
        wrong(
            "never-inf",
            "From zero, any step is how many times the old size?",
            (ZERO, "return 0.0"),
        ),
        wrong(
            "small-number-added",
            "A small number in the denominator hides the division by zero. What should come back "
            "instead of a huge number?",
            (GUARD, ""),
            ("return step / size", "return step / (size + 1e-12)"),
        ),
    ),
    worked_example=worked_example("compares one step with the weights it changes"),
)
