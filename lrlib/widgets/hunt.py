"""Find the bug: the learner writes a test that accepts right code and stops a published mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lrlib.finder import suggest_steepest
from lrlib.optimizers import OPTIMIZERS
from lrlib.schedules import SCHEDULES
from lrlib.widgets.yours import Function, Note


class Bug(NamedTuple):
    """The right code that a test must accept, and the story told when the bug is caught."""

    right: Function
    story: str


def hunt(name: str, test: Callable[[Function], Any], *, wrong: Function) -> Note:
    """Run the learner's test on right and on wrong code, and say whether it tells them apart.

    A test answers True when the function it is given behaves as it should; assertions will do too.

    >>> hunt("log_grid", lambda grid: True, wrong=lambda low, high, count: [1.0]).text
    'The bug got away: your test accepts the wrong code too. What differs?'
    """
    if name not in BUGS:
        raise ValueError(f"hunt needs the name of a bug, got {name!r}; one of {sorted(BUGS)}")
    passes_right, said = _verdict(test, BUGS[name].right)
    passes_wrong, _ = _verdict(test, wrong)
    if passes_right and not passes_wrong:
        return Note(
            f"Caught: your test accepts the right code and stops this one. {BUGS[name].story}"
        )
    if passes_right:
        return Note("The bug got away: your test accepts the wrong code too. What differs?")
    if passes_wrong:
        return Note(f"The wrong way round: your test refuses the right code ({said}).")
    return Note(f"Too strict: your test refuses the right code as well ({said}).")


def _verdict(test: Callable[[Function], Any], function: Function) -> tuple[bool, str]:
    try:
        answer = test(function)
    except AssertionError as error:
        return False, f"an assertion failed{f': {error}' if str(error) else ''}"
    except Exception as error:  # the learner's test: any error is possible, and is theirs to read
        return False, f"{type(error).__name__}: {error}"
    # a test made of assertions returns nothing when all of them hold
    return answer is None or bool(answer), f"it answered {answer}"


def _run(optimizer: str) -> Function:
    """All points of an optimizer's path, as the exercise gradient_descent returns them."""

    def path(grad_fn: Function, theta0: Any, lr: float, steps: int) -> Any:
        theta, chosen = np.array(theta0, dtype=float), OPTIMIZERS[optimizer]()
        points, state = [theta], chosen.init(theta)
        for _ in range(steps):
            theta, state = chosen.step(theta, grad_fn(theta), state, lr)
            points.append(theta)
        return np.array(points)

    return path


def _cosine(step: int, base: float, total: int, low: float = 0.0) -> Any:
    """The exercise cosine_annealing."""
    return SCHEDULES["cosine_annealing"](base, total, low)(step)


def _one_cycle_rates(peak: float, epochs: int, batches: int) -> Any:
    """The rate of every update of a training, one-cycle stepped after every batch."""
    schedule = SCHEDULES["one_cycle"](peak, epochs * batches)
    return np.array([schedule(step) for step in range(epochs * batches)])


def _layer_lrs(base: float, decay: float, layers: int) -> Any:
    """The exercise layer_lrs."""
    return base * decay ** np.arange(layers - 1, -1, -1.0)


def _diverged(losses: Any, factor: float = 10.0) -> bool:
    """Whether a loss is not finite or above factor times the first, as the exercise diverged."""
    history = np.asarray(losses, dtype=float)
    return bool(not np.isfinite(history).all() or (history > factor * history[0]).any())


def _each_as_it_is(batch_losses: Any) -> Any:
    """What a training step should report for each batch: the loss of this batch."""
    return np.array(batch_losses, dtype=float)


def _grows(grad_fn: Function, theta0: float, lr: float, steps: int = 1000) -> bool:
    """Whether a run of gradient descent leaves every bound: it is simulated, not deduced."""
    theta = theta0
    with np.errstate(all="ignore"):
        for _ in range(steps):
            theta = theta - lr * grad_fn(theta)
    return not abs(theta) < 1e6


def _steepest_of_the_finite(rates: Any, losses: Any) -> Any:
    """The rate where the loss falls fastest along log(rate), as if broken runs were not there."""
    rates, losses = np.asarray(rates, dtype=float), np.asarray(losses, dtype=float)
    finite = np.isfinite(losses)
    return suggest_steepest(rates[finite], losses[finite], 0, 0)


BUGS = {
    "log_grid": Bug(
        np.geomspace,
        "np.logspace wants exponents. In a tuning tool one search method took the bounds "
        "0.00001 and 0.003 for exponents, and tried rates just above 1 (microsoft/nni, issue 426).",
    ),
    "decay_off_by_one": Bug(
        _layer_lrs,
        "The head is right and the order is right; only the step from the head to the layer below "
        "it is squared. Neighbours must differ by the same factor everywhere. In practice, "
        "an author of ELECTRA guesses, it did not hurt.",
    ),
    "history_of_aliases": Bug(
        _run("sgd"),
        "`theta -= ...` changes the array that is already in the list, so every row is the last "
        "point. `theta = theta - ...` makes a new array; a copy does the same.",
    ),
    "clock_that_stands_still": Bug(
        _run("adam"),
        "The first step is right, so a test of one step lets it through. Two are enough if the "
        "second is compared as well.",
    ),
    "cosine_without_clamp": Bug(
        _cosine,
        "The formula alone is a wave. Asked beyond its horizon it climbs back to the base rate. "
        "One project asked a cosine planned in epochs after every batch, and trained through "
        "many waves that nobody had planned (ivadomed, issue 57).",
    ),
    "one_cycle_per_epoch": Bug(
        _one_cycle_rates,
        "The schedule counts updates and was asked once an epoch: the run ends on the first part "
        "of the climb. The largest rate of the run, or the last one, gives it away.",
    ),
    "nesterov_with_the_old_velocity": Bug(
        _run("nesterov"),
        "With the old velocity the step is rate × (new velocity): the plain heavy ball. That a run "
        "arrives proves nothing. The first step does: from rest, this form of Nesterov's method "
        "goes 1 + momentum times as far.",
    ),
    "nan_is_the_steepest": Bug(
        _steepest_of_the_finite,
        "`np.argmin` returns the place of the first NaN. The slope beside a NaN is NaN, so the "
        "suggestion is a rate at which the run was already lost. Take out the broken losses, and "
        "their rates with them, before any rule reads the curve.",
    ),
    "mean_of_all_batches": Bug(
        _each_as_it_is,
        "A mean of all batches so far moves less with every batch. One high loss after many low "
        "ones gives it away, and a blow-up is just that.",
    ),
    "negative_rate": Bug(
        _grows,
        "The rise of each step shrinks with the gradient, and infinitely many shrinking rises can "
        "stay below a bound. One loss with a top, such as a sine, refutes the proof.",
    ),
    "not_a_number": Bug(
        _diverged,
        "Every comparison with nan is false, so `nan > 10` never stops anything. Ask "
        "`np.isfinite` first, or write `not (loss <= limit)`.",
    ),
    "rate_inside_the_sum": Bug(
        _run("adagrad"),
        "The rate stands above and below the fraction line and cancels. Twice the rate must make "
        "twice the first step; here it makes the same one. GloVe's AdaGrad has it like this "
        "(stanfordnlp/GloVe, issue 134).",
    ),
    "schedule_used_up": Bug(
        SCHEDULES["exponential_decay"],
        "The schedule ignores the step and counts how often it was asked. Read twice, backwards or "
        "after a plot, it gives other rates. A pure function of the step cannot.",
    ),
}
