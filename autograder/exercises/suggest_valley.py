"""Two thirds down the longest fall."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between


def suggest_valley(rates, losses):
    start, best, longest = 0, 0, 0
    for j in range(1, len(losses)):
        if losses[j] >= losses[j - 1]:
            start = j
        elif j - start > longest:
            best, longest = start, j - start
    return rates[best + (2 * longest) // 3]


def _case(rng, *lengths, deep=None, ends_falling=False):
    """A curve of falls with the given numbers of steps, one rise between each two.

    deep : the number of a fall whose steps are ten times as large
    """
    changes = []
    for number, length in enumerate(lengths):
        falls = -rng.uniform(0.1, 1.0, length) * (10.0 if number == deep else 1.0)
        changes += [*falls, rng.uniform(0.3, 2.0)]
    if ends_falling:
        changes.pop()
    losses = 90.0 + np.cumsum(np.append(0.0, changes))
    count = len(losses)
    return case(
        rates=10.0 ** np.linspace(between(rng, -6, -5), between(rng, 0, 1), count), losses=losses
    )


def _one_longest(rng):
    return [
        _case(rng, 2, 9, 3, deep=2),
        _case(rng, 1, 1, 7, 4, deep=3),
        _case(rng, 8, 3),
        _case(rng, 3, 2, 10, ends_falling=True),
        _case(rng, 4, 5, 2, deep=0),
        _case(rng, 6, ends_falling=True),
        _case(rng, 0, 0, 8),
    ]


def _equally_long(rng):
    """Two falls of the same length, of which the second goes deeper, and the reverse."""
    return [
        _case(rng, 2, 6, 6, 1),
        _case(rng, 5, 3, 5),
        _case(rng, 1, 7, 2, 7),
        _case(rng, 0, 1, 1),
    ]


wrong = wrong_versions(suggest_valley)
RETURN = "return rates[best + (2 * longest) // 3]"
LONGER = "elif j - start > longest:"

EXERCISE = Exercise(
    id="suggest_valley",
    notebook="09_lr_finder",
    points=4,
    reference=suggest_valley,
    results=(Part("the rate"),),
    properties=(
        Property(
            "longest",
            "two thirds down the longest stretch of falling losses",
            3,
            _one_longest,
            "From which place to which does the longest fall go? Which place is two thirds down?",
        ),
        Property(
            "ties",
            "of two falls that are equally long the first one counts",
            1,
            _equally_long,
            "Two falls are equally long. Which one came first?",
            after=("longest",),
        ),
    ),
    misconceptions=(
        wrong(
            "last-of-equals",
            "Two falls are equally long. Which one came first?",
            (LONGER, "elif j - start >= longest:"),
        ),
        wrong(
            "middle",
            "Half of the way down, or two thirds?",
            (RETURN, "return rates[best + longest // 2]"),
        ),
        wrong(
            "one-third",
            "One third of the way down, or two?",
            (RETURN, "return rates[best + longest // 3]"),
        ),
        wrong(
            "end-of-the-fall",
            "This is where the fall ends. How far before that do you stop?",
            (RETURN, "return rates[best + longest]"),
        ),
        wrong(
            "start-of-the-fall",
            "This is where the fall begins. How far down do you go?",
            (RETURN, "return rates[best]"),
        ),
        wrong(
            "two-thirds-of-the-end",
            "Two thirds of what: of the whole list up to there, or of the fall?",
            (RETURN, "return rates[2 * (best + longest) // 3]"),
        ),
        wrong(
            "rounded-up",
            "Some of yours are one place too far. Which way is 2 / 3 of the way made whole?",
            (RETURN, "return rates[best + -(-2 * longest // 3)]"),
        ),
        wrong(
            "deepest-for-longest",
            "You take the fall that loses most. Which one is asked for?",
            (LONGER, "elif losses[best] - losses[best + longest] < losses[start] - losses[j]:"),
        ),
        wrong(
            "first-fall",
            "You stop after the first fall. Is there a longer one?",
            (
                "            start = j\n",
                "            start = j\n            if longest:\n                break\n",
            ),
        ),
        wrong(
            "last-fall-forgotten",
            "If the longest fall reaches the end of the curve, do you see it?",
            (
                "        if losses[j] >= losses[j - 1]:\n            start = j\n"
                "        elif j - start > longest:\n            best, longest = start, j - start\n",
                "        if losses[j] >= losses[j - 1]:\n"
                "            if j - 1 - start > longest:\n"
                "                best, longest = start, j - 1 - start\n            start = j\n",
            ),
        ),
        wrong(
            "longest-rise",
            "Your stretch goes up. Which way should the losses go?",
            ("losses[j] >= losses[j - 1]", "losses[j] <= losses[j - 1]"),
        ),
        wrong(
            "subsequence",
            "You let the fall skip points that rise: this is the rule of a well-known library. "
            "Our course wants neighbours that fall, one after the other. Is every step of yours "
            "one?",
            (
                "    start, best, longest = 0, 0, 0\n",
                "    length, origin = [0] * len(losses), list(range(len(losses)))\n"
                "    for j in range(len(losses)):\n"
                "        for i in range(j):\n"
                "            if losses[i] > losses[j] and length[i] + 1 > length[j]:\n"
                "                length[j], origin[j] = length[i] + 1, origin[i]\n"
                "    end = int(np.argmax(length))\n"
                "    return rates[origin[end] + (2 * (end - origin[end])) // 3]\n"
                "    start, best, longest = 0, 0, 0\n",
            ),
            kind="convention",
        ),
        wrong(
            "lowest-point",
            "That is the rate with the smallest loss. Where is the longest fall?",
            (RETURN, "return rates[np.argmin(losses)]"),
        ),
        wrong(
            "place-returned",
            "That is a place in the list. Which rate stands there?",
            (RETURN, "return best + (2 * longest) // 3"),
        ),
        wrong(
            "loss-returned",
            "That is a loss. Which rate belongs to it?",
            (RETURN, "return losses[best + (2 * longest) // 3]"),
        ),
    ),
    worked_example=worked_example("finds the longest fall in ten losses"),
)
