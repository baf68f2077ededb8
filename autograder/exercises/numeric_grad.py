"""The slope in every direction, measured: two losses for every entry."""

import numpy as np

from autograder.core.checks import called_times, inputs_unchanged
from autograder.core.compare import Mismatch, Part, Tolerance
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between
from autograder.exercises._functions import Wave


def numeric_grad(loss_fn, theta, h=1e-5):
    grad = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        up, down = theta.copy(), theta.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (loss_fn(up) - loss_fn(down)) / (2 * h)
    return grad


def _wide_steps(rng):
    """Steps so wide that the way of differencing shows."""
    return [
        case(callbacks=Wave(rng, shape).losses, theta=array(rng, shape), h=between(rng, 0.1, 0.3))
        for shape in SHAPES
    ]


def _usual_step(rng):
    return [
        case(callbacks=Wave(rng, shape).losses, theta=array(rng, shape)) for shape in ((3,), (2, 2))
    ]


def _calls_and_inputs(call):
    return called_times("loss_fn")(call) or inputs_unchanged(call)


def _as_far_as_agreed(call):
    """The two points are too near for the quotient to show h, but not for the points."""
    theta = call.arguments["theta"]
    far = max(np.max(np.abs(entry.args[0] - theta)) for entry in call.yours.log)
    if abs(far - 1e-5) < 1e-8:
        return None
    said = "The slopes are right, but the points are not 1e-5 away from theta."
    return Mismatch("value", said, f"{far:.2g} away", "1e-05 away")


wrong = wrong_versions(numeric_grad)
QUOTIENT = "grad[i] = (loss_fn(up) - loss_fn(down)) / (2 * h)"

EXERCISE = Exercise(
    id="numeric_grad",
    notebook="01_what_it_is",
    points=3,
    reference=numeric_grad,
    results=(Part("the gradient"),),
    properties=(
        Property(
            "central",
            "central differences for every entry of an array of any shape",
            1,
            _wide_steps,
            "For one entry: at which two points is the loss taken, and how far are they apart?",
            tolerance=Tolerance(relative=1e-6, single=1e-3, absolute=1e-10),
        ),
        Property(
            "usual-step",
            "`h` is 1e-5 if nobody says otherwise",
            1,
            _usual_step,
            "How far from theta are your two points when `h` is left out?",
            # The losses are near 1 and known to 1e-16, so a quotient with h = 1e-5 to 1e-11.
            tolerance=Tolerance(relative=1e-9, single=1e-3, absolute=1e-9),
            check=_as_far_as_agreed,
            after=("central",),
        ),
        Property(
            "calls",
            "two calls of `loss_fn` for every entry, and theta stays as it was",
            1,
            _wide_steps,
            "How many losses does one entry need?",
            check=_calls_and_inputs,
            tolerance=Tolerance(relative=1e-6, single=1e-3, absolute=1e-10),
        ),
    ),
    misconceptions=(
        wrong(
            "forward-difference",
            "You look ahead only. What does the formula do on the other side of theta?",
            (QUOTIENT, "grad[i] = (loss_fn(up) - loss_fn(theta)) / h"),
        ),
        wrong(
            "backward-difference",
            "You look back only. What does the formula do on the other side of theta?",
            (QUOTIENT, "grad[i] = (loss_fn(theta) - loss_fn(down)) / h"),
        ),
        wrong(
            "divided-by-h",
            "Your slopes are twice too steep. How far apart are the two points?",
            (QUOTIENT, "grad[i] = (loss_fn(up) - loss_fn(down)) / h"),
        ),
        wrong(
            "brackets",
            "Read `x / 2 * h` as Python does, from left to right: what is divided by what?",
            (QUOTIENT, "grad[i] = (loss_fn(up) - loss_fn(down)) / 2 * h"),
        ),
        wrong(
            "not-divided",
            "That is how much the loss changes. Per how much of theta?",
            (QUOTIENT, "grad[i] = loss_fn(up) - loss_fn(down)"),
        ),
        wrong(
            "upside-down",
            "Your slopes have the wrong sign. Which loss is taken away from which?",
            (QUOTIENT, "grad[i] = (loss_fn(down) - loss_fn(up)) / (2 * h)"),
        ),
        wrong(
            "all-entries-at-once",
            "You move all entries together. How would you know which one changed the loss?",
            ("up[i] += h", "up += h"),
            ("down[i] -= h", "down -= h"),
        ),
        wrong(
            "not-put-back",
            "The first entry is right. Is it back in its place when the second one moves?",
            (
                "    grad = np.zeros(theta.shape)\n",
                "    grad = np.zeros(theta.shape)\n    up, down = theta.copy(), theta.copy()\n",
            ),
            ("        up, down = theta.copy(), theta.copy()\n", ""),
        ),
        wrong(
            "h-hard-coded",
            "Call your function with another `h`: does anything change?",
            (
                "    grad = np.zeros(theta.shape)\n",
                "    h = 1e-5\n    grad = np.zeros(theta.shape)\n",
            ),
        ),
        wrong(
            "another-usual-step",
            "All is right when `h` is given. How large is yours when it is not?",
            ("h=1e-5", "h=1e-3"),
        ),
        wrong(
            "calls-too-many",
            "The slopes are right, but a loss was computed that nobody needed. Which one?",
            (QUOTIENT, "loss_fn(theta)\n        " + QUOTIENT),
        ),
        wrong(
            "flat",
            "The right numbers, in another shape. What shape has theta?",
            ("return grad", "return grad.ravel()"),
        ),
        wrong(
            "changes-theta-in-place",
            "The slopes are right, but theta is a little off now. What undoes "
            "`theta[i] += h` exactly?",
            (
                "        up, down = theta.copy(), theta.copy()\n"
                "        up[i] += h\n        down[i] -= h\n        " + QUOTIENT,
                "        theta[i] += h\n        high = loss_fn(theta)\n        theta[i] -= 2 * h\n"
                "        grad[i] = (high - loss_fn(theta)) / (2 * h)",
            ),
        ),
    ),
    worked_example=worked_example("measures one slope by hand"),
)
