"""Cosine cycles that start again at the base rate, each as long as the last or longer."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def cosine_restarts(step, base, period, mult=1, low=0.0):
    while step >= period:
        step = step - period
        period = period * mult
    return low + (base - low) * (1 + math.cos(math.pi * step / period)) / 2


def _equal_cycles(rng):
    return [
        *curve(range(24), base=between(rng, 0.3, 0.9), period=7),
        *curve(range(13), base=between(rng, 2.0, 9.0), period=5),
    ]


def _growing_cycles(rng):
    return [
        *curve(range(36), base=between(rng, 0.3, 0.9), period=5, mult=2),
        *curve(range(18), base=between(rng, 2.0, 9.0), period=4, mult=3),
    ]


def _to_low(rng):
    base = between(rng, 0.3, 0.9)
    return curve(range(16), base=base, period=5, mult=2, low=base / 6)


wrong = wrong_versions(cosine_restarts)
LOOP = """    while step >= period:
        step = step - period
        period = period * mult
"""
RETURN = "return low + (base - low) * (1 + math.cos(math.pi * step / period)) / 2"

EXERCISE = Exercise(
    id="cosine_restarts",
    notebook="06_schedules_2",
    points=5,
    reference=cosine_restarts,
    results=(Part("the rate"),),
    properties=(
        Property(
            "equal-cycles",
            "each cycle falls from `base` along half a cosine; the next begins at `base` again",
            2,
            _equal_cycles,
            "With period 4: at which steps is the rate back at `base`?",
        ),
        Property(
            "growing-cycles",
            "each cycle is `mult` times as long as the one before",
            2,
            _growing_cycles,
            "With period 4 and mult 2: at which steps do the first three cycles begin?",
            after=("equal-cycles",),
        ),
        Property(
            "low",
            "every cycle falls towards `low`",
            1,
            _to_low,
            "How far does a cycle fall if it ends at `low`?",
            after=("growing-cycles",),
        ),
    ),
    misconceptions=(
        wrong(
            "no-restart",
            "Your rate comes back along the cosine, and not in a jump. What is the step's place "
            "inside its cycle?",
            (LOOP, ""),
        ),
        wrong(
            "ends-once",
            "After the first cycle your rate stays low. Where does the second one begin?",
            (LOOP, "    step = min(step, period)\n"),
        ),
        wrong(
            "restart-one-step-late",
            "Your rate reaches its lowest and begins anew a step later. Which rate has the "
            "restart step itself?",
            ("while step >= period:", "while step > period:"),
        ),
        wrong(
            "cycle-one-step-longer",
            "Your cycles are one step too long. How many steps has a cycle of length 4?",
            (
                "while step >= period:\n        step = step - period",
                "while step > period:\n        step = step - period - 1",
            ),
        ),
        wrong(
            "lowest-inside-the-cycle",
            "Your last step of a cycle is at its lowest already. Over how many parts does the "
            "cosine run?",
            (
                RETURN,
                "return low + (base - low) * (1 + math.cos(math.pi * step / (period - 1))) / 2",
            ),
        ),
        wrong(
            "one-step-ahead",
            "Your restart step has fallen already. What is the place of the first step in a cycle?",
            (
                RETURN,
                "return low + (base - low) * (1 + math.cos(math.pi * (step + 1) / period)) / 2",
            ),
        ),
        wrong(
            "mult-forgotten",
            "Change `mult`: do your cycles change?",
            ("period = period * mult", "period = period"),
        ),
        wrong(
            "mult-added",
            "Is each cycle longer by `mult` steps, or `mult` times as long?",
            ("period = period * mult", "period = period + mult - 1"),
        ),
        wrong(
            "first-cycle-multiplied",
            "Your first cycle is too long already. Which cycle is the first to be multiplied?",
            (LOOP, "    period = period * mult\n" + LOOP),
        ),
        wrong(
            "always-the-first-period-grows",
            "Your third cycle is as long as your second plus the first. Is `mult` applied to the "
            "cycle before, or to the first one?",
            (
                LOOP,
                """    first, number = period, 1
    while step >= period:
        step = step - period
        number = number + 1
        period = first * (1 + (number - 1) * (mult - 1))
""",
            ),
        ),
        wrong(
            "longer-cycle-same-pace",
            "Your longer cycles come back before they end. Which length belongs in the cosine?",
            ("    while step >= period:", "    first = period\n    while step >= period:"),
            (RETURN, "return low + (base - low) * (1 + math.cos(math.pi * step / first)) / 2"),
        ),
        wrong(
            "rest-of-the-first-period",
            "All your cycles are as long as the first. Which ones are longer?",
            (
                LOOP,
                """    cycle = step // period
    step = step % period
    period = period * mult ** min(cycle, 1)
""",
            ),
        ),
        wrong(
            "peaks-shrink",
            "Your restarts begin lower and lower. Which rate does each begin at?",
            (LOOP, LOOP.replace("        period", "        base = base * 0.5\n        period")),
        ),
        wrong(
            "half-forgotten",
            "Your first rate is twice the base. What is 1 + cos(0)?",
            (RETURN, "return low + (base - low) * (1 + math.cos(math.pi * step / period))"),
        ),
        wrong(
            "amplitude-from-zero",
            "With a `low`, your first rate is above `base`. How far is it from `low` to `base`?",
            (RETURN, "return low + base * (1 + math.cos(math.pi * step / period)) / 2"),
        ),
        wrong(
            "low-forgotten",
            "Call your function with another `low`: does the curve change?",
            (RETURN, "return base * (1 + math.cos(math.pi * step / period)) / 2"),
        ),
        wrong(
            "sawtooth",
            "Your cycles are straight lines. Where is the cosine?",
            (RETURN, "return low + (base - low) * (1 - step / period)"),
        ),
    ),
    worked_example=worked_example("finds the place of step 11 in its cycle"),
    picture=Picture(
        "Rate in cycles of 4, 8, 16 steps",
        "step",
        "rate",
        drawing(28, base=1.0, period=4, mult=2, low=0.1),
    ),
)
