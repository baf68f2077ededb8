"""The largest curvature of a loss at a point, from gradients alone."""

import numpy as np

from autograder.core.compare import Mismatch, Part, Tolerance
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import array, between, whole
from autograder.exercises._functions import point


def sharpness(grad_fn, theta, v0, steps, h=1e-5):
    v = v0 / np.sqrt(np.sum(v0**2))
    for _ in range(steps):
        w = (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)
        length = np.sqrt(np.sum(w**2))
        if length == 0:
            return 0.0
        v = w / length
    return np.sum(v * (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h))


# Rounding in a difference of gradients, over h = 1e-5: the contract gives 1e-4.
TOLERANCE = Tolerance(relative=1e-4, single=1e-3, absolute=1e-9)


def _landscape(rng, eigenvalues, bend=1.0):
    """Callbacks: the gradient of x A x / 2 + bend * sum of exp(x), whose curvature moves with x."""
    size = len(eigenvalues)
    turned, _ = np.linalg.qr(rng.standard_normal((size, size)))
    matrix = turned @ np.diag(np.array(eigenvalues) * rng.uniform(0.9, 1.1, size)) @ turned.T

    def callbacks():
        def grad_fn(theta):
            x = point(theta, (size,), "grad_fn")
            return matrix @ x + bend * np.exp(x)

        return {"grad_fn": grad_fn}

    return callbacks


def _case(rng, eigenvalues, bend=1.0, steps=None, **options):
    size = len(eigenvalues)
    return case(
        callbacks=_landscape(rng, eigenvalues, bend),
        theta=array(rng, (size,)),
        v0=array(rng, (size,), 1.5, 4.0),
        steps=steps or whole(rng, 2, 4),
        **options,
    )


def _usual_h(rng):
    return [_case(rng, [9.0, 4.0, 1.0]), _case(rng, [3.0, 2.0]), _case(rng, [6.0, 5.0, 3.0, 1.0])]


def _wide_h(rng):
    """Steps so wide that the way of differencing, and the length of v, shows."""
    return [
        _case(rng, [4.0, 2.0, 1.0], bend=2.0, steps=1, h=between(rng, 0.3, 0.5)) for _ in range(4)
    ]


def _downward(rng):
    return [_case(rng, [-12.0, 4.0, 1.0], bend=0.5), _case(rng, [2.0, -7.0], bend=0.2)]


def _flat(rng):
    constant = array(rng, (3,))

    def callbacks():
        def grad_fn(theta):
            point(theta, (3,), "grad_fn")
            return constant

        return {"grad_fn": grad_fn}

    slope = case(callbacks=callbacks, theta=array(rng, (3,)), v0=array(rng, (3,)), steps=3)
    return [_case(rng, [9.0, 4.0, 1.0]), slope]


def _as_far_as_agreed(call):
    """The two points are too near for the curvature to show h, but not for the points."""
    theta = call.arguments["theta"]
    far = np.median([np.sqrt(np.sum((entry.args[0] - theta) ** 2)) for entry in call.yours.log])
    if abs(far - 1e-5) < 1e-8:
        return None
    said = "The curvature is right, but the points are not 1e-5 away from theta."
    return Mismatch("value", said, f"{far:.2g} away", "1e-05 away")


wrong = wrong_versions(sharpness)
W = "w = (grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)"
HVP = "(grad_fn(theta + h * v) - grad_fn(theta - h * v)) / (2 * h)"
START = "v = v0 / np.sqrt(np.sum(v0**2))"
RETURN = "return np.sum(v * " + HVP + ")"
GUARD = "        if length == 0:\n            return 0.0\n"

EXERCISE = Exercise(
    id="sharpness",
    notebook="11_edge_and_capstone",
    points=6,
    reference=sharpness,
    results=(Part("the curvature"),),
    properties=(
        Property(
            "estimate",
            "the curvature after a few steps of power iteration at `theta`",
            2,
            _usual_h,
            "A product with the matrix of curvatures is a difference of two gradients. "
            "At which two points, and divided by what?",
            check=_as_far_as_agreed,
            tolerance=TOLERANCE,
        ),
        Property(
            "wide-differences",
            "central differences along vectors of length one, with any `h`",
            1,
            _wide_h,
            "How far from `theta` are your two points, and are they equally far?",
            tolerance=TOLERANCE,
            after=("estimate",),
        ),
        Property(
            "sign",
            "a curvature that points down keeps its sign",
            1,
            _downward,
            "Can a length tell a hill from a valley?",
            tolerance=TOLERANCE,
            after=("estimate",),
        ),
        Property(
            "flat",
            "where the gradient does not change, the answer is 0.0",
            1,
            _flat,
            "What do you divide by when two gradients are equal?",
            tolerance=TOLERANCE,
            after=("estimate",),
        ),
        inputs_stay(1, _usual_h),
    ),
    misconceptions=(
        wrong(
            "forward-difference",
            "You look ahead only. What does a central difference do on the other side?",
            (HVP, "(grad_fn(theta + h * v) - grad_fn(theta)) / h"),
        ),
        wrong(
            "divided-by-h",
            "Your curvature is twice too large. How far apart are the two points?",
            (HVP, "(grad_fn(theta + h * v) - grad_fn(theta - h * v)) / h"),
        ),
        wrong(
            "not-divided",
            "That is how much the gradient changes. Per how much of theta?",
            (HVP, "(grad_fn(theta + h * v) - grad_fn(theta - h * v))"),
        ),
        wrong(
            "at-the-origin",
            "Your answer does not depend on `theta`. Where is the curvature asked for?",
            (HVP, "(grad_fn(h * v) - grad_fn(-h * v)) / (2 * h)"),
        ),
        wrong(
            "gradient-for-curvature",
            "You multiply the gradient itself. What does the curvature say: how steep it is, or "
            "how fast that changes?",
            (HVP, "grad_fn(theta + h * v)"),
        ),
        wrong(
            "length-for-quotient",
            "What you return is a length. Can it tell up from down, and is it the quotient?",
            (RETURN, "return np.sqrt(np.sum((" + HVP + ") ** 2))"),
        ),
        wrong(
            "sign-thrown-away",
            "All sizes are right. Which curvature does a hill have?",
            (RETURN, "return np.abs(np.sum(v * " + HVP + "))"),
        ),
        wrong(
            "start-not-normalised",
            "Your first step looks farther than `h`. How long is `v0`?",
            (START, "v = v0"),
        ),
        wrong(
            "never-normalised",
            "Your vector grows with every step. Is v . hvp(v) the curvature if v is not of "
            "length one?",
            ("v = w / length", "v = w"),
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
            "h-hard-coded",
            "Call your function with another `h`: does anything change?",
            (START, "h = 1e-5\n    " + START),
        ),
        wrong(
            "flat-forgotten",
            "What do you divide by when two gradients are equal?",
            (GUARD, ""),
        ),
        wrong(
            "vector-returned",
            "That is the sharpest direction. How curved is it there?",
            (RETURN, "return v"),
        ),
        wrong(
            "changes-theta-in-place",
            "The curvature is right, but the caller's theta has moved. What undoes "
            "`theta += h * v` exactly?",
            (
                "        " + W + "\n",
                "        theta += h * v\n        up = grad_fn(theta)\n        theta -= 2 * h * v\n"
                "        w = (up - grad_fn(theta)) / (2 * h)\n        theta += h * v\n",
            ),
        ),
        wrong(
            "changes-the-start-in-place",
            "The curvature is right, but the caller's `v0` has another length now. What does "
            "`v0 /= length` do to the array that was handed in?",
            (START, "v0 /= np.sqrt(np.sum(v0**2))\n    v = v0"),
        ),
    ),
    worked_example=worked_example("measures one curvature from two gradients"),
)
