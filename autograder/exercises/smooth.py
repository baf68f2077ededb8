"""An exponential average that does not pretend to start at zero."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import between, positive


def smooth(losses, beta):
    average, result = 0.0, []
    for k in range(len(losses)):
        average = beta * average + (1 - beta) * losses[k]
        result.append(average / (1 - beta ** (k + 1)))
    return np.array(result)


def _noisy_losses(rng):
    return [
        case(losses=positive(rng, (count,), 0.5, 4.0), beta=between(rng, low, low + 0.05))
        for count, low in ((9, 0.85), (6, 0.6), (14, 0.92))
    ]


def _draw(smoothed):
    losses = 1.0 + 0.3 * np.sin(1.7 * np.arange(30)) - 0.02 * np.arange(30)
    yield from smoothed(losses, 0.9)


wrong = wrong_versions(smooth)
AVERAGE = "average = beta * average + (1 - beta) * losses[k]"
APPEND = "result.append(average / (1 - beta ** (k + 1)))"

EXERCISE = Exercise(
    id="smooth",
    notebook="09_lr_finder",
    points=3,
    reference=smooth,
    results=(Part("the smoothed losses"),),
    properties=(
        Property(
            "average",
            "the running average, corrected for its start at zero",
            2,
            _noisy_losses,
            "What is your first value? And what would it be for losses that are all 1?",
        ),
        inputs_stay(1, _noisy_losses),
    ),
    misconceptions=(
        wrong(
            "not-corrected",
            "For losses that are all 1, your first value is small. The average starts at zero: "
            "what makes up for it?",
            (APPEND, "result.append(average)"),
        ),
        wrong(
            "starts-at-the-first-loss",
            "You start from the first loss, which also avoids the zero. Our course corrects "
            "instead. How much does the first loss weigh in yours after three steps?",
            ("average, result = 0.0, []", "average, result = losses[0], []"),
            (APPEND, "result.append(average)"),
            kind="convention",
        ),
        wrong(
            "shares-swapped",
            "With beta = 0.9, how much of the old average should survive: 90 % or 10 %?",
            (AVERAGE, "average = (1 - beta) * average + beta * losses[k]"),
        ),
        wrong(
            "correction-one-behind",
            "What do you divide by for the very first loss? Is k 0 or 1 there?",
            (APPEND, "result.append(average / (1 - beta ** max(k, 1)))"),
        ),
        wrong(
            "correction-one-ahead",
            "For losses that are all 1, your first value is not 1. Is k 0 or 1 there?",
            (APPEND, "result.append(average / (1 - beta ** (k + 2)))"),
        ),
        wrong(
            "correction-frozen",
            "Your first value is right, later ones grow. What happens to the correction as k "
            "grows?",
            (APPEND, "result.append(average / (1 - beta))"),
        ),
        wrong(
            "multiplied-by-the-correction",
            "An average that starts at zero comes out too small. Does your correction make it "
            "larger?",
            (APPEND, "result.append(average * (1 - beta ** (k + 1)))"),
        ),
        wrong(
            "corrected-value-kept",
            "You correct the average and go on with the corrected one. What happens to it the "
            "next time?",
            (APPEND, "average = average / (1 - beta ** (k + 1))\n        result.append(average)"),
        ),
        wrong(
            "only-the-last",
            "One number came back. How many losses went in?",
            ("return np.array(result)", "return result[-1]"),
        ),
        wrong(
            "running-mean",
            "All losses so far weigh the same in yours. What is `beta` for?",
            (APPEND, "result.append(np.mean(losses[: k + 1]))"),
        ),
        wrong(
            "sum-without-share",
            "For losses that are all 1, your values grow. Which share of a new loss comes in?",
            (AVERAGE, "average = beta * average + losses[k]"),
        ),
        wrong(
            "changes-the-losses-in-place",
            "The numbers are right, but the caller's losses have been overwritten. Who still "
            "needs them?",
            (APPEND, APPEND + "\n    losses[:] = result"),
        ),
    ),
    worked_example=worked_example("smooths three losses by hand"),
    picture=Picture("Thirty noisy losses with beta = 0.9", "number", "smoothed loss", _draw),
)
