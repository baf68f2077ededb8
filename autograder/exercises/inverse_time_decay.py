"""The rate falls like one over the step."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def inverse_time_decay(step, base, k):
    return base / (1 + k * step)


def _whole_curve(rng):
    slow = {"base": between(rng, 0.2, 0.8), "k": between(rng, 0.02, 0.2)}
    fast = {"base": between(rng, 2.0, 9.0), "k": between(rng, 1.5, 4.0)}
    return [*curve(range(12), **slow), *curve(range(1, 13), **fast), *curve([1000], **slow)]


wrong = wrong_versions(inverse_time_decay)
RETURN = "return base / (1 + k * step)"

EXERCISE = Exercise(
    id="inverse_time_decay",
    notebook="05_schedules_1",
    points=3,
    reference=inverse_time_decay,
    results=(Part("the rate"),),
    properties=(
        Property(
            "curve",
            "the rate starts at `base` and falls like one over the step",
            3,
            _whole_curve,
            "With k = 1: what is the rate at steps 0, 1, and 2?",
        ),
    ),
    misconceptions=(
        wrong(
            "brackets",
            "Read `base / 1 + k * step` as Python does: what is divided by what?",
            (RETURN, "return base / 1 + k * step"),
        ),
        wrong(
            "one-forgotten",
            "What do you divide by at step 0?",
            (RETURN, "return base / (k * step) if step else base"),
        ),
        wrong(
            "one-step-ahead",
            "Your rate has fallen before the first step. What is the denominator at step 0?",
            (RETURN, "return base / (1 + k * (step + 1))"),
        ),
        wrong(
            "k-forgotten",
            "Change `k`: does your curve change?",
            (RETURN, "return base / (1 + step)"),
        ),
        wrong(
            "k-added",
            "What multiplies the step: `k`, or 1?",
            (RETURN, "return base / (1 + k + step)"),
        ),
        wrong(
            "k-on-top",
            "Should a larger `k` make the rate fall faster or slower? And what is the rate "
            "at step 0?",
            (RETURN, "return base * k / (k + step)"),
        ),
        wrong(
            "squared",
            "Ten times the steps should leave about a tenth of the rate. What does yours leave?",
            (RETURN, "return base / (1 + k * step) ** 2"),
        ),
        wrong(
            "root",
            "This falls like one over the root of the step. Which power was asked for?",
            (RETURN, "return base / np.sqrt(1 + k * step)"),
            kind="convention",
        ),
        wrong(
            "exponential",
            "This falls by the same factor at every step. Which curve falls more and more slowly?",
            (RETURN, "return base * np.exp(-k * step)"),
        ),
        wrong(
            "straight-line",
            "Your rate becomes negative. What happens to one over the step as it grows?",
            (RETURN, "return base * (1 - k * step)"),
        ),
        wrong(
            "grows",
            "Your rate grows. Do you divide, or multiply?",
            (RETURN, "return base * (1 + k * step)"),
        ),
        wrong(
            "power-of-k",
            "`k` is raised to a power in yours. What multiplies the step?",
            (RETURN, "return base / (1 + k**step)"),
        ),
        wrong(
            "decays-from-the-current-rate",
            "Your rate falls faster and faster. Is `base` divided, or a rate that has fallen "
            "already?",
            (
                RETURN,
                "rate = base\n    for t in range(step + 1):\n"
                "        rate = rate / (1 + k * t)\n    return rate",
            ),
        ),
    ),
    worked_example=worked_example("writes down the first four rates"),
    picture=Picture("Rate with k = 0.5", "step", "rate", drawing(21, base=1.0, k=0.5)),
)
