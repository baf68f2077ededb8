"""Half a cosine from the base rate down to the lowest, and the lowest from then on."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def cosine_annealing(step, base, total, low=0.0):
    if step > total:
        return low
    return low + (base - low) * (1 + math.cos(math.pi * step / total)) / 2


def _down_to_zero(rng):
    return [
        *curve(range(12), base=between(rng, 0.3, 0.9), total=11),
        *curve(range(8), base=between(rng, 2.0, 9.0), total=7),
    ]


def _down_to_low(rng):
    base = between(rng, 0.3, 0.9)
    return curve(range(12), base=base, total=11, low=base * between(rng, 0.1, 0.3))


def _after_the_end(rng):
    base = between(rng, 0.3, 0.9)
    return [
        *curve((9, 11, 12, 13, 15, 20, 22, 33), base=base, total=11),
        *curve((6, 7, 8, 10, 14, 50), base=base, total=7, low=base / 5),
    ]


wrong = wrong_versions(cosine_annealing)
END = "    if step > total:\n        return low\n"
RETURN = "return low + (base - low) * (1 + math.cos(math.pi * step / total)) / 2"


def _instead(expression):
    return RETURN, "return " + expression


EXERCISE = Exercise(
    id="cosine_annealing",
    notebook="06_schedules_2",
    points=5,
    reference=cosine_annealing,
    results=(Part("the rate"),),
    properties=(
        Property(
            "curve",
            "half a cosine from `base` to 0 in `total` steps",
            3,
            _down_to_zero,
            "What is the rate at the start, in the middle, and at step `total`? And a quarter of "
            "the way?",
        ),
        Property(
            "low",
            "half a cosine from `base` to `low`",
            1,
            _down_to_low,
            "How far does the rate fall if it ends at `low`?",
            after=("curve",),
        ),
        Property(
            "after-the-end",
            "the rate stays at `low` once `total` is over",
            1,
            _after_the_end,
            "A cosine rises again. What should the rate do after step `total`?",
            after=("curve", "low"),
        ),
    ),
    misconceptions=(
        wrong(
            "one-step-short",
            "Your curve is at its end one step before `total`. What is the fraction at the end?",
            _instead("low + (base - low) * (1 + math.cos(math.pi * step / (total - 1))) / 2"),
        ),
        wrong(
            "one-step-ahead",
            "Your rate has fallen before the first step. Do steps count from 0 or from 1?",
            _instead("low + (base - low) * (1 + math.cos(math.pi * (step + 1) / total)) / 2"),
        ),
        wrong(
            "rises-again",
            "After `total` your rate rises. What keeps a cosine from coming back?",
            (END, ""),
        ),
        wrong(
            "starts-anew",
            "After `total` your rate is back at `base`. Are there restarts in this schedule?",
            (END, "    step = step % total if step > total else step\n"),
        ),
        wrong(
            "back-at-base",
            "After `total` your rate is `base` again. Which rate is held?",
            (END, "    if step > total:\n        return base\n"),
        ),
        wrong(
            "zero-after-the-end",
            "After `total` your rate is 0. Is that the lowest one that was asked for?",
            (END, "    if step > total:\n        return 0.0\n"),
        ),
        wrong(
            "pi-forgotten",
            "Your rate hardly falls. How far must the angle go for half a turn?",
            _instead("low + (base - low) * (1 + math.cos(step / total)) / 2"),
        ),
        wrong(
            "half-forgotten",
            "Your first rate is twice the base. What is 1 + cos(0)?",
            _instead("low + (base - low) * (1 + math.cos(math.pi * step / total))"),
        ),
        wrong(
            "one-forgotten",
            "Your rate becomes negative. Between which two values lies a cosine?",
            _instead("low + (base - low) * math.cos(math.pi * step / total) / 2"),
        ),
        wrong(
            "cosine-alone",
            "Your rate becomes negative. How is a cosine lifted above zero?",
            _instead("low + (base - low) * math.cos(math.pi * step / total)"),
        ),
        wrong(
            "quarter-turn",
            "This is a quarter of a turn: it ends steeply. How does half a turn end?",
            _instead("low + (base - low) * math.cos(math.pi / 2 * step / total)"),
        ),
        wrong(
            "amplitude-from-zero",
            "Your first rate is above `base`. How far is it from `low` to `base`?",
            _instead("low + base * (1 + math.cos(math.pi * step / total)) / 2"),
        ),
        wrong(
            "floor-for-low",
            "You cut the curve off at `low`. Our course lets the whole curve run down to it. "
            "What is the rate in the middle?",
            _instead("max(low, base * (1 + math.cos(math.pi * step / total)) / 2)"),
            kind="convention",
        ),
        wrong(
            "low-forgotten",
            "Call your function with another `low`: does the curve end there?",
            _instead("base * (1 + math.cos(math.pi * step / total)) / 2"),
        ),
        wrong(
            "whole-turn",
            "Your rate comes back before the end. How far does the angle go?",
            _instead("low + (base - low) * (1 + math.cos(2 * math.pi * step / total)) / 2"),
        ),
        wrong(
            "degrees",
            "Does the cosine of your language count in degrees? What is math.cos(180)?",
            _instead("low + (base - low) * (1 + math.cos(180 * step / total)) / 2"),
        ),
        wrong(
            "whole-division",
            "Your rate stays and then jumps. Which sign divides and drops the rest?",
            _instead("low + (base - low) * (1 + math.cos(math.pi * (step // total))) / 2"),
        ),
        wrong(
            "straight-line",
            "Start, middle and end are right. What about a quarter of the way?",
            _instead("low + (base - low) * (1 - step / total)"),
        ),
        wrong(
            "rises-instead",
            "Your curve runs uphill. Which sign has the cosine?",
            _instead("low + (base - low) * (1 - math.cos(math.pi * step / total)) / 2"),
        ),
    ),
    worked_example=worked_example("computes the rate a quarter of the way"),
    picture=Picture(
        "Rate over 16 steps, and after",
        "step",
        "rate",
        drawing(22, base=1.0, total=16, low=0.1),
    ),
)
