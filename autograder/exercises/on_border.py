"""Is the best rate at the edge of what was tried? Then the best one may lie outside."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, whole


def on_border(rates, losses):
    finite = np.isfinite(losses)
    if not finite.any():
        return False
    best = rates[np.argmin(np.where(finite, losses, np.inf))]
    return bool(best in (np.min(rates), np.max(rates)))


def _search(rng, best, broken=(), first=None, place=0):
    """One search, shuffled. The best loss is at rank `best`; ranks in `broken` blew up.

    first : the rank that stands at `place` in the list, None: any
    """
    count = 8
    rates = 10.0 ** (np.linspace(-5, 0, count) + rng.uniform(-0.3, 0.3, count))
    losses = 10.0 ** whole(rng, -2, 2) * rng.permutation(np.linspace(1.5, 3.0, count))
    losses[best % count] = np.min(losses) * between(rng, 0.3, 0.6)
    for number, rank in enumerate(broken):
        losses[rank % count] = (np.nan, np.inf)[number % 2]
    order = rng.permutation(count)
    if first is not None:
        at = int(np.flatnonzero(order == first % count)[0])
        order[[place, at]] = order[[at, place]]
    return case(rates=rates[order], losses=losses[order])


def _any_order(rng):
    inside = [_search(rng, best, (), best, place) for best, place in ((1, 0), (-2, -1), (3, 2))]
    lowest = [_search(rng, 0, (), 0, place) for place in (0, 2, 3)]
    highest = [_search(rng, -1, (), -1, place) for place in (-1, 2, 3)]
    return [*inside, *lowest, *highest]


def _broken(rng):
    """Runs that blew up: they never win, but their rates were tried."""
    return [
        _search(rng, 3, broken=(-1, -2)),
        _search(rng, -3, broken=(-2, -1)),
        _search(rng, 2, broken=(0, 1)),
        _search(rng, 0, broken=(2, -2, -1)),
        _search(rng, -1, broken=(1, 0, 2)),
        _search(rng, 3, broken=range(8), first=0),
        _search(rng, 3, broken=range(8), first=2),
    ]


wrong = wrong_versions(on_border)
FINITE = "finite = np.isfinite(losses)"
NONE = "    if not finite.any():\n        return False\n"
BEST = "best = rates[np.argmin(np.where(finite, losses, np.inf))]"
RETURN = "return bool(best in (np.min(rates), np.max(rates)))"

EXERCISE = Exercise(
    id="on_border",
    notebook="10_search",
    points=2,
    reference=on_border,
    results=(Part("the answer"),),
    properties=(
        Property(
            "any-order",
            "whether the best loss is at the smallest or the largest rate, in any order",
            1,
            _any_order,
            "Which rate has the smallest loss? Is any other rate smaller, is any other larger?",
        ),
        Property(
            "broken",
            "a loss that is not finite never wins, but its rate was tried",
            1,
            _broken,
            "Runs blew up at the largest rates. Which rate is the best, and is it the largest of "
            "those that you tried?",
            after=("any-order",),
        ),
    ),
    misconceptions=(
        wrong(
            "first-or-last-in-the-list",
            "Shuffle the list: is the border still at its ends?",
            (RETURN, "return bool(best in (rates[0], rates[-1]))"),
        ),
        wrong(
            "only-the-largest",
            "Could the best rate be at the small end, too? Would you search wider then?",
            (RETURN, "return bool(best == np.max(rates))"),
        ),
        wrong(
            "only-the-smallest",
            "Could the best rate be at the large end, too? Would you search wider then?",
            (RETURN, "return bool(best == np.min(rates))"),
        ),
        wrong(
            "turned-around",
            "You say True when the best rate lies inside. What was asked?",
            (RETURN, "return bool(best not in (np.min(rates), np.max(rates)))"),
        ),
        wrong(
            "largest-loss",
            "You ask where the largest loss is. Which one is the best?",
            (BEST, "best = rates[np.argmax(np.where(finite, losses, -np.inf))]"),
        ),
        wrong(
            "border-of-the-finite-ones",
            "Runs blew up above your best rate. Does it help to search there again?",
            (RETURN, "return bool(best in (np.min(rates[finite]), np.max(rates[finite])))"),
        ),
        wrong(
            "nan-wins",
            "What does `numpy.argmin` say of a list with a NaN in it?",
            (BEST, "best = rates[np.argmin(losses)]"),
        ),
        wrong(
            "nan-wins-among-none",
            "What does `numpy.argmin` say of a list with a NaN in it, and if all of it is NaN?",
            (BEST, "best = rates[np.argmin(losses)]"),
            (NONE, ""),
        ),
        wrong(
            "first-when-none-is-finite",
            "All runs blew up, and yours looks at the first one. Is that the best rate?",
            (NONE, ""),
        ),
        wrong(
            "true-when-none-is-finite",
            "All runs blew up. Is there a best rate that could be at the border?",
            ("return False", "return True"),
        ),
        wrong(
            "nan-when-none-is-finite",
            "True or False is asked for. What came back when all runs blew up?",
            ("return False", "return np.nan"),
        ),
        wrong(
            "error-when-none-is-finite",
            "All runs blew up, and your function did, too. What should come back?",
            (NONE, ""),
            (BEST, "best = rates[finite][np.argmin(losses[finite])]"),
        ),
        wrong(
            "false-if-any-run-blew-up",
            "One run blew up. Do the others not count any more?",
            ("if not finite.any()", "if not finite.all()"),
        ),
        wrong(
            "second-place-counts-too",
            "Your border is two rates wide. Which rates lie at the edge of what was tried?",
            (
                RETURN,
                "rank = np.sum(rates < best)\n    return bool(rank < 2 or rank > len(rates) - 3)",
            ),
        ),
        wrong(
            "the-rate-itself",
            "What came back is a rate. What was asked: which one, or whether?",
            (RETURN, "return best"),
        ),
    ),
    worked_example=worked_example("looks at a search whose best rate is the largest one"),
)
