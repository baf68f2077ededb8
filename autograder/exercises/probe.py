"""The experiment that tells a wrong rate from other troubles: go on at three rates."""

import math

from autograder.core.checks import called_with
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.core.subject import Refused
from autograder.core.values import Token
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between, whole


def probe(train, checkpoint, lr):
    return train(checkpoint, lr / 10), train(checkpoint, lr), train(checkpoint, 10 * lr)


def _run(rng, lr, broken_above=math.inf, slope=None):
    """Losses that depend on the rate alone, smoothly; NaN above a rate."""
    sign = rng.choice([-1.0, 1.0]) if slope is None else slope
    tilt, bend = sign * between(rng, 0.15, 0.3), between(rng, 0.05, 0.1)
    checkpoint = Token(whole(rng, 1, 999))

    def callbacks():
        def train(checkpoint_, rate):
            if checkpoint_ != checkpoint:
                raise Refused("train(checkpoint, rate) needs the checkpoint that you were given")
            number = float(rate)
            if not number > 0 or number > broken_above:
                return math.nan
            away = math.log10(number / lr)
            return 1.0 + tilt * away + bend * away**2

        return {"train": lambda checkpoint, rate: train(checkpoint, rate)}

    return case(callbacks=callbacks, checkpoint=checkpoint, lr=lr)


def _healthy(rng):
    """Losses that fall with the rate, losses that rise with it, and either."""
    return [_run(rng, log_between(rng, 1e-4, 1.0), slope=slope) for slope in (-1, 1, None)]


def _breaking(rng):
    """One of the three rates, or two, blow up."""
    first, second = log_between(rng, 1e-3, 1.0), log_between(rng, 1e-3, 1.0)
    return [
        _run(rng, first, 3 * first),
        _run(rng, second, second / 3),
        _run(rng, log_between(rng, 1e-3, 1.0)),
    ]


wrong = wrong_versions(probe)
LOW, SAME, HIGH = (
    "train(checkpoint, lr / 10)",
    "train(checkpoint, lr)",
    "train(checkpoint, 10 * lr)",
)
RETURN = f"return {LOW}, {SAME}, {HIGH}"

EXERCISE = Exercise(
    id="probe",
    notebook="03_diagnosis",
    points=6,
    reference=probe,
    results=(Part("loss_low"), Part("loss_same"), Part("loss_high")),
    properties=(
        Property(
            "losses",
            "the three losses come back: at a tenth of the rate, at the rate, at ten times it",
            3,
            _healthy,
            "At which three rates is training continued, and in which order do the losses "
            "come back?",
        ),
        Property(
            "nan-kept",
            "a run that blows up is reported as it is",
            1,
            _breaking,
            "One of the three losses is NaN. Is that not exactly what you want to know?",
            after=("losses",),
        ),
        Property(
            "calls",
            "`train` is called once for each rate, the lowest first, from the same checkpoint",
            2,
            _healthy,
            "How often, in which order, and from where is training continued?",
            check=called_with("train"),
        ),
    ),
    misconceptions=(
        wrong(
            "high-first",
            "The losses are right. In which order were the three runs to be made?",
            (
                RETURN,
                f"high = {HIGH}\n    same = {SAME}\n    low = {LOW}\n    return low, same, high",
            ),
        ),
        wrong(
            "results-in-another-order",
            "Which loss comes first: that of the lowest rate or that of the highest?",
            (RETURN, f"return ({LOW}, {SAME}, {HIGH})[::-1]"),
        ),
        wrong(
            "factor-two",
            "Is twice the rate another rate on the log axis? Which factor was agreed?",
            ("lr / 10", "lr / 2"),
            ("10 * lr", "2 * lr"),
        ),
        wrong(
            "factor-hundred",
            "One step on the log axis: which factor was agreed?",
            ("lr / 10", "lr / 100"),
            ("10 * lr", "100 * lr"),
        ),
        wrong(
            "added-not-multiplied",
            "Rates live on a log axis. Do you add, or multiply?",
            ("lr / 10", "lr - 0.1 * lr"),
            ("10 * lr", "lr + 0.1 * lr"),
        ),
        wrong(
            "always-the-same-rate",
            "Three runs at the same rate: what can you learn from them?",
            ("lr / 10", "lr"),
            ("10 * lr", "lr"),
        ),
        wrong(
            "low-and-high-swapped",
            "Which of the two is the low rate: lr / 10 or 10 * lr?",
            (RETURN, f"return {HIGH}, {SAME}, {LOW}"),
        ),
        wrong(
            "fixed-rates",
            "Change `lr`: do the rates of your runs change?",
            ("lr / 10", "1e-3"),
            ("(checkpoint, lr)", "(checkpoint, 1e-2)"),
            ("10 * lr", "1e-1"),
        ),
        wrong(
            "continued-from-the-result",
            "Each of the three runs starts from the same checkpoint. From what does your second "
            "one start?",
            (
                RETURN,
                f"low = {LOW}\n    same = train(low, lr)\n"
                "    return low, same, train(same, 10 * lr)",
            ),
        ),
        wrong(
            "nan-made-infinite",
            "A loss came back as NaN, and you made something else of it. Who needs the truth?",
            (
                RETURN,
                f"losses = [{LOW}, {SAME}, {HIGH}]\n"
                "    return [np.inf if np.isnan(loss) else loss for loss in losses]",
            ),
        ),
        wrong(
            "nan-made-zero",
            "A loss of 0 is perfect. Is that what NaN means?",
            (RETURN, f"return np.nan_to_num([{LOW}, {SAME}, {HIGH}])"),
        ),
        wrong(
            "one-run-too-many",
            "The losses are right, but training was continued more than three times. "
            "It is expensive: which run was for nothing?",
            (RETURN, f"{SAME}\n    {RETURN}"),
        ),
        wrong(
            "sorted",
            "Sorted losses do not tell which rate was which. In which order are they due?",
            (RETURN, f"return sorted([{LOW}, {SAME}, {HIGH}])"),
        ),
    ),
    worked_example=worked_example("continues one checkpoint at three rates"),
)
