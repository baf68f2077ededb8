"""The mean of the last part of a history."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import array, whole


def tail_average(history, start):
    tail = history[start:]
    if len(tail) == 0:
        raise ValueError(f"tail_average needs a start before the end, got {start}")
    return np.mean(tail, axis=0)


def _tails(rng):
    cases = []
    for shape in ((9,), (7, 3), (6, 2, 2)):
        start = whole(rng, 2, 4)
        cases.append(case(history=array(rng, shape), start=start))
    return [
        *cases,
        case("all of it", history=array(rng, (5, 2)), start=0),
        case("the last only", history=array(rng, (5, 2)), start=4),
    ]


def _empty(rng):
    return [
        case(history=array(rng, (6, 2)), start=3),
        case(history=array(rng, (6, 2)), start=6),
        case(history=array(rng, (6,)), start=8),
    ]


wrong = wrong_versions(tail_average)
TAIL = "tail = history[start:]"
RETURN = "return np.mean(tail, axis=0)"
GUARD = (
    "    if len(tail) == 0:\n"
    '        raise ValueError(f"tail_average needs a start before the end, got {start}")\n'
)

EXERCISE = Exercise(
    id="tail_average",
    notebook="11_edge_and_capstone",
    points=2,
    reference=tail_average,
    results=(Part("the mean"),),
    properties=(
        Property(
            "mean",
            "the mean of `history[start:]`, entry by entry",
            1,
            _tails,
            "Which points are averaged, and which shape has the mean of points?",
        ),
        Property(
            "empty",
            "nothing to average raises ValueError",
            1,
            _empty,
            "What is the mean of nothing?",
            after=("mean",),
        ),
    ),
    misconceptions=(
        wrong(
            "everything-averaged",
            "The early points are in your mean. Where does the tail begin?",
            (RETURN, "return np.mean(history, axis=0)"),
        ),
        wrong(
            "head-for-tail",
            "You average the points before `start`. Which ones are the tail?",
            (TAIL, "tail = history[:start]"),
        ),
        wrong(
            "start-left-out",
            "Is the point at `start` in your mean?",
            (TAIL, "tail = history[start + 1 :]"),
        ),
        wrong(
            "counted-from-the-end",
            "You take so many points from the end. From where is `start` counted?",
            (TAIL, "tail = history[-start:]"),
        ),
        wrong(
            "end-left-out",
            "Is the last point in your mean?",
            (TAIL, "tail = history[start:-1]"),
        ),
        wrong(
            "one-number",
            "One number came back for points with several entries. Along which axis is the mean?",
            (RETURN, "return np.mean(tail)"),
        ),
        wrong(
            "other-axis",
            "Count the entries of your mean. Along which axis do the points follow each other?",
            (RETURN, "return np.mean(tail, axis=-1)"),
        ),
        wrong(
            "sum-for-mean",
            "Your result grows with the number of points. What turns a sum into a mean?",
            (RETURN, "return np.sum(tail, axis=0)"),
        ),
        wrong(
            "divided-by-everything",
            "You add up the tail. By how many points do you divide?",
            (RETURN, "return np.sum(tail, axis=0) / len(history)"),
        ),
        wrong(
            "last-point",
            "That is the last point. What are the others for?",
            (RETURN, "return tail[-1]"),
        ),
        wrong(
            "median-for-mean",
            "That is the middle value. Which average is asked for?",
            (RETURN, "return np.median(tail, axis=0)"),
        ),
        wrong(
            "nothing-averaged",
            "What is the mean of nothing? Who should hear of it?",
            (GUARD, ""),
        ),
        wrong(
            "zero-for-nothing",
            "A mean of 0 looks like a result. What says that there was nothing?",
            (GUARD, "    if len(tail) == 0:\n        return np.zeros(history.shape[1:])\n"),
        ),
        wrong(
            "another-error",
            "You do refuse, but with another kind of error. Which one was agreed?",
            ("raise ValueError(", "raise IndexError("),
        ),
    ),
    worked_example=worked_example("averages the last three points of five"),
)
