"""RMSProp: every coordinate divided by the root of a running mean of its squared gradients."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between, gradient


def rmsprop_step(theta, grad, avg, lr, rho=0.9, eps=1e-8):
    avg = rho * avg + (1 - rho) * grad**2
    theta = theta - lr * grad / (np.sqrt(avg) + eps)
    return theta, avg


def _six_steps(rng):
    """Six steps from a fresh state; lr, rho and 1 - rho are pairwise different.

    No gradient is so small, nor theta so near zero, that the usual eps shows.
    """
    cases = []
    for shape in SHAPES:
        settings = {"lr": between(rng, 0.03, 0.06), "rho": between(rng, 0.75, 0.85)}
        theta, avg = array(rng, shape, 1.5, 3.0), np.zeros(shape)
        for _ in range(6):
            grad = gradient(rng, shape)
            cases.append(case(theta=theta, grad=grad, avg=avg, **settings))
            theta, avg = map(np.asarray, rmsprop_step(theta, grad, avg, **settings))
    return cases


def _options(rng):
    """A large eps, and gradients as small as the usual one with all options left out."""
    cases = []
    for _ in range(3):
        theta, grad, lr = array(rng, (3,)), array(rng, (3,)), between(rng, 0.03, 0.06)
        avg, rho = array(rng, (3,)) ** 2, between(rng, 0.75, 0.85)
        eps = between(rng, 0.02, 0.06)
        cases.append(case(theta=theta, grad=grad, avg=avg, lr=lr, rho=rho, eps=eps))
        cases.append(case(theta=theta, grad=grad * 1e-8, avg=avg * 1e-16, lr=lr))
    return cases


def _draw(step):
    """Step lengths for a gradient that stays 1."""
    theta, avg = 0.0, 0.0
    for _ in range(20):
        moved, avg = step(theta, 1.0, avg, 0.1)
        yield (theta - moved) / 0.1
        theta = moved


wrong = wrong_versions(rmsprop_step)
AVG = "avg = rho * avg + (1 - rho) * grad**2"
STEP = "theta = theta - lr * grad / (np.sqrt(avg) + eps)"
RETURN = "return theta, avg"

EXERCISE = Exercise(
    id="rmsprop_step",
    notebook="07_adaptive_1",
    points=7,
    reference=rmsprop_step,
    results=(Part("theta", moves="theta"), Part("avg", state=True)),
    properties=(
        Property(
            "average",
            "`avg` is the running average of the squared gradients",
            3,
            _six_steps,
            "Which share of the old average stays, and what comes in with the rest?",
            parts=("avg",),
        ),
        Property(
            "theta",
            "the step is the gradient over the root of the average that includes it",
            2,
            _six_steps,
            "What is divided by what, once the average is known?",
            parts=("theta",),
        ),
        Property(
            "options",
            "`eps` is added to the root; rho and eps have their usual values",
            1,
            _options,
            "What exactly is `eps` added to? And how large are rho and eps if nobody says?",
            parts=("theta",),
            after=("theta",),
        ),
        inputs_stay(1, _six_steps),
    ),
    misconceptions=(
        wrong(
            "shares-swapped",
            "With rho = 0.9, how much of the old average should survive a step: 90 % or 10 %?",
            (AVG, "avg = (1 - rho) * avg + rho * grad**2"),
        ),
        wrong(
            "sum-for-average",
            "Your `avg` only grows: that is AdaGrad. What does RMSProp do with the old part?",
            (AVG, "avg = avg + grad**2"),
        ),
        wrong(
            "share-forgotten",
            "If the gradient stays 1 for ever, where should `avg` settle? Where does yours?",
            (AVG, "avg = rho * avg + grad**2"),
        ),
        wrong(
            "share-without-memory",
            "Which number is multiplied by rho: the old average, or nothing?",
            (AVG, "avg = rho + (1 - rho) * grad**2"),
        ),
        wrong(
            "rate-for-share",
            "Change `lr`: does your average change? Which share comes in new?",
            (AVG, "avg = rho * avg + lr * grad**2"),
        ),
        wrong(
            "average-of-gradients",
            "Can your `avg` become negative? What is it that RMSProp averages?",
            (AVG, "avg = rho * avg + (1 - rho) * grad"),
        ),
        wrong(
            "average-of-sizes",
            "You average the sizes of the gradients. Root, mean, square: in which order?",
            (AVG, "avg = rho * avg + (1 - rho) * np.abs(grad)"),
        ),
        wrong(
            "no-root",
            "Make all gradients ten times larger: the steps should stay the same. "
            "Do yours? What undoes a square?",
            (STEP, "theta = theta - lr * grad / (avg + eps)"),
        ),
        wrong(
            "root-of-the-old-average",
            "At the first step you divide by next to nothing. Does the average include this "
            "gradient?",
            (
                STEP,
                "theta = theta - lr * grad / (np.sqrt((avg - (1 - rho) * grad**2) / rho) + eps)",
            ),
        ),
        wrong(
            "memory-forgotten",
            "Change the old `avg`: does your step change?",
            (AVG, "avg = (1 - rho) * grad**2"),
        ),
        wrong(
            "one-number-for-all",
            "All coordinates share one number in yours. Whose gradients should each one remember?",
            (AVG, "avg = rho * avg + (1 - rho) * np.mean(grad**2)"),
        ),
        wrong(
            "bias-corrected",
            "You correct the average for its start at zero: that is part of Adam. "
            "Does RMSProp do it?",
            (STEP, "theta = theta - lr * grad / (np.sqrt(avg / (1 - rho)) + eps)"),
        ),
        wrong(
            "uphill",
            "Does your step go down or up the slope?",
            (STEP, "theta = theta + lr * grad / (np.sqrt(avg) + eps)"),
        ),
        wrong(
            "rate-forgotten",
            "Change `lr` by a factor of ten: does your step change?",
            (STEP, "theta = theta - grad / (np.sqrt(avg) + eps)"),
        ),
        wrong(
            "gradient-forgotten",
            "Your step does not know the sign of the gradient. What is divided by the root?",
            (STEP, "theta = theta - lr / (np.sqrt(avg) + eps)"),
        ),
        wrong(
            "root-returned",
            "Your step is right. But what comes back is the root: what happens to it in the next "
            "step's average?",
            (RETURN, "return theta, np.sqrt(avg)"),
        ),
        wrong(
            "eps-inside-the-root",
            "Here `eps` is under the root, as Keras, TensorFlow and some books have it. Our "
            "course, as PyTorch, adds it to the root. What is the difference when avg is zero?",
            (STEP, "theta = theta - lr * grad / np.sqrt(avg + eps)"),
            kind="convention",
        ),
        wrong(
            "eps-added-to-the-quotient",
            "Look at the brackets: is `eps` part of the denominator, or added after the division?",
            (STEP, "theta = theta - lr * (grad / np.sqrt(avg) + eps)"),
        ),
        wrong(
            "eps-left-out",
            "What does your step do where no gradient has ever been?",
            (STEP, "theta = theta - lr * grad / np.sqrt(avg)"),
        ),
        wrong(
            "eps-hard-coded",
            "Call your function with another `eps`: does anything change?",
            (STEP, "theta = theta - lr * grad / (np.sqrt(avg) + 1e-8)"),
        ),
        wrong(
            "other-usual-eps",
            "All steps are right but those with the usual options. Keras takes an eps of 1e-7; "
            "what does our course take?",
            ("eps=1e-8", "eps=1e-7"),
            kind="convention",
        ),
        wrong(
            "other-usual-rho",
            "All steps are right but those with the usual options. PyTorch takes 0.99 for rho; "
            "what does our course take?",
            ("rho=0.9", "rho=0.99"),
            kind="convention",
        ),
        wrong(
            "changes-the-average-in-place",
            "The numbers are right, but the caller's `avg` has changed, too. What does "
            "`avg *= rho` do to the array that was handed in?",
            (AVG, "avg *= rho\n    avg += (1 - rho) * grad**2"),
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta -= step` and `theta = theta - step`?",
            (STEP, "theta -= lr * grad / (np.sqrt(avg) + eps)"),
        ),
    ),
    worked_example=worked_example("takes two steps of RMSProp by hand"),
    picture=Picture("Steps with a gradient that stays 1", "step", "step length / lr", _draw),
)
