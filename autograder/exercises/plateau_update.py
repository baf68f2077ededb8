"""Reduce on plateau: patience, then a drop."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between, whole


def plateau_update(lr, best, bad, loss, factor, patience, min_lr=0.0):
    if loss < best:
        return lr, loss, 0
    bad = bad + 1
    if bad > patience:
        lr = max(lr * factor, min_lr)
        bad = 0
    return lr, best, bad


def _settings(rng):
    return {
        "lr": log_between(rng, 0.01, 0.5),
        "factor": between(rng, 0.2, 0.6),
        "patience": whole(rng, 3, 5),
    }


def _better_or_worse(rng):
    """Epochs long before patience ends: every count below it."""
    cases = []
    for _ in range(2):
        settings = _settings(rng)
        best = between(rng, 0.5, 2.0)
        for bad in range(settings["patience"]):
            cases.append(case(best=best, bad=bad, loss=best * between(rng, 1.1, 2.0), **settings))
            cases.append(case(best=best, bad=bad, loss=best * between(rng, 0.9, 0.999), **settings))
        cases.append(case("the first epoch", best=math.inf, bad=0, loss=best, **settings))
    return cases


def _patience(rng):
    """Around the end of patience, one count below, at, and above it."""
    cases = []
    for patience in (0, 1, 2, 4):
        settings = {**_settings(rng), "patience": patience}
        best = between(rng, 0.5, 2.0)
        for bad in range(max(0, patience - 2), patience + 1):
            cases.append(case(best=best, bad=bad, loss=best * 1.2, **settings))
            cases.append(case(best=best, bad=bad, loss=best * 0.8, **settings))
    return cases


def _ties_and_nan(rng):
    cases = []
    for loss in (1.0, math.nan, math.inf):
        for bad in (0, 1):
            settings = {**_settings(rng), "patience": 3}
            best = 2.0 * between(rng, 0.5, 1.0)
            value = best if loss == 1.0 else loss
            cases.append(case(best=best, bad=bad, loss=value, **settings))
            cases.append(case(best=best, bad=bad, loss=best * 0.8, **settings))
    return cases


def _floor(rng):
    """The rate stops at min_lr, also when it is there already."""
    cases = []
    for share in (0.9, 0.5, 1.0, 0.01):
        settings = {**_settings(rng), "patience": 2, "factor": between(rng, 0.2, 0.4)}
        best = between(rng, 0.5, 2.0)
        floor = share * settings["lr"]
        cases.append(case(best=best, bad=2, loss=2 * best, min_lr=floor, **settings))
    return cases


def _draw(update):
    """The rate while the loss falls and then stays."""
    lr, best, bad = 1.0, math.inf, 0
    for epoch in range(20):
        yield lr
        loss = max(0.9, 1.5 - 0.2 * epoch)
        lr, best, bad = update(lr, best, bad, loss, 0.5, 3)


wrong = wrong_versions(plateau_update)
BETTER = "if loss < best:"
FOUND = "return lr, loss, 0"
COUNT = "bad = bad + 1"
IMPATIENT = "if bad > patience:"
DROP = "lr = max(lr * factor, min_lr)"
RESET = "        bad = 0\n"

EXERCISE = Exercise(
    id="plateau_update",
    notebook="05_schedules_1",
    points=8,
    reference=plateau_update,
    results=(Part("lr"), Part("best"), Part("bad")),
    properties=(
        Property(
            "bookkeeping",
            "a new best loss is remembered and ends the count; any other epoch is counted",
            3,
            _better_or_worse,
            "What are lr, best and bad after a loss of 0.5, and then after one of 0.7?",
        ),
        Property(
            "patience",
            "the rate drops once there are more bad epochs than patience, and the count restarts",
            2,
            _patience,
            "With patience 2: after which bad epoch in a row does the rate drop? "
            "And what is the count then?",
            after=("bookkeeping",),
        ),
        Property(
            "ties-and-nan",
            "a tie or NaN is no improvement",
            2,
            _ties_and_nan,
            "Is a loss equal to the best a new best? And what does a comparison with NaN say?",
            after=("bookkeeping",),
        ),
        Property(
            "floor",
            "the rate never falls below `min_lr`",
            1,
            _floor,
            "What is the rate after a drop that would pass below `min_lr`?",
            parts=("lr",),
            after=("bookkeeping",),
        ),
    ),
    misconceptions=(
        wrong(
            "keras-patience",
            "This is Keras' way: the rate drops when the count reaches patience. Our course, "
            "as PyTorch, waits for one more. With patience 2, which bad epoch is that?",
            (IMPATIENT, "if bad >= patience:"),
            kind="convention",
        ),
        wrong(
            "count-not-restarted",
            "After the first drop your rate falls at every epoch. What happens to the count?",
            (RESET, ""),
        ),
        wrong(
            "count-survives-a-new-best",
            "A new best loss came. Are the bad epochs before it still counted?",
            (FOUND, "return lr, loss, bad"),
        ),
        wrong(
            "ties-are-better",
            "The loss is exactly the best so far. Is that an improvement?",
            (BETTER, "if loss <= best:"),
        ),
        wrong(
            "nan-is-better",
            "A comparison with NaN is always False. Which way do you ask: is it better, "
            "or is it worse?",
            (BETTER, "if not loss >= best:"),
        ),
        wrong(
            "nan-and-ties-are-better",
            "Neither a tie nor NaN is an improvement. Which question do you ask about the loss?",
            (BETTER, "if not loss > best:"),
        ),
        wrong(
            "nan-ignored",
            "An epoch that ends in NaN is not a good one. Does it count?",
            (BETTER, "if math.isnan(loss):\n        return lr, best, bad\n    " + BETTER),
        ),
        wrong(
            "larger-is-better",
            "This is for an accuracy. Is a larger loss better?",
            (BETTER, "if loss > best:"),
        ),
        wrong(
            "best-never-updated",
            "A better loss came. Which one will the next be compared with?",
            (FOUND, "return lr, best, 0"),
        ),
        wrong(
            "compared-with-the-last",
            "After a bad epoch, `best` holds a worse loss. Do you compare with the best one, or "
            "with the one before?",
            ("    return lr, best, bad", "    return lr, loss, bad"),
        ),
        wrong(
            "best-forgotten-at-the-drop",
            "After the drop your `best` is another one. Why should it be?",
            (RESET, RESET + "        best = loss\n"),
        ),
        wrong(
            "relative-threshold",
            "You ask for a clear improvement, as libraries do by default. Our course counts any. "
            "Is 0.999 below 1?",
            (BETTER, "if loss < best * (1 - 1e-4) - 0.005 * abs(best):"),
            kind="convention",
        ),
        wrong(
            "floor-ignored",
            "How low may the rate fall?",
            (DROP, "lr = lr * factor"),
        ),
        wrong(
            "floor-by-not-dropping",
            "A drop that would pass below the floor is left out in yours. Where should the "
            "rate land?",
            (DROP, "lr = lr * factor if lr * factor >= min_lr else lr"),
        ),
        wrong(
            "ceiling-for-floor",
            "Which of the two numbers is wanted: the larger or the smaller?",
            (DROP, "lr = min(lr * factor, min_lr)"),
        ),
        wrong(
            "drops-at-every-bad-epoch",
            "Your rate drops at once. What is `patience` for?",
            (IMPATIENT, "if True:"),
        ),
        wrong(
            "never-drops",
            "After many bad epochs your rate is what it was. Who changes it?",
            (DROP, "lr = lr"),
        ),
        wrong(
            "subtracts",
            "Is the rate made smaller by a factor, or by an amount?",
            (DROP, "lr = max(lr - factor, min_lr)"),
        ),
        wrong(
            "share-lost-for-share-kept",
            "With factor 0.1, is a tenth left, or is a tenth lost?",
            (DROP, "lr = max(lr * (1 - factor), min_lr)"),
        ),
        wrong(
            "not-counted",
            "A bad epoch passed. Is it in the count?",
            (COUNT, "bad = bad + 0"),
        ),
        wrong(
            "order-of-results",
            "The right numbers come back in another order. Which comes first?",
            ("return lr, best, bad", "return lr, bad, best"),
            (FOUND, "return lr, 0, loss"),
        ),
    ),
    worked_example=worked_example("follows six epochs in a table"),
    picture=Picture("Rate while the loss falls and then stays", "epoch", "rate", _draw),
)
