"""AdaGrad: every coordinate divided by the root of all its squared gradients so far."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between, gradient


def adagrad_step(theta, grad, accum, lr, eps=1e-8):
    accum = accum + grad**2
    theta = theta - lr * grad / (np.sqrt(accum) + eps)
    return theta, accum


def _six_steps(rng):
    """Six steps from a fresh state; gradients change in size and in sign.

    They are never so small, nor so different, nor theta so near zero, that the usual eps shows.
    """
    cases = []
    for shape in SHAPES:
        lr = between(rng, 0.05, 0.15)
        theta, accum = array(rng, shape, 1.5, 3.0), np.zeros(shape)
        for _ in range(6):
            grad = gradient(rng, shape)
            cases.append(case(theta=theta, grad=grad, accum=accum, lr=lr))
            theta, accum = map(np.asarray, adagrad_step(theta, grad, accum, lr))
    return cases


def _where_eps_counts(rng):
    """A large eps, and gradients as small as the usual one."""
    cases = []
    for _ in range(3):
        theta, grad = array(rng, (3,)), array(rng, (3,))
        accum, lr = 2.0 * array(rng, (3,)) ** 2, between(rng, 0.05, 0.15)
        eps = between(rng, 0.02, 0.06)
        cases.append(case(theta=theta, grad=grad, accum=accum, lr=lr, eps=eps))
        cases.append(case(theta=theta, grad=grad * 1e-8, accum=accum * 1e-16, lr=lr))
    return cases


def _draw(step):
    """Step lengths for a gradient that stays 1."""
    theta, accum = 0.0, 0.0
    for _ in range(15):
        moved, accum = step(theta, 1.0, accum, 0.1)
        yield (theta - moved) / 0.1
        theta = moved


wrong = wrong_versions(adagrad_step)
ACCUM = "accum = accum + grad**2"
STEP = "theta = theta - lr * grad / (np.sqrt(accum) + eps)"
RETURN = "return theta, accum"

EXERCISE = Exercise(
    id="adagrad_step",
    notebook="07_adaptive_1",
    points=6,
    reference=adagrad_step,
    results=(Part("theta", moves="theta"), Part("accum", state=True)),
    properties=(
        Property(
            "sum",
            "the squared gradients of every coordinate are added up",
            2,
            _six_steps,
            "After gradients of 3 and then 4, what is in `accum`?",
            parts=("accum",),
        ),
        Property(
            "theta",
            "the step is the gradient over the root of the sum that includes it",
            2,
            _six_steps,
            "How long is the very first step, whatever the gradient?",
            parts=("theta",),
        ),
        Property(
            "eps",
            "`eps` is added to the root, and is 1e-8 if nobody says otherwise",
            1,
            _where_eps_counts,
            "What exactly is `eps` added to, and how large is it if nobody says?",
            parts=("theta",),
            after=("theta",),
        ),
        inputs_stay(1, _six_steps),
    ),
    misconceptions=(
        wrong(
            "no-root",
            "Make all gradients ten times larger: AdaGrad's steps should stay the same. "
            "Do yours? What undoes a square?",
            (STEP, "theta = theta - lr * grad / (accum + eps)"),
        ),
        wrong(
            "average-for-sum",
            "Your `accum` forgets. AdaGrad adds up for ever; which method averages?",
            (ACCUM, "accum = 0.9 * accum + 0.1 * grad**2"),
        ),
        wrong(
            "sum-forgotten",
            "Change the old `accum`: does your step change?",
            (ACCUM, "accum = grad**2"),
        ),
        wrong(
            "root-of-the-old-sum",
            "At the first step you divide by next to nothing. Does the sum include this gradient?",
            (STEP, "theta = theta - lr * grad / (np.sqrt(accum - grad**2) + eps)"),
        ),
        wrong(
            "sums-the-gradient",
            "Can your `accum` become negative? What is it that AdaGrad adds up?",
            (ACCUM, "accum = accum + grad"),
        ),
        wrong(
            "sums-the-sizes",
            "After gradients of 3 and 4 your `accum` is 7. What should it be?",
            (ACCUM, "accum = accum + np.abs(grad)"),
        ),
        wrong(
            "sums-before-squaring",
            "After gradients of 3 and 4 your `accum` is a square of a sum. What should it be?",
            (ACCUM, "accum = (np.sqrt(accum) + grad) ** 2"),
        ),
        wrong(
            "one-number-for-all",
            "All coordinates share one number in yours. Whose gradients should each one remember?",
            (ACCUM, "accum = accum + np.sum(grad**2)"),
        ),
        wrong(
            "mean-over-coordinates",
            "All coordinates share one mean in yours. Whose gradients should each one remember?",
            (ACCUM, "accum = accum + np.mean(grad**2)"),
        ),
        wrong(
            "rate-inside-the-sum",
            "Change `lr`: does your first step change? Where did the rate cancel out?",
            (ACCUM, "accum = accum + (lr * grad) ** 2"),
        ),
        wrong(
            "gradient-forgotten",
            "Your step does not know the sign of the gradient. What is divided by the root?",
            (STEP, "theta = theta - lr / (np.sqrt(accum) + eps)"),
        ),
        wrong(
            "uphill",
            "Does your step go down or up the slope?",
            (STEP, "theta = theta + lr * grad / (np.sqrt(accum) + eps)"),
        ),
        wrong(
            "rate-forgotten",
            "Change `lr` by a factor of ten: does your step change?",
            (STEP, "theta = theta - grad / (np.sqrt(accum) + eps)"),
        ),
        wrong(
            "old-sum-returned",
            "Your step is right. But which sum will the next step need?",
            (RETURN, "return theta, accum - grad**2"),
        ),
        wrong(
            "root-returned",
            "Your step is right. But what comes back is the root: what happens to it when the "
            "next step adds to it?",
            (RETURN, "return theta, np.sqrt(accum)"),
        ),
        wrong(
            "eps-inside-the-root",
            "Here `eps` is under the root, as TensorFlow and some books have it. Our course adds "
            "it to the root. What is the difference when the sum is zero?",
            (STEP, "theta = theta - lr * grad / np.sqrt(accum + eps)"),
            kind="convention",
        ),
        wrong(
            "eps-in-the-sum",
            "Your `accum` has a little more in it than squared gradients. Where does `eps` belong?",
            (ACCUM, "accum = accum + grad**2 + eps"),
            (STEP, "theta = theta - lr * grad / np.sqrt(accum)"),
        ),
        wrong(
            "eps-added-to-the-quotient",
            "Look at the brackets: is `eps` part of the denominator, or added after the division?",
            (STEP, "theta = theta - lr * (grad / np.sqrt(accum) + eps)"),
        ),
        wrong(
            "eps-left-out",
            "What does your step do where no gradient has ever been?",
            (STEP, "theta = theta - lr * grad / np.sqrt(accum)"),
        ),
        wrong(
            "eps-hard-coded",
            "Call your function with another `eps`: does anything change?",
            (STEP, "theta = theta - lr * grad / (np.sqrt(accum) + 1e-8)"),
        ),
        wrong(
            "other-usual-eps",
            "All steps are right but those with the usual `eps`. Keras takes 1e-7, PyTorch 1e-10 "
            "here; what does our course take?",
            ("eps=1e-8", "eps=1e-7"),
            kind="convention",
        ),
        wrong(
            "changes-the-sum-in-place",
            "The numbers are right, but the caller's `accum` has changed, too. What does "
            "`accum += grad**2` do to the array that was handed in?",
            (ACCUM, "accum += grad**2"),
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta -= step` and `theta = theta - step`?",
            (STEP, "theta -= lr * grad / (np.sqrt(accum) + eps)"),
        ),
    ),
    worked_example=worked_example("takes two steps of AdaGrad by hand"),
    picture=Picture("Steps with a gradient that stays 1", "step", "step length / lr", _draw),
)
