"""Warmup, a long stable stretch, and a decay that may be decided on late."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def wsd(step, peak, warmup, stable, decay, low=0.0):
    if step < warmup:
        return peak * (step + 1) / warmup
    if step < warmup + stable:
        return peak
    k = step - warmup - stable
    if k < decay:
        return peak - (peak - low) * (k + 1) / decay
    return low


def _settings(rng):
    return {"peak": between(rng, 0.3, 3.0), "warmup": 5, "stable": 9, "decay": 7}


def _rise_and_stay(rng):
    settings = _settings(rng)
    return [*curve(range(14), **settings), *curve((0, 2, 4), low=settings["peak"] / 6, **settings)]


def _fall(rng):
    other = {"peak": between(rng, 2.0, 9.0), "warmup": 4, "stable": 5, "decay": 11}
    return [*curve(range(13, 21), **_settings(rng)), *curve(range(8, 20), **other)]


def _low_and_after(rng):
    settings = _settings(rng)
    low = settings["peak"] / 6
    return [
        *curve((13, 14, 17, 20, 21, 22, 30), low=low, **settings),
        *curve((15, 20, 21, 25, 40), **settings),
    ]


wrong = wrong_versions(wsd)
RAMP = "return peak * (step + 1) / warmup"
STABLE = "if step < warmup + stable:"
CLOCK = "k = step - warmup - stable"
DECAYS = "if k < decay:"
FALL = "return peak - (peak - low) * (k + 1) / decay"
LAST = "    return low\n"

EXERCISE = Exercise(
    id="wsd",
    notebook="06_schedules_2",
    points=5,
    reference=wsd,
    results=(Part("the rate"),),
    properties=(
        Property(
            "rise-and-stay",
            "a straight ramp to `peak`, and then `stable` steps at `peak`",
            2,
            _rise_and_stay,
            "With warmup 2 and stable 3: what are the rates of the first five steps?",
        ),
        Property(
            "fall",
            "a straight fall over `decay` steps, the last of which has arrived",
            2,
            _fall,
            "With decay 4: which shares of `peak` do the four steps have?",
        ),
        Property(
            "low-and-after",
            "the fall ends at `low`, and the rate stays there",
            1,
            _low_and_after,
            "Where does the fall end if `low` is given, and what comes after it?",
            after=("fall",),
        ),
    ),
    misconceptions=(
        wrong(
            "first-step-wasted",
            "Your first step has rate 0 and does nothing. This form is common; our course pins "
            "the one whose first step works. What is the rate of the first of four steps?",
            (RAMP, "return peak * step / warmup"),
            kind="convention",
        ),
        wrong(
            "ramp-never-arrives",
            "Your ramp does not reach `peak` in its last step. How many parts has it?",
            (RAMP, "return peak * (step + 1) / (warmup + 1)"),
            kind="convention",
        ),
        wrong(
            "no-ramp",
            "Your first steps run at full rate. What is a warmup for?",
            (RAMP, "return peak"),
        ),
        wrong(
            "stable-counted-from-the-start",
            "Your stable stretch ends too early. From where is it counted?",
            (STABLE, "if step < stable:"),
            (CLOCK, "k = step - stable"),
        ),
        wrong(
            "ramp-from-low",
            "With a `low`, your ramp starts from there. Does ours know about `low`?",
            (RAMP, "return low + (peak - low) * (step + 1) / warmup"),
        ),
        wrong(
            "stable-one-step-shorter",
            "Your stable stretch is one step too short. Which step is the first of the fall?",
            (STABLE, "if step < warmup + stable - 1:"),
            (CLOCK, "k = step - warmup - stable + 1"),
        ),
        wrong(
            "fall-from-k-zero",
            "Your fall begins one step late: its first step is still at `peak`. Which share is "
            "lost in the first of four steps?",
            (FALL, "return peak - (peak - low) * k / decay"),
            kind="convention",
        ),
        wrong(
            "fall-arrives-early",
            "Your fall has arrived a step too early. Over how many parts does it run?",
            (FALL, "return peak - (peak - low) * k / (decay - 1)"),
        ),
        wrong(
            "fall-never-arrives",
            "Your last step of the fall is still above `low`. Over how many parts does it run?",
            (FALL, "return peak - (peak - low) * (k + 1) / (decay + 1)"),
        ),
        wrong(
            "cosine-fall",
            "Your fall is half a cosine. Which shape does our course pin?",
            (FALL, "return low + (peak - low) * (1 + math.cos(math.pi * (k + 1) / decay)) / 2"),
            kind="convention",
        ),
        wrong(
            "drops-at-once",
            "Your rate is low right after the stable stretch. What are the `decay` steps for?",
            (DECAYS, "if False:"),
        ),
        wrong(
            "fall-over-everything",
            "The share of your fall is counted from step 0. When does it begin?",
            (CLOCK, "k = step"),
            (DECAYS, "if k < warmup + stable + decay:"),
            (FALL, "return peak - (peak - low) * (k + 1) / (warmup + stable + decay)"),
        ),
        wrong(
            "low-forgotten",
            "Call your function with another `low`: does the fall end there?",
            (FALL, "return peak - peak * (k + 1) / decay"),
            (LAST, "    return 0.0\n"),
        ),
        wrong(
            "zero-after-the-end",
            "The fall ends at `low`. Which rate is held after it?",
            (LAST, "    return 0.0\n"),
        ),
        wrong(
            "falls-further",
            "After the fall your rate goes on falling, below `low`. Where should it stop?",
            (DECAYS, "if True:"),
        ),
        wrong(
            "low-taken-off-twice",
            "With a `low`, your fall ends somewhere else. How far is it from `peak` to `low`?",
            (FALL, "return peak - (peak + low) * (k + 1) / decay"),
        ),
        wrong(
            "back-at-peak",
            "After the fall your rate is at `peak` again. Which rate is held?",
            (LAST, "    return peak\n"),
        ),
    ),
    worked_example=worked_example("writes down the rates of a short run"),
    picture=Picture(
        "Rate with 5, 12 and 6 steps, and after",
        "step",
        "rate",
        drawing(26, peak=1.0, warmup=5, stable=12, decay=6, low=0.1),
    ),
)
