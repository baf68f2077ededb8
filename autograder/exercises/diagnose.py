"""From three losses to a name: too high, too low, or not the rate."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between


def diagnose(loss_low, loss_same, loss_high):
    def helps(loss):
        if not math.isfinite(loss):
            return False
        return not math.isfinite(loss_same) or loss < 0.9 * loss_same

    if helps(loss_low) and helps(loss_high):
        return "too high" if loss_low < loss_high else "too low"
    if helps(loss_low):
        return "too high"
    return "too low" if helps(loss_high) else "not the rate"


def _case(low, same, high):
    return case(loss_low=low, loss_same=same, loss_high=high)


def _one_helps(rng):
    """Large and small losses; an improvement of a twentieth is none."""
    cases = []
    for low, high in ((0.01, 0.05), (20.0, 100.0)):
        same = log_between(rng, low, high)
        better, worse = same * between(rng, 0.3, 0.8), same * between(rng, 1.1, 4.0)
        little = same * between(rng, 0.93, 0.97)
        cases += [
            _case(better, same, worse),
            _case(worse, same, better),
            _case(better, same, little),
            _case(little, same, better),
            _case(little, same, worse),
            _case(worse, same, little),
            _case(little, same, little * 0.99),
            _case(1.04 * same, same, worse),
            _case(worse, same, 2 * worse),
        ]
    return cases


def _both_help(rng):
    cases = []
    for _ in range(2):
        same = log_between(rng, 1.0, 100.0)
        good, best = same * between(rng, 0.5, 0.8), same * between(rng, 0.1, 0.4)
        cases += [_case(best, same, good), _case(good, same, best)]
    return cases


def _not_finite(rng):
    nan, inf = math.nan, math.inf
    same = log_between(rng, 1.0, 10.0)
    better, worse = same * between(rng, 0.3, 0.8), same * between(rng, 1.2, 3.0)
    return [
        _case(better, nan, nan),
        _case(worse, inf, inf),
        _case(nan, nan, same),
        _case(nan, same, better),
        _case(better, same, nan),
        _case(worse, same, nan),
        _case(nan, same, worse),
        _case(worse, same, inf),
        _case(nan, nan, nan),
        _case(inf, inf, inf),
        _case(nan, inf, nan),
    ]


def _two_rescue(rng):
    same = log_between(rng, 0.1, 10.0)
    better, worse = same * between(rng, 0.3, 0.8), same * between(rng, 1.1, 3.0)
    return [
        _case(better, math.nan, worse),
        _case(worse, math.nan, better),
        _case(better, math.inf, worse),
        _case(worse, math.inf, better),
    ]


wrong = wrong_versions(diagnose)
THRESHOLD = "loss < 0.9 * loss_same"
BOTH = '        return "too high" if loss_low < loss_high else "too low"\n'
BOTH_BLOCK = "    if helps(loss_low) and helps(loss_high):\n" + BOTH
UNFINISHED = "        if not math.isfinite(loss):\n            return False\n"

EXERCISE = Exercise(
    id="diagnose",
    notebook="03_diagnosis",
    points=8,
    reference=diagnose,
    results=(Part("the name"),),
    properties=(
        Property(
            "one-helps",
            "the rate is named if exactly one of the two others clearly helps",
            3,
            _one_helps,
            "If a tenth of the rate helps, was the rate too high or too low? And by how much "
            "must a loss fall to count?",
        ),
        Property(
            "both-help",
            "if both help, the better one decides",
            2,
            _both_help,
            "Both a lower and a higher rate help. Which of them helps more?",
        ),
        Property(
            "not-finite",
            "runs that blow up are judged as such",
            2,
            _not_finite,
            "Can a run that ended in NaN help? And if the present rate blows up, what helps?",
        ),
        Property(
            "two-rescue",
            "if the present rate blows up and two others do not, the better one decides",
            1,
            _two_rescue,
            "Only the present rate blows up. Which of the two others helps more?",
            after=("both-help", "not-finite"),
        ),
    ),
    misconceptions=(
        wrong(
            "names-swapped",
            "If a tenth of the rate makes it better, was the rate too high or too low?",
            ('"too high"', '"?"'),
            ('"too low"', '"too high"'),
            ('"?"', '"too low"'),
        ),
        wrong(
            "any-improvement",
            "A loss of 0.97 after 1.00: is that the rate, or chance? From where on does it count?",
            (THRESHOLD, "loss < loss_same"),
        ),
        wrong(
            "threshold-upside-down",
            "Does a loss that is a little larger than before help? Look at the 0.9 again: "
            "which side is it on?",
            (THRESHOLD, "0.9 * loss < loss_same"),
        ),
        wrong(
            "difference-for-ratio",
            "Losses can be large or small. Is a fall by 0.1 the same as a fall by a tenth?",
            (THRESHOLD, "loss < loss_same - 0.1"),
        ),
        wrong(
            "worse-helps",
            "Does a larger loss help? Which way does your comparison point?",
            (THRESHOLD, "loss > 0.9 * loss_same"),
        ),
        wrong(
            "low-always-wins",
            "If both help, you always name the same one. Which helps more?",
            (BOTH_BLOCK, ""),
        ),
        wrong(
            "high-always-wins",
            "If both help, you name the rate too low every time. What if the low rate helps more?",
            (BOTH, '        return "too low"\n'),
        ),
        wrong(
            "both-is-neither",
            "If both help, it is a matter of the rate. Which name fits the better one?",
            (BOTH, '        return "not the rate"\n'),
        ),
        wrong(
            "larger-loss-wins",
            "If both help, which is better: the smaller loss or the larger?",
            ("loss_low < loss_high", "loss_low > loss_high"),
        ),
        wrong(
            "broken-run-not-rescued",
            "The present rate ends in NaN, another one does not. Does that help? "
            "What does a comparison with NaN say?",
            ("not math.isfinite(loss_same) or ", ""),
        ),
        wrong(
            "broken-run-helps",
            "Can a run that blew up itself be of help?",
            (UNFINISHED, ""),
        ),
        wrong(
            "every-break-is-too-high",
            "A run that blows up at ten times the rate is no surprise. Does it mean that the "
            "present rate is too high?",
            (
                "    if helps(loss_low) and",
                '    if not math.isfinite(loss_high):\n        return "too high"\n'
                "    if helps(loss_low) and",
            ),
        ),
        wrong(
            "two-rescues-are-too-high",
            "Only the present rate blows up. Is the lower one the better one, in every case?",
            (
                "    if helps(loss_low) and",
                "    if not math.isfinite(loss_same) and helps(loss_low):\n"
                '        return "too high"\n    if helps(loss_low) and',
            ),
        ),
        wrong(
            "all-broken-is-too-high",
            "All three blew up. Did a lower rate help?",
            (
                "    if helps(loss_low) and",
                "    if not (math.isfinite(loss_low) or math.isfinite(loss_same)\n"
                '            or math.isfinite(loss_high)):\n        return "too high"\n'
                "    if helps(loss_low) and",
            ),
        ),
        wrong(
            "spelling",
            "Compare the names letter by letter with those in the text.",
            ('"too high"', '"too_high"'),
            ('"too low"', '"too_low"'),
            ('"not the rate"', '"not_the_rate"'),
        ),
    ),
    worked_example=worked_example("reads three probes"),
)
