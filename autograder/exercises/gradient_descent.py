"""Gradient descent: step after step, keeping the whole path."""

import numpy as np

from autograder.core.checks import called_times
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import array, between, whole
from autograder.exercises._functions import Wave


def gradient_descent(grad_fn, theta0, lr, steps):
    path = [theta0]
    for _ in range(steps):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)


def _run(rng, shape):
    wave = Wave(rng, shape)
    settings = {"lr": between(rng, 0.1, 0.4), "steps": whole(rng, 4, 7)}
    return case(callbacks=wave.gradients, theta0=array(rng, shape), **settings)


def _paths(rng):
    return [_run(rng, (3,)), _run(rng, (2,)), _run(rng, (1,))]


def _other_shapes(rng):
    return [_run(rng, ()), _run(rng, (2, 3))]


def _draw(descend):
    path = descend(
        lambda theta: np.asarray(theta) * np.array([1.0, 4.0]), np.array([2.0, 1.0]), 0.3, 12
    )
    for x, y in np.asarray(path):
        yield 0.5 * float(x) ** 2 + 2.0 * float(y) ** 2


wrong = wrong_versions(gradient_descent)
BODY = """    path = [theta0]
    for _ in range(steps):
        path.append(path[-1] - lr * grad_fn(path[-1]))
    return np.array(path)
"""
APPEND = "path.append(path[-1] - lr * grad_fn(path[-1]))"

EXERCISE = Exercise(
    id="gradient_descent",
    notebook="01_what_it_is",
    points=6,
    reference=gradient_descent,
    results=(Part("the path"),),
    properties=(
        Property(
            "path",
            "the path holds the start and the point after every step",
            3,
            _paths,
            "Write down the first two points by hand. At which point is each gradient taken?",
        ),
        Property(
            "shapes",
            "a single number and a matrix can be trained, too",
            1,
            _other_shapes,
            "The path has one axis more than `theta0`. What shape is that for a single number?",
            after=("path",),
        ),
        Property(
            "calls",
            "`grad_fn` is called exactly `steps` times",
            1,
            _paths,
            "How often is the gradient needed for so many steps?",
            check=called_times("grad_fn"),
        ),
        inputs_stay(1, _paths),
    ),
    misconceptions=(
        wrong(
            "uphill",
            "Your path climbs. Which way does the gradient point?",
            (APPEND, "path.append(path[-1] + lr * grad_fn(path[-1]))"),
        ),
        wrong(
            "rate-forgotten",
            "Make `lr` ten times smaller: does your path change?",
            (APPEND, "path.append(path[-1] - grad_fn(path[-1]))"),
        ),
        wrong(
            "gradient-taken-once",
            "Your path is a straight line with equal steps. When is the gradient computed: "
            "once, or at every point?",
            ("path = [theta0]", "path = [theta0]\n    grad = grad_fn(theta0)"),
            (APPEND, "path.append(path[-1] - lr * grad)"),
        ),
        wrong(
            "gradient-always-at-the-start",
            "Every gradient is taken at the same point. Where are you after the first step?",
            (APPEND, "path.append(path[-1] - lr * grad_fn(theta0))"),
        ),
        wrong(
            "always-from-the-start",
            "Every step of yours begins where?",
            (APPEND, "path.append(theta0 - lr * grad_fn(path[-1]))"),
        ),
        wrong(
            "one-array-many-times",
            "All points of your path are the last one. How many arrays are in your list, "
            "if each entry is the same one?",
            (
                BODY,
                """    theta = theta0.copy()
    path = [theta]
    for _ in range(steps):
        theta[...] = theta - lr * grad_fn(theta)
        path.append(theta)
    return np.array(path)
""",
            ),
        ),
        wrong(
            "start-left-out",
            "How many points does a walk of three steps have, with the point where it starts?",
            ("return np.array(path)", "return np.array(path[1:])"),
        ),
        wrong(
            "end-left-out",
            "Is the point after the very last step in your path?",
            ("return np.array(path)", "return np.array(path[:-1])"),
        ),
        wrong(
            "only-the-end",
            "Only the last point came back. Who remembers the way?",
            ("return np.array(path)", "return path[-1]"),
        ),
        wrong(
            "one-step-too-many",
            "Count your steps: how many were asked for?",
            ("range(steps)", "range(steps + 1)"),
        ),
        wrong(
            "one-step-too-few",
            "Is your path long enough? Count its steps, the last one, too.",
            ("range(steps)", "range(steps - 1)"),
        ),
        wrong(
            "gradients-summed-up",
            "Your first step is right, the second is too long. Is the old gradient still in it?",
            ("path = [theta0]", "path = [theta0]\n    grad = 0"),
            (APPEND, "grad = grad + grad_fn(path[-1])\n        path.append(path[-1] - lr * grad)"),
        ),
        wrong(
            "one-gradient-too-many",
            "The path is right, but one gradient was computed for nothing. Which one?",
            (APPEND, APPEND + "\n    grad_fn(path[-1])"),
        ),
        wrong(
            "every-gradient-twice",
            "The path is right, but every gradient was computed twice. Can you keep it in a "
            "variable?",
            (APPEND, "grad_fn(path[-1])\n        " + APPEND),
        ),
        wrong(
            "only-for-one-axis",
            "Your array for the path fits a list of numbers only. Which shape fits every `theta0`?",
            (
                BODY,
                """    path = np.zeros((steps + 1, len(theta0)))
    path[0] = theta0
    for k in range(steps):
        path[k + 1] = path[k] - lr * grad_fn(path[k])
    return path
""",
            ),
        ),
        wrong(
            "changes-theta0-in-place",
            "The path is right, but the caller's `theta0` has moved to its end. What is the "
            "difference between `theta -= step` and `theta = theta - step`?",
            (
                BODY,
                """    theta = theta0
    path = [theta.copy()]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        path.append(theta.copy())
    return np.array(path)
""",
            ),
        ),
        wrong(
            "one-array-many-times-in-place",
            "All points of your path are the last one, and the caller's `theta0` is, too. "
            "How many arrays are there really?",
            (
                BODY,
                """    theta = theta0
    path = [theta]
    for _ in range(steps):
        theta -= lr * grad_fn(theta)
        path.append(theta)
    return np.array(path)
""",
            ),
        ),
    ),
    worked_example=worked_example("walks three steps by hand"),
    picture=Picture("Loss along your path", "step", "loss", _draw),
)
