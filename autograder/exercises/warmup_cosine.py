"""A straight ramp up, and then half a cosine down."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def warmup_cosine(step, base, warmup, total, low=0.0):
    if step < warmup:
        return base * (step + 1) / warmup
    share = min(1.0, (step - warmup) / (total - warmup))
    return low + (base - low) * (1 + math.cos(math.pi * share)) / 2


def _ramp(rng):
    return [
        *curve(range(5), base=between(rng, 0.3, 0.9), warmup=5, total=18),
        *curve(range(7), base=between(rng, 2.0, 9.0), warmup=7, total=12, low=0.5),
    ]


def _fall(rng):
    return [
        *curve(range(5, 19), base=between(rng, 0.3, 0.9), warmup=5, total=18),
        *curve(range(7, 13), base=between(rng, 2.0, 9.0), warmup=7, total=12),
    ]


def _no_warmup(rng):
    return curve(range(12), base=between(rng, 0.3, 0.9), warmup=0, total=11)


def _low_and_after(rng):
    base = between(rng, 0.3, 0.9)
    settings = {"base": base, "warmup": 5, "total": 18}
    return [
        *curve((5, 9, 14, 18, 19, 22, 31), **settings, low=base / 6),
        *curve((5, 17, 18, 19, 20, 30, 44), **settings),
    ]


wrong = wrong_versions(warmup_cosine)
RAMP = "return base * (step + 1) / warmup"
SHARE = "share = min(1.0, (step - warmup) / (total - warmup))"
RETURN = "return low + (base - low) * (1 + math.cos(math.pi * share)) / 2"

EXERCISE = Exercise(
    id="warmup_cosine",
    notebook="06_schedules_2",
    points=5,
    reference=warmup_cosine,
    results=(Part("the rate"),),
    properties=(
        Property(
            "ramp",
            "a straight ramp whose first step has a rate already, and whose last has `base`",
            1,
            _ramp,
            "With warmup = 4: what are the rates of the first four steps?",
        ),
        Property(
            "fall",
            "half a cosine from the end of the warmup to step `total`",
            2,
            _fall,
            "When does the cosine's clock start, and how long does it run?",
        ),
        Property(
            "no-warmup",
            "without any warmup it is a plain cosine",
            1,
            _no_warmup,
            "What does your function divide by when `warmup` is 0?",
            after=("fall",),
        ),
        Property(
            "low-and-after",
            "the curve ends at `low` and stays there",
            1,
            _low_and_after,
            "Where does the curve end if `low` is given, and what comes after `total`?",
            after=("fall",),
        ),
    ),
    misconceptions=(
        wrong(
            "first-step-wasted",
            "Your first step has rate 0 and does nothing. This form is common; our course pins "
            "the one whose first step works. What is the rate of the first of four steps?",
            (RAMP, "return base * step / warmup"),
            kind="convention",
        ),
        wrong(
            "ramp-never-arrives",
            "Your ramp does not reach `base` in its last step. How many parts has it?",
            (RAMP, "return base * (step + 1) / (warmup + 1)"),
            kind="convention",
        ),
        wrong(
            "ramp-in-one-jump",
            "Your ramp is flat and then jumps. Which sign divides and drops the rest?",
            (RAMP, "return base * ((step + 1) // warmup)"),
        ),
        wrong(
            "ramp-from-low",
            "With a `low`, your ramp starts from there. Does ours know about `low`?",
            (RAMP, "return low + (base - low) * (step + 1) / warmup"),
        ),
        wrong(
            "no-ramp",
            "Your first steps run at full rate. What is a warmup for?",
            (RAMP, "return base"),
        ),
        wrong(
            "ramp-one-step-longer",
            "Your ramp goes one step above `base`. Which step is the first after it?",
            ("if step < warmup:", "if step <= warmup:"),
            (RAMP, "return base * (step + 1) / warmup if warmup else base"),
        ),
        wrong(
            "clock-not-shifted",
            "At the end of the warmup your rate jumps down. When does the cosine's clock start?",
            (SHARE, "share = min(1.0, step / total)"),
        ),
        wrong(
            "cosine-too-long",
            "At `total` your rate is still above `low`. How many steps are left after the warmup?",
            (SHARE, "share = min(1.0, (step - warmup) / total)"),
        ),
        wrong(
            "one-step-short",
            "Your curve is at its end one step before `total`. How many steps does it take?",
            (SHARE, "share = min(1.0, (step - warmup) / (total - warmup - 1))"),
        ),
        wrong(
            "clock-one-ahead",
            "Your cosine has begun to fall in the first step after the warmup. Where does its "
            "clock stand there?",
            (SHARE, "share = min(1.0, (step - warmup + 1) / (total - warmup))"),
        ),
        wrong(
            "product-of-both",
            "You multiply ramp and cosine. Do they run at the same time, or one after the other?",
            (
                RAMP,
                "return base * (step + 1) / warmup * (1 + math.cos(math.pi * step / total)) / 2",
            ),
            (SHARE, "share = min(1.0, step / total)"),
        ),
        wrong(
            "rises-again",
            "After `total` your rate rises. What keeps a cosine from coming back?",
            (SHARE, "share = (step - warmup) / (total - warmup)"),
        ),
        wrong(
            "warmup-of-zero",
            "What does your function divide by when `warmup` is 0?",
            (
                "    if step < warmup:\n        " + RAMP + "\n",
                "    ramp = base * (step + 1) / warmup\n"
                "    if step < warmup:\n        return ramp\n",
            ),
        ),
        wrong(
            "straight-line-down",
            "Your rate falls in a straight line. Where is the cosine?",
            (RETURN, "return low + (base - low) * (1 - share)"),
        ),
        wrong(
            "low-forgotten",
            "Call your function with another `low`: does the curve end there?",
            (RETURN, "return base * (1 + math.cos(math.pi * share)) / 2"),
        ),
        wrong(
            "amplitude-from-zero",
            "With a `low`, your rate at the end of the warmup is above `base`. How far is it "
            "from `low` to `base`?",
            (RETURN, "return low + base * (1 + math.cos(math.pi * share)) / 2"),
        ),
        wrong(
            "half-forgotten",
            "Your rate after the warmup is twice the base. What is 1 + cos(0)?",
            (RETURN, "return low + (base - low) * (1 + math.cos(math.pi * share))"),
        ),
    ),
    worked_example=worked_example("computes the rates of a short warmup and of one step after it"),
    picture=Picture(
        "Rate with 5 steps of warmup, 20 in all, and after",
        "step",
        "rate",
        drawing(25, base=1.0, warmup=5, total=20, low=0.1),
    ),
)
