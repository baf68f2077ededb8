"""Momentum: a velocity that already contains the rate, and a step along it."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between


def momentum_step(theta, grad, velocity, lr, mu):
    velocity = mu * velocity - lr * grad
    theta = theta + velocity
    return theta, velocity


def _six_steps(rng):
    """Six steps from rest for every shape, with a rate that changes on the way."""
    cases = []
    for shape in SHAPES:
        lr, mu = between(rng, 0.15, 0.25), between(rng, 0.6, 0.75)
        theta, velocity = array(rng, shape), np.zeros(shape)
        for step in range(6):
            grad, rate = array(rng, shape), lr if step < 3 else lr / 10
            cases.append(case(theta=theta, grad=grad, velocity=velocity, lr=rate, mu=mu))
            theta, velocity = map(np.asarray, momentum_step(theta, grad, velocity, rate, mu))
    return cases


def _draw(step):
    theta, velocity = np.array([2.0, 1.0]), np.zeros(2)
    for _ in range(25):
        yield float(np.asarray(theta)[0])
        theta, velocity = step(theta, np.array([1.0, 4.0]) * np.asarray(theta), velocity, 0.1, 0.8)


wrong = wrong_versions(momentum_step)
VELOCITY = "velocity = mu * velocity - lr * grad"
THETA = "theta = theta + velocity"
RETURN = "return theta, velocity"

EXERCISE = Exercise(
    id="momentum_step",
    notebook="04_momentum",
    points=6,
    reference=momentum_step,
    results=(Part("theta", moves="theta"), Part("velocity", state=True)),
    properties=(
        Property(
            "velocity",
            "the velocity keeps a share of itself and is pushed by rate times gradient, downhill",
            2,
            _six_steps,
            "What two things make up the new velocity, and which sign has each?",
            parts=("velocity",),
        ),
        Property(
            "theta",
            "theta moves by the new velocity, nothing else",
            3,
            _six_steps,
            "Once the velocity is known, what is left to do for theta?",
            parts=("theta",),
        ),
        inputs_stay(1, _six_steps),
    ),
    misconceptions=(
        wrong(
            "pytorch-form",
            "This is PyTorch's form: its velocity does not contain the rate. Our course pins the "
            "other one. What differs when the rate changes in the middle of a run?",
            (VELOCITY, "velocity = mu * velocity + grad"),
            (THETA, "theta = theta - lr * velocity"),
            kind="convention",
        ),
        wrong(
            "uphill-velocity-form",
            "Here the velocity points uphill and is taken away from theta, as some books have "
            "it. Theta is right; which way does our velocity point?",
            (VELOCITY, "velocity = mu * velocity + lr * grad"),
            (THETA, "theta = theta - velocity"),
            kind="convention",
        ),
        wrong(
            "average-form",
            "This is the form with an exponential average: the gradient comes in with 1 - mu. "
            "Our course pins the other one. How much smaller are your steps?",
            (VELOCITY, "velocity = mu * velocity - (1 - mu) * lr * grad"),
            kind="convention",
        ),
        wrong(
            "average-without-rate-form",
            "This is an exponential average of gradients, scaled by the rate afterwards. Our "
            "course pins another form. What is in our velocity besides gradients?",
            (VELOCITY, "velocity = mu * velocity + (1 - mu) * grad"),
            (THETA, "theta = theta - lr * velocity"),
            kind="convention",
        ),
        wrong(
            "signs-mixed",
            "The velocity points downhill already. Is it added or taken away?",
            (THETA, "theta = theta - velocity"),
        ),
        wrong(
            "uphill",
            "Which way does the gradient point, and which way should the velocity be pushed?",
            (VELOCITY, "velocity = mu * velocity + lr * grad"),
        ),
        wrong(
            "old-velocity",
            "From rest, your first step does not move theta. Which velocity does it use?",
            (VELOCITY, "new = mu * velocity - lr * grad"),
            (RETURN, "return theta, new"),
        ),
        wrong(
            "no-memory",
            "Change the old velocity: does your step change?",
            (VELOCITY, "velocity = -lr * grad"),
        ),
        wrong(
            "nothing-forgotten",
            "Without any gradient a velocity should die out. Does yours?",
            (VELOCITY, "velocity = velocity - lr * mu * grad"),
        ),
        wrong(
            "undamped",
            "Without any gradient a velocity should die out. What is `mu` for?",
            (VELOCITY, "velocity = velocity - lr * grad"),
        ),
        wrong(
            "rate-twice",
            "Halve the rate: does your first step become half, or a quarter?",
            (THETA, "theta = theta + lr * velocity"),
        ),
        wrong(
            "rate-forgotten",
            "Change the rate: does your velocity change?",
            (VELOCITY, "velocity = mu * velocity - grad"),
        ),
        wrong(
            "mu-swapped",
            "With mu = 0.9, how much of the old velocity should survive: 90 % or 10 %?",
            (VELOCITY, "velocity = (1 - mu) * velocity - lr * grad"),
        ),
        wrong(
            "gradient-twice",
            "The gradient is in the velocity already. How often does it move theta in yours?",
            (THETA, "theta = theta + velocity - lr * grad"),
        ),
        wrong(
            "nesterov-written",
            "This looks one step further ahead: it is a form of Nesterov's. What does plain "
            "momentum add to theta?",
            (THETA, "theta = theta + mu * velocity - lr * grad"),
        ),
        wrong(
            "old-velocity-returned",
            "Your theta is right. But which velocity will the next step need?",
            (VELOCITY, "new = mu * velocity - lr * grad"),
            (THETA, "theta = theta + new"),
        ),
        wrong(
            "order-of-results",
            "The right numbers come back in another order. Which comes first?",
            (RETURN, "return velocity, theta"),
        ),
        wrong(
            "only-theta",
            "One thing came back. What does the next step need besides theta?",
            (RETURN, "return theta"),
        ),
        wrong(
            "changes-the-velocity-in-place",
            "The numbers are right, but the caller's velocity has changed, too. What does "
            "`velocity *= mu` do to the array that was handed in?",
            (VELOCITY, "velocity *= mu\n    velocity -= lr * grad"),
        ),
        wrong(
            "changes-theta-in-place",
            "The numbers are right, but the caller's `theta` has moved, too. What is the "
            "difference between `theta += step` and `theta = theta + step`?",
            (THETA, "theta += velocity"),
        ),
    ),
    worked_example=worked_example("takes two steps of momentum by hand"),
    picture=Picture("First coordinate on a narrow bowl", "step", "theta[0]", _draw),
)
