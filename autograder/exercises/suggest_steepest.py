"""The rate where the loss falls fastest, seen on the log axis."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between


def suggest_steepest(rates, losses, skip_start=5, skip_end=3):
    slopes = np.gradient(losses, np.log(rates))
    places = np.arange(skip_start, len(losses) - skip_end)
    return rates[places[np.argmin(slopes[places])]]


def _curve(rng, count=24, first_end=3.0):
    """A fall in the middle, a steep rise after it, and ends that are steeper than the fall."""
    rates = 10.0 ** np.linspace(between(rng, -6, -5), between(rng, 0, 1), count)
    place = np.arange(count)
    middle = between(rng, 9.0, 13.0)
    losses = 29.0 - 1.5 / (1 + np.exp(-(place - middle))) + rng.uniform(-0.15, 0.15, count)
    losses[17:] += 3.0
    losses[:3] += np.array([first_end, 0.3, 0.0])
    losses[-2:] -= np.array([0.5, 4.0])
    return {"rates": rates, "losses": losses}


def _beside_the_ends(rng):
    """The steepest point that counts is the first that does, or the last; its neighbour, which
    does not count, is steeper still.
    """
    early, late = _curve(rng), _curve(rng)
    early["losses"][:5] += 3.0
    early["losses"][:4] += 1.0
    late["losses"][-3:] -= 3.0
    late["losses"][-2:] -= 1.0
    return [case(**early), case(**late)]


def _usual_skips(rng):
    curves = [_curve(rng, first_end=first_end) for first_end in (3.0, 12.0, 3.0)]
    return [*(case(**each) for each in curves), *_beside_the_ends(rng)]


def _other_skips(rng):
    """Skips that hide the steepest part, so that the next best counts; and none at all."""
    cases = []
    for start, end in ((0, 0), (0, 3), (5, 0), (12, 1), (1, 12), (14, 5)):
        cases.append(case(**_curve(rng), skip_start=start, skip_end=end))
    return cases


wrong = wrong_versions(suggest_steepest)
SLOPES = "slopes = np.gradient(losses, np.log(rates))"
PLACES = "places = np.arange(skip_start, len(losses) - skip_end)"
RETURN = "return rates[places[np.argmin(slopes[places])]]"

EXERCISE = Exercise(
    id="suggest_steepest",
    notebook="09_lr_finder",
    points=4,
    reference=suggest_steepest,
    results=(Part("the rate"),),
    properties=(
        Property(
            "steepest",
            "the steepest fall on the log axis, away from both ends",
            2,
            _usual_skips,
            "Along which axis do you measure the slope, and which points do you leave out?",
        ),
        Property(
            "skips",
            "other numbers of points can be left out, none at all, too",
            2,
            _other_skips,
            "Call your function with skip_end = 0: which points are left? And are the slopes "
            "those of the whole curve?",
            after=("steepest",),
        ),
    ),
    misconceptions=(
        wrong(
            "linear-axis",
            "Your slope is taken along the rates themselves, where the small ones lie close "
            "together. Along which axis are they evenly spaced?",
            (SLOPES, "slopes = np.gradient(losses, rates)"),
        ),
        wrong(
            "steepest-rise",
            "Is the slope of a fall positive or negative? Which extreme do you take?",
            ("np.argmin", "np.argmax"),
        ),
        wrong(
            "steepest-either-way",
            "A rise can be steep, too. Does the sign of your slope count?",
            ("np.argmin(slopes[places])", "np.argmax(np.abs(slopes[places]))"),
        ),
        wrong(
            "nothing-left-out",
            "Your answer sits at an end of the curve, where noise decides. Which points are left "
            "out?",
            (PLACES, "places = np.arange(len(losses))"),
        ),
        wrong(
            "start-not-left-out",
            "Your answer sits at the start of the curve. Which points are left out there?",
            (PLACES, "places = np.arange(len(losses) - skip_end)"),
        ),
        wrong(
            "end-not-left-out",
            "Your answer sits at the end of the curve. Which points are left out there?",
            (PLACES, "places = np.arange(skip_start, len(losses))"),
        ),
        wrong(
            "ends-cut-off-first",
            "You cut the ends off before taking slopes, so that the first and last slope change. "
            "Of which curve are the slopes?",
            (
                SLOPES,
                "stop = len(losses) - skip_end\n"
                "    slopes = np.zeros(len(losses))\n"
                "    slopes[skip_start:stop] = np.gradient(\n"
                "        losses[skip_start:stop], np.log(rates[skip_start:stop])\n    )",
            ),
        ),
        wrong(
            "place-in-the-shorter-list",
            "You search in the curve without its ends, and then count from the start of the "
            "whole one. Do the places still fit?",
            (RETURN, "return rates[np.argmin(slopes[places])]"),
        ),
        wrong(
            "nothing-left-for-zero",
            "With skip_end = 0 nothing is left in yours. What does a slice that ends in `-0` hold?",
            (PLACES, "places = np.arange(len(losses))[skip_start:-skip_end]"),
        ),
        wrong(
            "differences-for-slopes",
            "You take the difference to the next point. Which points does `numpy.gradient` use?",
            (SLOPES, "slopes = np.append(np.diff(losses) / np.diff(np.log(rates)), 0.0)"),
        ),
        wrong(
            "smallest-loss",
            "That is where the loss is smallest. Where does it fall fastest?",
            (RETURN, "return rates[places[np.argmin(losses[places])]]"),
        ),
        wrong(
            "divided-by-ten",
            "You go a tenth lower, as another rule has it. Which rate is the steepest one?",
            (RETURN, "return rates[places[np.argmin(slopes[places])]] / 10"),
        ),
        wrong(
            "skips-swapped",
            "Which number of points belongs to which end?",
            (PLACES, "places = np.arange(skip_end, len(losses) - skip_start)"),
        ),
        wrong(
            "skips-hard-coded",
            "Call your function with other skips: does anything change?",
            (PLACES, "places = np.arange(5, len(losses) - 3)"),
        ),
        wrong(
            "slope-returned",
            "That is how steep it is. At which rate?",
            (RETURN, "return np.min(slopes[places])"),
        ),
        wrong(
            "place-returned",
            "That is a place in the list. Which rate stands there?",
            (RETURN, "return int(places[np.argmin(slopes[places])])"),
        ),
    ),
    worked_example=worked_example("measures the slopes of a short curve"),
)
