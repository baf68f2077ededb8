"""The constant rate with the fastest worst case, if all curvatures lie in [mu, L]."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between


def best_constant_lr(mu, L):
    return 2 / (mu + L)


def _intervals(rng):
    cases = []
    for stretch in (1.5, 10.0, 300.0):
        mu = log_between(rng, 0.05, 5.0)
        cases.append(case(mu=mu, L=mu * stretch * between(rng, 0.9, 1.1)))
    mu = log_between(rng, 0.05, 5.0)
    return [*cases, case("one curvature only", mu=mu, L=mu)]


def _draw(best):
    for L in np.linspace(1.0, 8.0, 15):
        yield best(1.0, float(L))


wrong = wrong_versions(best_constant_lr)
RETURN = "return 2 / (mu + L)"

EXERCISE = Exercise(
    id="best_constant_lr",
    notebook="02_too_low_too_high",
    points=3,
    reference=best_constant_lr,
    results=(Part("the rate"),),
    properties=(
        Property(
            "rate",
            "the flattest and the steepest direction shrink equally fast",
            3,
            _intervals,
            "At the best rate, 1 - lr * mu and 1 - lr * L are equally far from zero, on "
            "different sides. Which rate does that?",
        ),
    ),
    misconceptions=(
        wrong(
            "one-over-L",
            "This rate is safe. But is the flattest direction as fast as it could be?",
            (RETURN, "return 1 / L"),
        ),
        wrong(
            "two-over-L",
            "At this rate the steepest direction swings for ever. Does `mu` play no part?",
            (RETURN, "return 2 / L"),
        ),
        wrong(
            "one-over-mu",
            "Is this rate safe in the steepest direction?",
            (RETURN, "return 1 / mu"),
        ),
        wrong(
            "two-over-mu",
            "Is this rate safe in the steepest direction, and why does `L` play no part?",
            (RETURN, "return 2 / mu"),
        ),
        wrong(
            "one-for-two",
            "If mu = L, one step with the right rate lands at the bottom. Where does yours land?",
            (RETURN, "return 1 / (mu + L)"),
        ),
        wrong(
            "difference",
            "What does your formula give if mu = L? Which rate would be right then?",
            (RETURN, "return 2 / (L - mu)"),
        ),
        wrong(
            "brackets",
            "Read `2 / mu + L` as Python does: what is divided by what?",
            (RETURN, "return 2 / mu + L"),
        ),
        wrong(
            "mean-of-the-rates",
            "You take the middle of two rates. Is that the rate in the middle of two curvatures?",
            (RETURN, "return (1 / mu + 1 / L) / 2"),
        ),
        wrong(
            "geometric-mean",
            "You balance the curvatures on a log scale. Which two distances from zero have to "
            "be equal: of the logarithms, or of 1 - lr * curvature?",
            (RETURN, "return 1 / np.sqrt(mu * L)"),
        ),
        wrong(
            "best-with-momentum",
            "This is the best rate of heavy ball, which has momentum. What is the best one "
            "without?",
            (RETURN, "return (2 / (np.sqrt(mu) + np.sqrt(L))) ** 2"),
            kind="convention",
        ),
        wrong(
            "factor-returned",
            "That is how fast the worst direction shrinks. At which rate?",
            (RETURN, "return (L - mu) / (L + mu)"),
        ),
        wrong(
            "upside-down",
            "For a steeper bowl, should the best rate rise or fall?",
            (RETURN, "return (mu + L) / 2"),
        ),
    ),
    worked_example=worked_example("finds the best rate for curvatures 1 and 3"),
    picture=Picture("Best rate for mu = 1 and L from 1 to 8", "L = 1 + number / 2", "rate", _draw),
)
