"""Nesterov: look ahead first, take the gradient there, and then step."""

import numpy as np

from autograder.core.checks import called_times
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between
from autograder.exercises._functions import Wave


def nesterov_step(theta, grad_fn, velocity, lr, mu):
    grad = grad_fn(theta + mu * velocity)
    velocity = mu * velocity - lr * grad
    theta = theta + velocity
    return theta, velocity


def _moving(rng):
    """Points in the middle of a run, where looking ahead matters."""
    return [
        case(
            callbacks=Wave(rng, shape).gradients,
            theta=array(rng, shape),
            velocity=array(rng, shape),
            lr=between(rng, 0.1, 0.3),
            mu=between(rng, 0.6, 0.8),
        )
        for shape in (*SHAPES, (4,))
    ]


def _draw(step):
    theta, velocity = np.array([2.0, 1.0]), np.zeros(2)
    for _ in range(25):
        yield float(np.asarray(theta)[0])
        theta, velocity = step(
            theta, lambda x: np.array([1.0, 4.0]) * np.asarray(x), velocity, 0.1, 0.8
        )


wrong = wrong_versions(nesterov_step)
AHEAD = "grad = grad_fn(theta + mu * velocity)"
VELOCITY = "velocity = mu * velocity - lr * grad"
THETA = "theta = theta + velocity"
RETURN = "return theta, velocity"

EXERCISE = Exercise(
    id="nesterov_step",
    notebook="04_momentum",
    points=6,
    reference=nesterov_step,
    results=(Part("theta", moves="theta"), Part("velocity", state=True)),
    properties=(
        Property(
            "velocity",
            "the velocity is pushed by the gradient at the look-ahead point",
            2,
            _moving,
            "Where would theta go by itself, without any gradient? That is where to look.",
            parts=("velocity",),
        ),
        Property(
            "theta",
            "the real point comes back, moved by the new velocity",
            2,
            _moving,
            "Which point steps: the one where you are, or the one where you looked?",
            parts=("theta",),
        ),
        Property(
            "calls",
            "`grad_fn` is called once",
            1,
            _moving,
            "How many gradients does one step need?",
            check=called_times("grad_fn"),
        ),
        inputs_stay(1, _moving),
    ),
    misconceptions=(
        wrong(
            "gradient-at-theta",
            "This is plain momentum. Where does Nesterov take the gradient?",
            (AHEAD, "grad = grad_fn(theta)"),
        ),
        wrong(
            "looks-back",
            "You look back to where you came from. Which sign has the look-ahead?",
            (AHEAD, "grad = grad_fn(theta - mu * velocity)"),
        ),
        wrong(
            "looks-too-far",
            "How much of the velocity survives the step? Do you look ahead by that much?",
            (AHEAD, "grad = grad_fn(theta + velocity)"),
        ),
        wrong(
            "looks-along-the-new-velocity",
            "You know the new velocity before the gradient that makes it. How?",
            (
                AHEAD,
                "new = mu * velocity - lr * grad_fn(theta)\n    grad = grad_fn(theta + mu * new)",
            ),
        ),
        wrong(
            "steps-from-the-look-ahead-point",
            "You moved to the look-ahead point and stepped from there. Where were you really?",
            (AHEAD, "theta = theta + mu * velocity\n    grad = grad_fn(theta)"),
        ),
        wrong(
            "only-the-gradient-from-the-look-ahead-point",
            "Your theta has moved by the new velocity, and by what else?",
            (THETA, "theta = theta + mu * velocity - lr * grad"),
        ),
        wrong(
            "look-ahead-point-returned",
            "This is the next look-ahead point, which PyTorch and others store. Our course "
            "returns the real one. How do you get from one to the other?",
            (RETURN, "return theta + mu * velocity, velocity"),
            kind="convention",
        ),
        wrong(
            "pytorch-form",
            "This is PyTorch's form, with the gradient at the point that is handed in and a "
            "velocity without the rate. Our course pins the explicit look-ahead. Where is "
            "`grad_fn` called in it?",
            (AHEAD, "grad = grad_fn(theta)"),
            (VELOCITY, "velocity = mu * velocity + grad"),
            (THETA, "theta = theta - lr * (grad + mu * velocity)"),
            kind="convention",
        ),
        wrong(
            "stored-look-ahead-form",
            "This is the form that stores the look-ahead point in place of theta (CS231n). "
            "Our course keeps the real point. Where is `grad_fn` called then?",
            (AHEAD, "grad = grad_fn(theta)"),
            (VELOCITY, "old = velocity\n    velocity = mu * velocity - lr * grad"),
            (THETA, "theta = theta - mu * old + (1 + mu) * velocity"),
            kind="convention",
        ),
        wrong(
            "pytorch-form-with-the-old-velocity",
            "This has the look of PyTorch's form, but with the old velocity it is nothing but "
            "plain momentum. Which gradient tells you something new?",
            (AHEAD, "grad = grad_fn(theta)"),
            (VELOCITY, "old = velocity\n    velocity = mu * velocity + grad"),
            (THETA, "theta = theta - lr * (grad + mu * old)"),
        ),
        wrong(
            "velocity-without-rate",
            "Your velocity does not contain the rate. In our form, what pushes it?",
            (VELOCITY, "velocity = mu * velocity - grad"),
            (THETA, "theta = theta + lr * velocity"),
        ),
        wrong(
            "uphill",
            "Which way does the gradient point, and which way should the velocity be pushed?",
            (VELOCITY, "velocity = mu * velocity + lr * grad"),
        ),
        wrong(
            "no-memory",
            "The look is right, but does the old velocity survive?",
            (VELOCITY, "velocity = -lr * grad"),
        ),
        wrong(
            "old-velocity-returned",
            "Your theta is right. But which velocity will the next step need?",
            (VELOCITY, "new = mu * velocity - lr * grad"),
            (THETA, "theta = theta + new"),
        ),
        wrong(
            "two-gradients",
            "The numbers are right, but a gradient was computed for nothing. Which one?",
            (AHEAD, "grad_fn(theta)\n    " + AHEAD),
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta += step` and `theta = theta + step`?",
            (THETA, "theta += velocity"),
        ),
        wrong(
            "changes-the-velocity-in-place",
            "The numbers are right, but the caller's velocity has changed, too. What does "
            "`velocity *= mu` do to the array that was handed in?",
            (VELOCITY, "velocity *= mu\n    velocity -= lr * grad"),
        ),
    ),
    worked_example=worked_example("looks ahead and steps once by hand"),
    picture=Picture("First coordinate on a narrow bowl", "step", "theta[0]", _draw),
)
