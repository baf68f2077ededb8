"""One step of gradient descent: against the gradient, as far as the rate says."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_code, wrong_versions
from autograder.exercises._draw import array, between


def sgd_step(theta, grad, lr):
    return theta - lr * grad


def _one_number(rng):
    return [
        case(theta=array(rng, shape), grad=array(rng, shape), lr=between(rng, 0.02, 0.4))
        for shape in ((), (1,), ())
    ]


def _many_numbers(rng):
    cases = [
        case(theta=array(rng, shape), grad=array(rng, shape), lr=between(rng, 0.02, 0.4))
        for shape in ((3,), (2, 3))
    ]
    large = case(theta=1e5 * array(rng, (4,)), grad=array(rng, (4,)), lr=between(rng, 1e-4, 3e-4))
    origin = case(theta=np.zeros(4), grad=array(rng, (4,)), lr=between(rng, 0.02, 0.4))
    return [*cases, large, origin]


def _draw(step):
    theta = np.array([2.0, 1.0])
    for _ in range(12):
        yield 0.5 * float(np.sum(np.asarray(theta) ** 2))
        theta = step(theta, np.asarray(theta), 0.2)


wrong = wrong_versions(sgd_step)
STEP = "return theta - lr * grad"

EXERCISE = Exercise(
    id="sgd_step",
    notebook="01_what_it_is",
    points=4,
    reference=sgd_step,
    results=(Part("theta", moves="theta"),),
    properties=(
        Property(
            "one-number",
            "a single number moves by rate times gradient, downhill",
            1,
            _one_number,
            "Take theta = 3, gradient = 2, rate = 0.5 by hand: where does the step end?",
        ),
        Property(
            "many-numbers",
            "every entry of an array moves by its own gradient, wherever it starts",
            2,
            _many_numbers,
            "Each entry takes its own step. Does the size of the array, or where you stand, "
            "play a part in yours?",
        ),
        inputs_stay(1, _many_numbers),
    ),
    misconceptions=(
        wrong(
            "uphill",
            "With this step the loss goes up. Which way does the gradient point?",
            (STEP, "return theta + lr * grad"),
        ),
        wrong(
            "rate-forgotten",
            "Make `lr` ten times larger: does your step change?",
            (STEP, "return theta - grad"),
        ),
        wrong(
            "gradient-forgotten",
            "Make the gradient ten times larger: does your step change?",
            (STEP, "return theta - lr * np.ones_like(grad)"),
        ),
        wrong(
            "returns-the-step",
            "That is how far to go. What should come back: the step, or where it ends?",
            (STEP, "return -lr * grad"),
        ),
        wrong(
            "returns-the-downhill-distance",
            "That is a distance. What should come back: the step, or where it ends?",
            (STEP, "return lr * grad"),
        ),
        wrong(
            "multiplies-theta",
            "Start at theta = 0: can your step ever leave it?",
            (STEP, "return theta * (1 - lr * grad)"),
        ),
        wrong(
            "divides-by-the-rate",
            "Should a larger rate make the step longer or shorter? What does yours do?",
            (STEP, "return theta - grad / lr"),
        ),
        wrong(
            "unit-length",
            "Your step is equally long on a gentle and on a steep slope. Where did the size of "
            "the gradient go?",
            (STEP, "return theta - lr * grad / np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "only-the-sign",
            "Every entry moves equally far in yours. Does the size of its gradient matter?",
            (STEP, "return theta - lr * np.sign(grad)"),
        ),
        wrong(
            "rate-twice",
            "Halve `lr`: does your step become half, or a quarter?",
            (STEP, "return theta - lr * lr * grad"),
        ),
        wrong(
            "gradient-squared",
            "Turn the gradient around: does your step turn around, too?",
            (STEP, "return theta - lr * grad**2"),
        ),
        wrong(
            "mean-gradient",
            "Every entry has a slope of its own. Do yours all move equally far?",
            (STEP, "return theta - lr * np.mean(grad)"),
        ),
        wrong(
            "divided-by-the-size",
            "Put the same number into an array twice: why should its step become shorter?",
            (STEP, "return theta - lr * grad / np.size(grad)"),
        ),
        wrong_code(
            "only-for-lists-of-numbers",
            "Arrays are fine, but a single number has no length. Does NumPy need a loop here "
            "at all?",
            "def sgd_step(theta, grad, lr):\n"
            "    return np.array([theta[i] - lr * grad[i] for i in range(len(theta))])\n",
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta -= step` and `theta = theta - step`?",
            (STEP, "theta -= lr * grad\n    return theta"),
        ),
        wrong(
            "changes-the-gradient-in-place",
            "The numbers are right, but the caller's gradient has changed, too. What does "
            "`grad *= lr` do to the array that was handed in?",
            (STEP, "grad *= lr\n    return theta - grad"),
        ),
        wrong(
            "gradient-scaled-in-place-and-again",
            "Halve `lr`: does your step become half, or a quarter? And who else sees "
            "the scaled gradient?",
            (STEP, "grad *= lr\n    return theta - lr * grad"),
        ),
    ),
    worked_example=worked_example("takes one step from theta = 3 by hand"),
    picture=Picture("Loss of a bowl under your steps", "step", "loss", _draw),
)
