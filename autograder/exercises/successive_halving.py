"""Successive halving: train all a little, keep the best part, train that longer, and so on."""

import numpy as np

from autograder.core.checks import called_at_least_with, called_with_in_any_order
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import between, whole
from autograder.exercises._searches import one_rate


def successive_halving(evaluate, rates, steps, eta=2):
    while len(rates) > 1:
        losses = np.array([evaluate(rate, steps) for rate in rates])
        losses = np.where(np.isfinite(losses), losses, np.inf)
        keep = max(1, len(rates) // eta)
        best = np.argsort(losses, kind="stable")[:keep]
        rates = rates[np.sort(best)]
        steps = steps * eta
    return rates[0]


class Race:
    """Losses that fall with the steps: some rates are quick, others get farther in the end.

    loss = scale (offset + (x - slow)^2 + hurry (x - quick)^2 first_steps / steps),  x = log10(rate)
    Where `rate > top` and `steps >= late`, the run has blown up.
    """

    def __init__(self, rng, steps, top=np.inf, late=0, broken=np.nan):
        self.slow, self.quick = between(rng, -3.2, -2.2), between(rng, -1.8, -0.8)
        self.hurry, self.steps = between(rng, 1.5, 4.0), steps
        self.offset, self.scale = between(rng, 0.1, 0.5), 10.0 ** whole(rng, -2, 2)
        self.top, self.late, self.broken = top, late, broken

    def loss(self, rate, steps):
        """The loss of one rate after so many steps in total."""
        if not 0 < rate <= self.top and steps >= self.late:
            return self.broken
        x = np.log10(rate)
        hurry = self.hurry * (x - self.quick) ** 2 * self.steps / steps
        return float(self.scale * (self.offset + (x - self.slow) ** 2 + hurry))

    def evaluations(self):
        """Callbacks: {"evaluate": (rate, steps) -> loss}."""

        def evaluate(rate, steps):
            return self.loss(one_rate(rate, "evaluate"), max(one_rate(steps, "evaluate"), 1e-9))

        return {"evaluate": evaluate}


def _rates(rng, count):
    """Rates in no order, well apart."""
    exponents = np.linspace(-4.0, 0.0, count) + rng.uniform(-0.1, 0.1, count)
    return 10.0 ** rng.permutation(exponents)


def _clear(race, rates, steps, eta):
    """True if no round is close, and a slow starter wins if there is more than one round."""
    rounds, first = 0, rates[np.nanargmin([race.loss(rate, steps) for rate in rates])]
    while len(rates) > 1:
        losses = np.array([race.loss(rate, steps) for rate in rates])
        finite = np.sort(losses[np.isfinite(losses)])
        keep = max(1, len(rates) // eta)
        if len(finite) < keep or np.any(np.diff(finite) < 1e-3 * finite[1:]):
            return False
        order = np.argsort(np.where(np.isfinite(losses), losses, np.inf))
        rates, steps, rounds = rates[order[:keep]], steps * eta, rounds + 1
    return bool(rates[0] != first or rounds < 2)


def _race(rng, count, eta=None, **gap):
    """One case without near ties; eta None: left out, so 2."""
    while True:
        steps, rates = whole(rng, 3, 20), _rates(rng, count)
        options = dict(gap)
        if "late" in options:
            options["late"] = steps * gap["late"]
        if "top" in options:
            options["top"] = float(np.sort(rates)[-gap["top"]] * 0.99)
        race = Race(rng, steps, **options)
        if _clear(race, rates, steps, eta or 2):
            arguments = {"rates": rates, "steps": steps} | ({"eta": eta} if eta else {})
            return case(callbacks=race.evaluations, **arguments)


def _halving(rng):
    return [_race(rng, 8), _race(rng, 7), _race(rng, 11, 2)]


def _other_eta(rng):
    return [_race(rng, 9, 3), _race(rng, 14, 4), _race(rng, 4, 5)]


def _budgets(rng):
    lone = _rates(rng, 3)[:1]
    race = Race(rng, 5)
    single = case(callbacks=race.evaluations, rates=lone, steps=whole(rng, 3, 20))
    return [single, *(_race(rng, count) for count in (2, 3, 8))]


def _broken(rng):
    """Runs that blow up: at once, or only later, at the front of the list or elsewhere."""
    at_once = [(8, 4, np.nan), (9, 4, np.nan), (13, 5, np.nan), (8, 4, np.inf)]
    later = [_race(rng, 8, top=4, late=2, broken=broken) for broken in (np.nan, np.inf)]
    return [*(_race(rng, count, top=top, broken=gap) for count, top, gap in at_once), *later]


def _draw(halve):
    """The steps of every call: each round longer and with fewer calls."""
    taken = []

    def evaluate(rate, steps):
        taken.append(one_rate(steps, "evaluate"))
        return (np.log10(one_rate(rate, "evaluate")) + 2.0) ** 2 + 1.0 / taken[-1]

    halve(evaluate, np.geomspace(1e-4, 1.0, 16), 10)
    yield from taken


wrong = wrong_versions(successive_halving)
LOSSES = "losses = np.array([evaluate(rate, steps) for rate in rates])"
FINITE = "        losses = np.where(np.isfinite(losses), losses, np.inf)\n"
BEST = 'best = np.argsort(losses, kind="stable")[:keep]'
KEEP = "keep = max(1, len(rates) // eta)"
LONGER = "steps = steps * eta"

EXERCISE = Exercise(
    id="successive_halving",
    notebook="10_search",
    points=7,
    reference=successive_halving,
    results=(Part("the best rate"),),
    properties=(
        Property(
            "halving",
            "the better half goes on with twice the steps, until one rate is left",
            2,
            _halving,
            "Take four rates by hand: how many are left after each round, and after how many "
            "steps are they compared?",
            check=called_at_least_with("evaluate"),
        ),
        Property(
            "eta",
            "with another `eta`, one part in `eta` goes on with `eta` times the steps",
            1,
            _other_eta,
            "With nine rates and eta = 3: how many rates are left after each round?",
            check=called_at_least_with("evaluate"),
            after=("halving",),
        ),
        Property(
            "broken",
            "a loss that is not finite ranks last",
            2,
            _broken,
            "Where does NaN end up when you sort? Where should it?",
            after=("halving",),
        ),
        Property(
            "calls",
            "every survivor is evaluated once in each round, a single rate not at all",
            1,
            _budgets,
            "What is there to compare, if one rate is left?",
            check=called_with_in_any_order("evaluate"),
        ),
        inputs_stay(1, _halving),
    ),
    misconceptions=(
        wrong(
            "keeps-the-worst",
            "The rates with the largest losses go on in yours. Which ones should?",
            (BEST, 'best = np.argsort(-losses, kind="stable")[:keep]'),
        ),
        wrong(
            "keeps-the-first",
            "The front of the list goes on in yours. Do the losses have a say?",
            (BEST, "best = np.arange(keep)"),
        ),
        wrong(
            "never-longer",
            "All your rounds have the same number of steps. What do the survivors earn?",
            ("        " + LONGER + "\n", ""),
        ),
        wrong(
            "steps-added",
            "Your rounds have 1, 2, 3, ... times the steps. By what is the budget multiplied?",
            (LONGER, "steps = steps + first"),
            ("    while len", "    first = steps\n    while len"),
        ),
        wrong(
            "always-twice-the-steps",
            "The rates follow `eta` in yours, the steps do not. How many steps come next with 3?",
            (LONGER, "steps = steps * 2"),
        ),
        wrong(
            "always-half-of-the-rates",
            "The steps follow `eta` in yours, the rates do not. How many of nine go on if it is 3?",
            (KEEP, "keep = max(1, len(rates) // 2)"),
        ),
        wrong(
            "eta-ignored",
            "Call your function with eta = 2 and eta = 3: does anything change?",
            (KEEP, "keep = max(1, len(rates) // 2)"),
            (LONGER, "steps = steps * 2"),
        ),
        wrong(
            "fewer-steps-every-round",
            "Your survivors train less and less. What are the saved steps for?",
            (LONGER, "steps = max(1, steps // eta)"),
        ),
        wrong(
            "only-the-additional-steps",
            "`evaluate` counts the steps in total. Do you count only those that are new?",
            (LOSSES, "losses = np.array([evaluate(rate, steps - done) for rate in rates])"),
            (LONGER, "done, steps = steps, steps * eta"),
            ("    while len", "    done = 0\n    while len"),
        ),
        wrong(
            "steps-summed-up",
            "Your budget counts the steps of all rounds together. What does `steps` mean in the "
            "second round?",
            (LOSSES, "total += steps\n        " + LOSSES.replace("steps", "total")),
            ("    while len", "    total = 0\n    while len"),
        ),
        wrong(
            "rounded-up",
            "From seven rates, how many go on? Do you round down or up?",
            (KEEP, "keep = max(1, -(-len(rates) // eta))"),
            (LONGER, LONGER + "\n        if keep == len(rates):\n            break"),
        ),
        wrong(
            "none-left",
            "What is 4 // 5? And how many rates must be left at the end?",
            (KEEP, "keep = len(rates) // eta"),
        ),
        wrong(
            "one-is-dropped",
            "One rate goes per round in yours. How many should stay of eight?",
            (KEEP, "keep = len(rates) - 1"),
        ),
        wrong(
            "best-of-the-first-round",
            "Your winner is known after one round. Can a slow starter still win?",
            (KEEP, "keep = 1"),
        ),
        wrong(
            "all-in-every-round",
            "Every rate is trained in every round. What did the others go home for?",
            (
                "    while len(rates) > 1:\n",
                "    every, left = rates, len(rates)\n    while left > 1:\n",
            ),
            (KEEP, "keep = left = max(1, left // eta)"),
            ("rates = rates[np.sort(best)]", "winner = every[best[0]]"),
            ("return rates[0]", "return winner if len(every) > 1 else rates[0]"),
        ),
        wrong(
            "nan-wins",
            "A run that blew up goes on. What did you turn its loss into?",
            ("np.where(np.isfinite(losses), losses, np.inf)", "np.nan_to_num(losses)"),
        ),
        wrong(
            "infinity-as-zero",
            "A run that blew up goes on. Which number stands for an infinite loss in yours?",
            (
                "np.where(np.isfinite(losses), losses, np.inf)",
                "np.where(np.isfinite(losses), losses, 0.0)",
            ),
        ),
        wrong(
            "sorted-with-nan",
            "Python's `sorted` loses its way where a loss is NaN. Which loss could stand in "
            "its place?",
            (FINITE, ""),
            (BEST, "best = sorted(range(len(rates)), key=lambda i: losses[i])[:keep]"),
        ),
        wrong(
            "loss-returned",
            "What came back is a loss. What was asked for?",
            ("    return rates[0]", "        result = losses[best[0]]\n    return result"),
            ("    while len", "    result = rates[0]\n    while len"),
        ),
        wrong(
            "array-returned",
            "One rate is asked for. How many are in what came back, and in which shape?",
            ("return rates[0]", "return rates"),
        ),
        wrong(
            "place-returned",
            "What came back is a place in the list. Which rate stands there?",
            ("    while len", "    every = rates\n    while len"),
            ("return rates[0]", "return int(np.argmin(np.abs(every - rates[0])))"),
        ),
        wrong(
            "winner-evaluated-again",
            "The rate is right, but the winner was evaluated once more. What for?",
            ("return rates[0]", "evaluate(rates[0], steps)\n    return rates[0]"),
        ),
        wrong(
            "lone-rate-evaluated",
            "The rate is right, but a rate without a rival was evaluated, too. What for?",
            (
                "    while len",
                "    if len(rates) == 1:\n        evaluate(rates[0], steps)\n    while len",
            ),
        ),
        wrong(
            "every-rate-twice",
            "The rate is right, but each one was evaluated twice a round. Can you keep the losses?",
            (LOSSES, LOSSES + "\n        " + LOSSES),
        ),
        wrong(
            "sorts-the-rates-in-place",
            "The rate is right, but the caller's `rates` are in another order now. What is the "
            "difference between `rates.sort()` and `np.sort(rates)`?",
            ("    while len", "    rates.sort()\n    while len"),
        ),
    ),
    worked_example=worked_example("halves eight rates by hand"),
    picture=Picture("Sixteen rates: how long each call trains", "call", "steps", _draw, log=True),
)
