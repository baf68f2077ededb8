"""The learning-rate range test: one run with a rising rate that leaves the model as it was."""

import numpy as np

from autograder.core.checks import called_times
from autograder.core.compare import Mismatch, Part
from autograder.core.exercise import Exercise, Property, case
from autograder.core.subject import Refused
from autograder.core.values import Token
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between, whole


def range_test(train_step, save, restore, low, high, count, stop_factor=4.0):
    snapshot = save()
    rates, losses, best = [], [], np.inf
    for k in range(count):
        rate = low * (high / low) ** (k / (count - 1))
        loss = train_step(rate)
        if not np.isfinite(loss) or loss > stop_factor * best:
            break
        rates.append(rate)
        losses.append(loss)
        best = min(best, loss)
    restore(snapshot)
    return np.array(rates), np.array(losses)


class Model:
    """A run whose losses are written down beforehand: the k-th step gives the k-th loss."""

    def __init__(self, rng, losses):
        self.losses = [float(loss) for loss in losses]
        self.first_snapshot = whole(rng, 1, 900)

    def callbacks(self):
        """Callbacks: train_step(rate), save(), restore(snapshot)."""
        taken, saved = [], []

        def train_step(rate):
            if np.shape(rate) != () or not float(rate) > 0:
                raise Refused("train_step(rate) needs one rate above 0")
            taken.append(rate)
            return self.losses[min(len(taken), len(self.losses)) - 1]

        def save():
            saved.append(Token(self.first_snapshot + len(saved)))
            return saved[-1]

        def restore(snapshot):
            if snapshot not in saved:
                raise Refused("restore(snapshot) needs what save() returned")
            return True

        return {"train_step": train_step, "save": save, "restore": restore}


def _case(rng, losses, **options):
    low, high = log_between(rng, 1e-6, 1e-4), log_between(rng, 1.0, 10.0)
    settings = {"low": low, "high": high, "count": len(losses), **options}
    return case(callbacks=Model(rng, losses).callbacks, **settings)


def _calm(rng, count):
    """Losses that never rise far."""
    return 3.0 * 0.9 ** np.arange(count) * rng.uniform(0.95, 1.05, count)


def _with(losses, place, *values):
    losses = losses.copy()
    losses[place : place + len(values)] = values
    return losses


def _to_the_end(rng):
    return [_case(rng, _calm(rng, count)) for count in (6, 9, 12)]


def _stopped(rng):
    """Blow-ups of every kind, and rises that are not large enough."""
    calm = _calm(rng, 10)
    best = calm[:6].min()
    return [
        _case(rng, _with(calm, 6, 4.6 * best)),
        _case(rng, _with(calm, 6, 3.4 * best)),
        _case(rng, _with(calm, 5, 2.2 * best, 5.5 * best, 1.1 * best)),
        _case(rng, _with(calm, 4, 2.0, 3.9, 7.6, 15.0, 30.0, 60.0)),
        _case(rng, _with(calm, 7, np.nan)),
        _case(rng, _with(calm, 5, np.inf)),
        _case(rng, _with(calm, 1, 1.3 * calm[0])),
        _case(rng, [*calm[:4], 11.0 * calm[0], *calm[4:]]),
    ]


def _first_and_factor(rng):
    calm = _calm(rng, 7)
    best = calm[:4].min()
    return [
        _case(rng, calm),
        _case(rng, _with(calm, 0, np.nan)),
        _case(rng, _with(calm, 0, np.inf)),
        _case(rng, _with(calm, 4, 2.6 * best), stop_factor=between(rng, 2.2, 2.4)),
        _case(rng, _with(calm, 4, 6.0 * best), stop_factor=between(rng, 7.0, 9.0)),
    ]


def _saved_and_restored(call):
    """save() once and first; restore() once and last, with what save() returned."""
    log = call.yours.log
    order = [entry.callback for entry in log]
    if order.count("save") != 1 or order[0] != "save":
        said = "`save()` is due once, before the first step."
    elif order.count("restore") != 1 or order[-1] != "restore":
        said = "`restore(snapshot)` is due once, at the very end, however the run stopped."
    elif log[-1].args != (log[0].result,):
        said = "`restore` is due with what `save()` returned."
    else:
        return None
    return Mismatch("value", "The numbers are right, but " + said)


wrong = wrong_versions(range_test)
RATE = "rate = low * (high / low) ** (k / (count - 1))"
STOP = "if not np.isfinite(loss) or loss > stop_factor * best:"
BEST = "best = min(best, loss)"
RESTORE = "    restore(snapshot)\n"

EXERCISE = Exercise(
    id="range_test",
    notebook="09_lr_finder",
    points=8,
    reference=range_test,
    results=(Part("rates"), Part("losses")),
    properties=(
        Property(
            "whole-run",
            "`count` rates, evenly spaced on the log axis, each with its own loss",
            2,
            _to_the_end,
            "Which rate has the first step, which the last, and which loss belongs to it?",
        ),
        Property(
            "stop",
            "the run stops at the first blow-up, which is not kept",
            2,
            _stopped,
            "With which loss is a new one compared? And what does a comparison with NaN say?",
            after=("whole-run",),
        ),
        Property(
            "first-and-factor",
            "a first loss that is not finite leaves nothing; the stop factor can be changed",
            1,
            _first_and_factor,
            "What comes back if the very first loss is NaN? And with another stop factor?",
            after=("whole-run",),
        ),
        Property(
            "save-and-restore",
            "the model is saved once before, and restored once at the end, however it ends",
            2,
            _stopped,
            "What does the model look like after your test, if the run has blown up?",
            check=_saved_and_restored,
        ),
        Property(
            "no-step-more",
            "no step is taken after the one that blew up",
            1,
            _stopped,
            "Does training go on after the run has blown up?",
            check=called_times("train_step"),
        ),
    ),
    misconceptions=(
        wrong(
            "linear-rates",
            "Your rates have equal differences, so that hardly any is small. What should be "
            "equal on the log axis?",
            (RATE, "rate = low + (high - low) * k / (count - 1)"),
        ),
        wrong(
            "end-not-reached",
            "Your last rate does not reach `high`. How many gaps are there between `count` rates?",
            (RATE, "rate = low * (high / low) ** (k / count)"),
        ),
        wrong(
            "fixed-factor",
            "Your rate grows by a fixed factor. Does it reach `high` after `count` steps?",
            (RATE, "rate = low * 1.1**k"),
        ),
        wrong(
            "one-step-too-many",
            "Count your steps: how many were asked for?",
            ("range(count)", "range(count + 1)"),
        ),
        wrong(
            "loss-with-the-next-rate",
            "Each loss stands beside the rate of the next step. Which rate was it made with?",
            ("rates.append(rate)", "rates.append(low * (high / low) ** ((k + 1) / (count - 1)))"),
        ),
        wrong(
            "nan-not-noticed",
            "Your run goes on through NaN. What does `nan > 4` say?",
            (STOP, "if loss > stop_factor * best:"),
        ),
        wrong(
            "blow-up-kept",
            "The loss that stopped the run is in your result. Was it to be kept?",
            (
                "            break\n        rates.append(rate)\n        losses.append(loss)\n",
                "            rates.append(rate)\n            losses.append(loss)\n"
                "            break\n        rates.append(rate)\n        losses.append(loss)\n",
            ),
        ),
        wrong(
            "never-stops",
            "Your run never stops before the end. When should it?",
            (STOP, "if False:"),
        ),
        wrong(
            "only-nan-stops",
            "NaN stops your run. What about a loss that is far above the best one?",
            (STOP, "if not np.isfinite(loss):"),
        ),
        wrong(
            "compared-with-the-first",
            "A good run falls far below its start. With which loss is a new one compared?",
            (BEST, "best = losses[0]"),
        ),
        wrong(
            "compared-with-the-one-before",
            "A loss can rise in small steps, and still far. With which loss is it compared?",
            (BEST, "best = loss"),
        ),
        wrong(
            "compared-with-the-largest",
            "The best loss so far: is that the largest, or the smallest?",
            (BEST, "best = max(losses)"),
        ),
        wrong(
            "best-starts-at-zero",
            "Nothing came back. What is the best loss before the first one, and what is four "
            "times that?",
            ("best = [], [], np.inf", "best = [], [], 0.0"),
        ),
        wrong(
            "any-rise-stops",
            "Every small rise stops your run. What is `stop_factor` for?",
            (STOP, "if not np.isfinite(loss) or loss > best:"),
        ),
        wrong(
            "factor-hard-coded",
            "Call your function with another `stop_factor`: does anything change?",
            (STOP, "if not np.isfinite(loss) or loss > 4.0 * best:"),
        ),
        wrong(
            "first-loss-always-kept",
            "The very first loss is NaN, and you keep it. Is it finite?",
            (STOP, "if losses and (not np.isfinite(loss) or loss > stop_factor * best):"),
        ),
        wrong(
            "restore-forgotten",
            "The numbers are right. What does the model look like after your test?",
            (RESTORE, ""),
        ),
        wrong(
            "restored-only-after-a-whole-run",
            "If the run blows up, who restores the model?",
            (
                "            break\n",
                "            return np.array(rates), np.array(losses)\n",
            ),
        ),
        wrong(
            "saved-too-late",
            "You save the model after it has been trained. What is restored then?",
            ("    snapshot = save()\n", ""),
            (RESTORE, "    snapshot = save()\n    restore(snapshot)\n"),
        ),
        wrong(
            "saved-at-every-step",
            "You save the model at every step. Which of these is the one from before the test?",
            (
                "        loss = train_step(rate)\n",
                "        snapshot = save()\n        loss = train_step(rate)\n",
            ),
        ),
        wrong(
            "restored-at-every-step",
            "You restore the model at every step. Is it one run with a rising rate then?",
            (
                "        loss = train_step(rate)\n",
                "        loss = train_step(rate)\n        restore(snapshot)\n",
            ),
        ),
        wrong(
            "goes-on-after-the-blow-up",
            "The result is right, but training went on after the blow-up. What ends a loop?",
            (
                "    rates, losses, best = [], [], np.inf\n",
                "    rates, losses, best, over = [], [], np.inf, False\n",
            ),
            (
                "            break\n        rates",
                "            over = True\n        if over:\n            continue\n        rates",
            ),
        ),
        wrong(
            "order-of-results",
            "The right numbers come back in another order. Which comes first?",
            (
                "return np.array(rates), np.array(losses)",
                "return np.array(losses), np.array(rates)",
            ),
        ),
    ),
    worked_example=worked_example("runs a test of four steps on paper"),
)
