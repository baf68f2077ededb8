"""Backtracking: shrink the rate until the loss falls by enough (Armijo)."""

import numpy as np

from autograder.core.compare import Mismatch, Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import array, between, positive
from autograder.exercises._functions import point


def backtracking_lr(loss_fn, theta, grad, lr0, c=1e-4, shrink=0.5):
    loss = loss_fn(theta)
    square = np.sum(grad**2)
    lr = lr0
    for _ in range(60):
        new = loss_fn(theta - lr * grad)
        if np.isfinite(new) and new <= loss - c * lr * square:
            return lr
        lr = lr * shrink
    return 0.0


def _case(rng, tries, wall=None, broken=np.nan, near=None, **options):
    """A bowl on which the rate after `tries` shrinks is the first that passes.

    Along the gradient the loss falls enough up to lr = 2 (1 - c) / a, if a is the curvature.
    near : the first rate, in units of the largest one that lowers the loss at all
    wall : in units of that limit, beyond which the loss is `broken`
    """
    c, shrink = options.get("c", 1e-4), options.get("shrink", 0.5)
    curvature = between(rng, 1.5, 3.0)
    limit = 2 * (1 - c) / curvature
    start = array(rng, (3,), 1.0, 2.0)  # a gradient far from length 1, whose square shows
    grad = curvature * start
    size = np.sqrt(np.sum(start**2))

    def callbacks():
        def loss_fn(theta):
            x = point(theta, start.shape, "loss_fn")
            # How far along the way from the start: 0 at the start, 1 at the bottom.
            away = np.sqrt(np.sum((x - start) ** 2)) / size
            if wall is not None and away / curvature > wall * limit:
                return broken
            return float(curvature * np.sum(x**2) / 2) + 3.0

        return {"loss_fn": loss_fn}

    lr0 = limit * shrink ** (0.5 - tries) if near is None else 2 / curvature * near
    return case(callbacks=callbacks, theta=start, grad=grad, lr0=lr0, **options)


def _few_tries(rng):
    """With the usual options and with others; the first rate passes, or a later one."""
    other = {"c": between(rng, 0.42, 0.47), "shrink": between(rng, 0.6, 0.62)}
    return [
        _case(rng, 0),
        _case(rng, 1),
        _case(rng, 3),
        _case(rng, 3, **other),
        _case(rng, 0, near=1 - 0.5e-4),
        _case(rng, 0, near=1 - 1.5e-4),
        _case(rng, 0, near=0.95, c=0.5),
        _case(rng, 5, c=between(rng, 0.1, 0.2)),
        _case(rng, 4, shrink=between(rng, 0.2, 0.3)),
    ]


def _broken(rng):
    """Rates beyond a wall give NaN or an infinity, which may be a negative one."""
    return [
        _case(rng, 2),
        *(_case(rng, 4, wall=1.5, broken=value) for value in (np.nan, np.inf, -np.inf)),
        *(_case(rng, 2, wall=0.1, broken=value) for value in (np.nan, -np.inf)),
    ]


def _many_tries(rng):
    """Up to sixty tries; the wrong direction never passes."""
    start = positive(rng, (3,))

    def uphill():
        return {"loss_fn": lambda theta: float(np.sum(point(theta, (3,), "loss_fn") ** 2))}

    return [
        _case(rng, 2),
        _case(rng, 59, shrink=0.9),
        _case(rng, 60, shrink=0.9),
        _case(rng, 61, shrink=0.9),
        case("never", callbacks=uphill, theta=start, grad=-2 * start, lr0=1.0, shrink=0.9),
    ]


def _at_most_61(call):
    calls = len(call.yours.calls_of("loss_fn"))
    if calls <= 61:
        return None
    said = "The rate is right, but `loss_fn` was called more than 61 times."
    return Mismatch("calls", said, f"{calls} times", "at most 61 times")


wrong = wrong_versions(backtracking_lr)
ARMIJO = "new <= loss - c * lr * square"
FINITE = "np.isfinite(new) and "

EXERCISE = Exercise(
    id="backtracking_lr",
    notebook="11_edge_and_capstone",
    points=4,
    reference=backtracking_lr,
    results=(Part("the rate", state=True),),
    properties=(
        Property(
            "armijo",
            "the first rate that lowers the loss by enough",
            2,
            _few_tries,
            "How much lower must the loss be for a rate to pass? And which rate is tried first?",
        ),
        Property(
            "broken",
            "a loss that is not finite never passes",
            1,
            _broken,
            "Is minus infinity a low enough loss? And which way do you ask about NaN?",
            after=("armijo",),
        ),
        Property(
            "sixty-tries",
            "0.0 after sixty tries, with at most 61 calls of `loss_fn`",
            1,
            _many_tries,
            "How many rates have been tried when you give up, and how often is the loss at "
            "`theta` computed?",
            check=_at_most_61,
            after=("armijo",),
        ),
    ),
    misconceptions=(
        wrong(
            "any-decrease",
            "Any decrease is enough in yours. What is `c` for?",
            (ARMIJO, "new <= loss"),
        ),
        wrong(
            "sign-of-the-demand",
            "You let the loss rise a little. Must the new one be below or above the old?",
            (ARMIJO, "new <= loss + c * lr * square"),
        ),
        wrong(
            "length-not-squared",
            "The slope along the step is the squared length of the gradient. Which power do you "
            "use?",
            ("square = np.sum(grad**2)", "square = np.sqrt(np.sum(grad**2))"),
        ),
        wrong(
            "rate-forgotten-in-the-demand",
            "Should a shorter step have to lower the loss as much as a longer one?",
            (ARMIJO, "new <= loss - c * square"),
        ),
        wrong(
            "first-rate-skipped",
            "Is `lr0` itself ever tried?",
            ("    lr = lr0\n", "    lr = lr0 * shrink\n"),
        ),
        wrong(
            "one-shrink-too-many",
            "The rate that passed is not the one you return. When do you shrink?",
            ("            return lr\n", "            return lr * shrink\n"),
        ),
        wrong(
            "always-the-first",
            "You return `lr0` even if the loss rises there. What is tried next?",
            ("if " + FINITE + ARMIJO + ":", "if True:"),
        ),
        wrong(
            "uphill",
            "Which way does the step go: against the gradient, or along it?",
            ("theta - lr * grad", "theta + lr * grad"),
        ),
        wrong(
            "divided-by-shrink",
            "Your rate grows. What does `shrink` do to it?",
            ("lr = lr * shrink", "lr = lr / shrink"),
        ),
        wrong(
            "c-hard-coded",
            "Call your function with another `c`: does anything change?",
            (ARMIJO, "new <= loss - 1e-4 * lr * square"),
        ),
        wrong(
            "shrink-hard-coded",
            "Call your function with another `shrink`: does anything change?",
            ("lr = lr * shrink", "lr = lr * 0.5"),
        ),
        wrong(
            "minus-infinity-passes",
            "Is minus infinity a low enough loss, or a broken one?",
            (FINITE, ""),
        ),
        wrong(
            "nan-passes",
            "Every comparison with NaN is False. Do you ask whether a rate passes, or whether it "
            "fails?",
            ("if " + FINITE + ARMIJO + ":", "if not new > loss - c * lr * square:"),
        ),
        wrong(
            "gives-up-with-the-last-rate",
            "No rate passed, and you return one. What says that there is none?",
            ("return 0.0", "return lr"),
        ),
        wrong(
            "gives-up-too-early",
            "You give up before sixty rates have been tried. How many are tried in yours?",
            ("range(60)", "range(59)"),
        ),
        wrong(
            "gives-up-too-late",
            "More than sixty rates are tried in yours. When should you give up?",
            ("range(60)", "range(61)"),
        ),
        wrong(
            "loss-computed-again",
            "The rate is right, but the loss at `theta` is computed again and again. Can you keep "
            "it in a variable?",
            ("        new = ", "        loss = loss_fn(theta)\n        new = "),
        ),
    ),
    worked_example=worked_example("shrinks a rate twice on a bowl"),
)
