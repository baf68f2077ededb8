"""One cycle: up along half a cosine, and down along a longer one, far below the start."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def one_cycle(step, peak, total, pct_start=0.3, div=25.0, final_div=1e4):
    start = peak / div
    end = start / final_div
    up = pct_start * total - 1
    if step <= up:
        return peak + (start - peak) * (1 + math.cos(math.pi * step / up)) / 2
    share = min(1.0, (step - up) / (total - 1 - up))
    return end + (peak - end) * (1 + math.cos(math.pi * share)) / 2


def _settings(rng, total, pct_start):
    return {
        "peak": between(rng, 0.3, 3.0),
        "total": total,
        "pct_start": pct_start,
        "div": between(rng, 5.0, 9.0),
        "final_div": between(rng, 20.0, 60.0),
    }


def _up(rng):
    """The peak falls between two steps (0.37 * 23 - 1 = 7.51), and on one (0.25 * 32 - 1 = 7)."""
    return [
        *curve(range(8), **_settings(rng, 23, 0.37)),
        *curve(range(8), **_settings(rng, 32, 0.25)),
    ]


def _down(rng):
    first = _settings(rng, 23, 0.37)
    return [*curve(range(8, 23), **first), *curve(range(8, 32, 3), **_settings(rng, 32, 0.25))]


def _held(rng):
    settings = _settings(rng, 23, 0.37)
    return curve((12, 21, 22, 23, 24, 30, 45, 60), **settings)


def _usual_options(rng):
    return curve(range(0, 37, 3), peak=between(rng, 0.3, 3.0), total=37)


wrong = wrong_versions(one_cycle)
START = "start = peak / div"
END = "end = start / final_div"
UP = "up = pct_start * total - 1"
RISE = "return peak + (start - peak) * (1 + math.cos(math.pi * step / up)) / 2"
SHARE = "share = min(1.0, (step - up) / (total - 1 - up))"
FALL = "return end + (peak - end) * (1 + math.cos(math.pi * share)) / 2"

EXERCISE = Exercise(
    id="one_cycle",
    notebook="06_schedules_2",
    points=6,
    reference=one_cycle,
    results=(Part("the rate", state=True),),
    properties=(
        Property(
            "up",
            "half a cosine from `peak / div` up to `peak` at step u",
            2,
            _up,
            "Where does the rate start, and at which step u is it at its peak? u may lie between "
            "two steps.",
        ),
        Property(
            "down",
            "half a cosine from `peak` down to `peak / (div * final_div)` at the last step",
            2,
            _down,
            "Which step is the last one, and which rate does it have?",
        ),
        Property(
            "held",
            "after the last step the rate stays",
            1,
            _held,
            "A cosine rises again. What should the rate do after the last step?",
            after=("down",),
        ),
        Property(
            "usual-options",
            "pct_start, div and final_div have their usual values",
            1,
            _usual_options,
            "How large are pct_start, div and final_div if nobody says?",
            after=("up", "down"),
        ),
    ),
    misconceptions=(
        wrong(
            "peak-one-step-late",
            "Your peak comes one step too late. Steps count from 0: at which step have "
            "pct_start * total steps been taken?",
            (UP, "up = pct_start * total"),
        ),
        wrong(
            "peak-on-a-whole-step",
            "Your peak sits on a whole step. May u lie between two of them?",
            (UP, "up = int(pct_start * total) - 1"),
        ),
        wrong(
            "end-one-step-late",
            "Your lowest rate comes after the last step and is never used. Which step is the last?",
            (SHARE, "share = min(1.0, (step - up) / (total - up))"),
        ),
        wrong(
            "fall-too-long",
            "Your rate has not arrived at the last step. How many steps does the way down take?",
            (SHARE, "share = min(1.0, (step - up) / (total - 1))"),
        ),
        wrong(
            "end-from-the-peak",
            "Your end is one part of the peak. Of which rate is it a part?",
            (END, "end = peak / final_div"),
        ),
        wrong(
            "ends-at-the-start",
            "Your rate ends where it began. How much lower should it end?",
            (END, "end = start"),
        ),
        wrong(
            "ends-at-zero",
            "Your rate ends at 0. Which rate does the last step have?",
            (END, "end = 0.0"),
        ),
        wrong(
            "divided-twice",
            "Your start is lower than `peak / div`. How often do you divide?",
            (START, "start = peak / div / div"),
            (END, "end = peak / div / final_div"),
        ),
        wrong(
            "straight-lines",
            "Your two phases are straight lines, which some libraries offer. Which shape does "
            "our course pin?",
            (RISE, "return start + (peak - start) * step / up"),
            (FALL, "return peak + (end - peak) * share"),
            kind="convention",
        ),
        wrong(
            "straight-ramp",
            "Down is right. Is your way up a straight line?",
            (RISE, "return start + (peak - start) * step / up"),
        ),
        wrong(
            "starts-at-the-peak",
            "Your rate begins at the peak. Which phase comes first?",
            (RISE, "return peak"),
        ),
        wrong(
            "ramp-from-zero",
            "Your rate begins at 0. What is `div` for?",
            (RISE, "return peak + (0.0 - peak) * (1 + math.cos(math.pi * step / up)) / 2"),
        ),
        wrong(
            "up-and-down-swapped",
            "Your first phase runs downhill. Which end of the cosine comes first?",
            (RISE, "return start + (peak - start) * (1 + math.cos(math.pi * step / up)) / 2"),
        ),
        wrong(
            "rises-again",
            "After the last step your rate rises. What keeps a cosine from coming back?",
            (SHARE, "share = (step - up) / (total - 1 - up)"),
        ),
        wrong(
            "zero-after-the-end",
            "After the last step your rate is 0. Which rate is held?",
            (SHARE, "if step > total - 1:\n        return 0.0\n    " + SHARE),
        ),
        wrong(
            "error-after-the-end",
            "After the last step your function raises. Which rate is held?",
            (
                SHARE,
                "if step > total - 1:\n"
                "        raise ValueError('the schedule is over')\n    " + SHARE,
            ),
        ),
        wrong(
            "three-phases",
            "This has a third phase: down to the start first, and only then further. Our course "
            "has two. Where does the second one end?",
            (
                SHARE,
                "if step <= 2 * up:\n"
                "        share = (step - up) / up\n"
                "        return start + (peak - start) * (1 + math.cos(math.pi * share)) / 2\n"
                "    share = min(1.0, (step - 2 * up) / (total - 1 - 2 * up))",
            ),
            (FALL, "return end + (start - end) * (1 + math.cos(math.pi * share)) / 2"),
            kind="convention",
        ),
        wrong(
            "other-usual-share",
            "All is right when `pct_start` is given. How large is yours when it is not?",
            ("pct_start=0.3", "pct_start=0.25"),
        ),
        wrong(
            "other-usual-div",
            "All is right when `div` is given. How large is yours when it is not?",
            ("div=25.0", "div=10.0"),
        ),
        wrong(
            "keras-example-final-div",
            "All is right when `final_div` is given. How large is yours when it is not?",
            ("final_div=1e4", "final_div=1e3"),
        ),
    ),
    worked_example=worked_example("finds u, the start and the end for 20 steps"),
    picture=Picture(
        "Rate of one cycle of 24 steps, and after",
        "step",
        "rate",
        drawing(28, peak=1.0, total=24),
    ),
)
