"""A staircase: the rate drops by the same factor every so many steps."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_code, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def step_decay(step, base, drop, every):
    return base * drop ** (step // every)


def _first_stair(rng):
    settings = {"base": between(rng, 0.2, 2.0), "drop": between(rng, 0.3, 0.7), "every": 7}
    return curve(range(12), **settings)


def _whole_curve(rng):
    """Every step of two staircases, one with few and one with many stairs."""
    long = {"base": between(rng, 0.2, 2.0), "drop": between(rng, 0.3, 0.7), "every": 7}
    short = {"base": between(rng, 2.0, 9.0), "drop": between(rng, 0.05, 0.2), "every": 4}
    return [*curve(range(12, 30), **long), *curve(range(15), **short)]


wrong = wrong_versions(step_decay)
RETURN = "return base * drop ** (step // every)"

EXERCISE = Exercise(
    id="step_decay",
    notebook="05_schedules_1",
    points=4,
    reference=step_decay,
    results=(Part("the rate"),),
    properties=(
        Property(
            "first-drop",
            "the rate stays at `base` on the first stair, and drops when it ends",
            2,
            _first_stair,
            "With `every` = 3: what is the rate at steps 0, 1, 2, and 3?",
        ),
        Property(
            "every-drop",
            "the whole staircase is right, stair after stair",
            2,
            _whole_curve,
            "How many drops are over at a given step? And what is left after two of them?",
            after=("first-drop",),
        ),
    ),
    misconceptions=(
        wrong(
            "continuous",
            "Your curve falls at every step. Where are the stairs?",
            (RETURN, "return base * drop ** (step / every)"),
        ),
        wrong(
            "one-step-early",
            "Your first stair is one step short. Do steps count from 0 or from 1?",
            (RETURN, "return base * drop ** ((step + 1) // every)"),
        ),
        wrong(
            "one-step-late",
            "Your first stair is one step too long. Do steps count from 0 or from 1?",
            (RETURN, "return base * drop ** (max(step - 1, 0) // every)"),
        ),
        wrong(
            "rounded",
            "Your drops come in the middle of a stair. How is `step / every` made whole?",
            (RETURN, "return base * drop ** round(step / every)"),
        ),
        wrong(
            "starts-with-a-drop",
            "Your rate has dropped before the first step. How many drops are over at step 0?",
            (RETURN, "return base * drop ** (step // every + 1)"),
        ),
        wrong(
            "times-the-number",
            "At step 0 no drop is over. What is your rate there? And what does a second drop do "
            "to the rate after the first?",
            (RETURN, "return base * drop * (step // every)"),
        ),
        wrong(
            "subtracted",
            "Does every drop take away the same amount, or leave the same share?",
            (RETURN, "return base - drop * (step // every)"),
        ),
        wrong(
            "share-lost-for-share-kept",
            "With `drop` = 0.1, is a tenth left, or is a tenth lost?",
            (RETURN, "return base * (1 - drop) ** (step // every)"),
        ),
        wrong(
            "drops-once",
            "Your rate drops once and never again. How many drops are over at a given step?",
            (RETURN, "return base * drop if step >= every else base"),
        ),
        wrong(
            "dips",
            "Your rate is low at one step and high again at the next. What remembers the drop?",
            (RETURN, "return base * drop if step > 0 and step % every == 0 else base"),
        ),
        wrong(
            "dips-at-the-start",
            "Your rate is low at steps 0, `every`, ... and high in between. What remembers "
            "the drop?",
            (RETURN, "return base * drop if step % every == 0 else base"),
        ),
        wrong(
            "every-forgotten",
            "Change `every`: does your curve change?",
            (RETURN, "return base * drop**step"),
        ),
        wrong(
            "rest-for-quotient",
            "Your curve starts anew on every stair. Which sign divides and drops the rest?",
            (RETURN, "return base * drop ** (step % every)"),
        ),
        wrong(
            "brackets",
            "Read `(base * drop) ** n` as Python does: what is raised to the power?",
            (RETURN, "return (base * drop) ** (step // every)"),
        ),
        wrong_code(
            "remembers-between-calls",
            "Asked twice for the same step, your function gives two answers. What does it "
            "remember between the calls?",
            "state = {'drops': 0}\n\n\n"
            "def step_decay(step, base, drop, every):\n"
            "    if step > 0 and step % every == 0:\n"
            "        state['drops'] += 1\n"
            "    return base * drop ** state['drops']\n",
        ),
    ),
    worked_example=worked_example("writes down a staircase with three stairs"),
    picture=Picture(
        "Rate with a drop to a half every 5 steps",
        "step",
        "rate",
        drawing(21, base=1.0, drop=0.5, every=5),
    ),
)
