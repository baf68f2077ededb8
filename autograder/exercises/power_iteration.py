"""The largest curvature, from matrix-vector products alone."""

import numpy as np

from autograder.core.checks import called_times
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import array, whole
from autograder.exercises._functions import point


def power_iteration(hvp, v0, steps):
    v = v0 / np.sqrt(np.sum(v0**2))
    for _ in range(steps):
        w = hvp(v)
        length = np.sqrt(np.sum(w**2))
        if length == 0:
            return 0.0
        v = w / length
    return np.sum(v * hvp(v))


def _matrix(rng, eigenvalues):
    turned, _ = np.linalg.qr(rng.standard_normal((len(eigenvalues), len(eigenvalues))))
    return turned @ np.diag(eigenvalues) @ turned.T


def _times(matrix):
    def callbacks():
        def hvp(v):
            return matrix @ point(v, (len(matrix),), "hvp")

        return {"hvp": hvp}

    return callbacks


def _case(rng, eigenvalues):
    size = len(eigenvalues)
    matrix = _matrix(rng, np.array(eigenvalues) * rng.uniform(0.9, 1.1, size))
    return case(callbacks=_times(matrix), v0=array(rng, (size,)), steps=whole(rng, 2, 4))


def _bowls(rng):
    """Few steps, so that the estimate is still on its way."""
    return [_case(rng, [9.0, 4.0, 1.0]), _case(rng, [0.3, 0.2]), _case(rng, [6.0, 5.0, 3.0, 1.0])]


def _downward(rng):
    return [_case(rng, [-9.0, 4.0, 1.0]), _case(rng, [5.0, -2.0]), _case(rng, [-3.0, -1.0])]


def _lost(rng):
    """The start has no share in anything that is curved."""
    flat = np.diag([0.0, 3.0, 2.0])
    start = np.array([1.5, 0.0, 0.0])
    return [
        _case(rng, [9.0, 4.0, 1.0]),
        case(callbacks=_times(flat), v0=start, steps=3),
        case(callbacks=_times(np.zeros((2, 2))), v0=array(rng, (2,)), steps=2),
    ]


def _draw(estimate):
    matrix = np.diag([5.0, 4.0, 1.0])
    for steps in range(1, 13):
        yield estimate(lambda v: matrix @ np.asarray(v), np.array([0.5, 2.0, 2.0]), steps)


wrong = wrong_versions(power_iteration)
RETURN = "return np.sum(v * hvp(v))"
NORMAL = "v = w / length"

EXERCISE = Exercise(
    id="power_iteration",
    notebook="02_too_low_too_high",
    points=6,
    reference=power_iteration,
    results=(Part("the eigenvalue"),),
    properties=(
        Property(
            "estimate",
            "after a few steps the Rayleigh quotient of the unit vector is right",
            3,
            _bowls,
            "Do one step by hand for the matrix with rows (2, 0) and (0, 1) and v0 = (1, 1). "
            "Which vector comes out, and what is its quotient?",
        ),
        Property(
            "sign",
            "a curvature that points down keeps its sign",
            1,
            _downward,
            "Can a length tell a hill from a valley?",
            after=("estimate",),
        ),
        Property(
            "zero",
            "if `hvp` gives the zero vector, the answer is 0.0",
            1,
            _lost,
            "What do you divide by when `hvp(v)` is all zeros?",
            after=("estimate",),
        ),
        Property(
            "calls",
            "`hvp` is called exactly `steps + 1` times",
            1,
            _bowls,
            "Every product with the matrix is expensive. Which ones are needed?",
            check=called_times("hvp"),
        ),
    ),
    misconceptions=(
        wrong(
            "length-for-quotient",
            "What you return is a length. Can it tell up from down, and is it the quotient "
            "v . hvp(v)?",
            (RETURN, "return np.sqrt(np.sum(hvp(v) ** 2))"),
        ),
        wrong(
            "sign-thrown-away",
            "All sizes are right. Which curvature does a hill have?",
            (RETURN, "return np.abs(np.sum(v * hvp(v)))"),
        ),
        wrong(
            "never-normalised",
            "Your vector grows with every step. Is v . hvp(v) the curvature if v is not of "
            "length one?",
            (NORMAL, "v = w"),
        ),
        wrong(
            "start-and-not-steps-normalised",
            "How long is `v` at the end of your loop? And what must the quotient then be "
            "divided by?",
            (NORMAL, "v = w / np.max(np.abs(w))"),
        ),
        wrong(
            "normalised-by-the-sum",
            "Is the sum of the entries the length of an arrow? How long is (3, 4)?",
            (NORMAL, "v = w / np.sum(np.abs(w))"),
        ),
        wrong(
            "last-vector-forgotten",
            "Your quotient belongs to the vector before the last step. Which v do you use?",
            ("range(steps)", "range(steps - 1)"),
        ),
        wrong(
            "one-step-too-many",
            "Count your steps: how many were asked for?",
            ("range(steps)", "range(steps + 1)"),
        ),
        wrong(
            "vector-returned",
            "That is the direction. How curved is it there?",
            (RETURN, "return v"),
        ),
        wrong(
            "always-from-the-start",
            "Does your vector ever change from one step to the next?",
            ("w = hvp(v)", "w = hvp(v0)"),
        ),
        wrong(
            "subtracts-the-old",
            "Power iteration multiplies by the matrix and nothing else. What else happens to "
            "your vector?",
            (NORMAL, "v = v - w / length"),
        ),
        wrong(
            "zero-forgotten",
            "What do you divide by when `hvp(v)` is all zeros?",
            ("        if length == 0:\n            return 0.0\n", ""),
        ),
        wrong(
            "small-number-added",
            "A small number in the denominator hides the zero, but changes every estimate. "
            "When exactly is there nothing to divide by?",
            ("        if length == 0:\n            return 0.0\n", ""),
            (NORMAL, "v = w / (length + 1e-3)"),
        ),
        wrong(
            "product-computed-twice",
            "The estimate is right, but the same product is computed twice. Can you keep it in "
            "a variable?",
            ("length = np.sqrt(np.sum(w**2))", "length = np.sqrt(np.sum(hvp(v) ** 2))"),
        ),
        wrong(
            "quotient-at-every-step",
            "The estimate is right, but the quotient is computed at every step. Which one of "
            "them do you need?",
            (NORMAL, NORMAL + "\n        np.sum(v * hvp(v))"),
        ),
    ),
    worked_example=worked_example("follows a vector through two steps"),
    picture=Picture("Estimate after each number of steps", "steps - 1", "estimate", _draw),
)
