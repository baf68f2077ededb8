"""Polyak's step: as far as a straight line would have to go to reach the best loss."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between


def polyak_step(theta, grad, loss, best_loss):
    square = np.sum(grad**2)
    if square == 0:
        return theta.copy()
    return theta - (loss - best_loss) / square * grad


def _losses(rng):
    best = between(rng, 0.2, 0.6)
    return {"loss": best + between(rng, 0.5, 2.0), "best_loss": best}


def _any_shape(rng):
    return [
        case(theta=array(rng, shape), grad=array(rng, shape), **_losses(rng)) for shape in SHAPES
    ]


def _no_gradient(rng):
    return [
        case(theta=array(rng, (3,)), grad=array(rng, (3,)), **_losses(rng)),
        case(theta=array(rng, (3,)), grad=np.zeros(3), **_losses(rng)),
        case(theta=array(rng, ()), grad=np.zeros(()), **_losses(rng)),
    ]


wrong = wrong_versions(polyak_step)
SQUARE = "square = np.sum(grad**2)"
GUARD = "    if square == 0:\n        return theta.copy()\n"
RETURN = "return theta - (loss - best_loss) / square * grad"

EXERCISE = Exercise(
    id="polyak_step",
    notebook="11_edge_and_capstone",
    points=4,
    reference=polyak_step,
    results=(Part("theta", moves="theta"),),
    properties=(
        Property(
            "step",
            "the gap to the best loss over the squared length of the gradient, times the gradient",
            2,
            _any_shape,
            "On the line f(x) = 3x with best loss 0, one step from x = 2 should arrive. "
            "Where does yours end?",
        ),
        Property(
            "no-gradient",
            "without a gradient theta stays where it is",
            1,
            _no_gradient,
            "What do you divide by when the gradient is zero?",
            after=("step",),
        ),
        inputs_stay(1, _any_shape),
    ),
    misconceptions=(
        wrong(
            "length-not-squared",
            "On the line f(x) = 3x one step should arrive. Yours goes three times too far. "
            "Which power of the length do you divide by?",
            (SQUARE, "square = np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "best-loss-forgotten",
            "How far above the best loss are you? Is that the loss itself?",
            (RETURN, "return theta - loss / square * grad"),
        ),
        wrong(
            "uphill",
            "Does your step go down or up the slope?",
            (RETURN, "return theta + (loss - best_loss) / square * grad"),
        ),
        wrong(
            "not-divided",
            "On a line twice as steep the way to the best loss is half as long. Is it in yours?",
            (RETURN, "return theta - (loss - best_loss) * grad"),
        ),
        wrong(
            "mean-for-sum",
            "Put the same coordinate in twice. Is the squared length a sum or a mean?",
            (SQUARE, "square = np.mean(grad**2)"),
        ),
        wrong(
            "entry-by-entry",
            "Each coordinate of yours tries to close the whole gap alone. What do they share?",
            (SQUARE, "square = grad**2"),
            ("if square == 0:", "if np.all(square == 0):"),
        ),
        wrong(
            "half-a-step",
            "You close half of the gap. On the line f(x) = 3x, does one step arrive?",
            (RETURN, "return theta - (loss - best_loss) / (2 * square) * grad"),
        ),
        wrong(
            "sum-of-sizes",
            "How long is the arrow (3, 4): 7 or 5? And what is its square?",
            (SQUARE, "square = np.sum(np.abs(grad))"),
        ),
        wrong(
            "direction-forgotten",
            "Your coordinates all move by the same amount. Which way does each one go?",
            (RETURN, "return theta - (loss - best_loss) / square * np.ones_like(grad)"),
        ),
        wrong(
            "step-returned",
            "That is how far to go. What should come back: the step, or where it ends?",
            (RETURN, "return -(loss - best_loss) / square * grad"),
        ),
        wrong(
            "rate-returned",
            "That is the rate. Where does the step with it end?",
            (RETURN, "return (loss - best_loss) / square"),
        ),
        wrong(
            "zero-forgotten",
            "What do you divide by when the gradient is zero?",
            (GUARD, ""),
        ),
        wrong(
            "small-number-added",
            "A small number in the denominator also shortens every other step. When exactly is "
            "there nothing to divide by?",
            (GUARD, ""),
            ("/ square * grad", "/ (square + 1e-3) * grad"),
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta -= step` and `theta = theta - step`?",
            (RETURN, "theta -= (loss - best_loss) / square * grad\n    return theta"),
        ),
    ),
    worked_example=worked_example("takes one of Polyak's steps on a straight line"),
)
