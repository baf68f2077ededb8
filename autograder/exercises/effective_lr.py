"""The rate that AdaGrad has left for every coordinate, after a history of gradients."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import array, between, whole


def effective_lr(grads, lr, eps=1e-8):
    return lr / (np.sqrt(np.sum(grads**2, axis=0)) + eps)


def _histories(rng):
    """Rare and frequent, large and small: more steps than coordinates, and the reverse.

    Neither the roots nor the rates are so small that the usual eps could be seen.
    """
    cases = []
    for steps, width in ((7, 3), (2, 5), (4, 4), (5, 1)):
        grads = array(rng, (steps, width), 0.5, 1.5) * rng.choice([1.0, 2.0, 4.0], width)
        grads[: steps // 2, 0] = 0.0
        cases.append(case(grads=grads, lr=between(rng, 0.3, 0.9)))
    return cases


def _where_eps_counts(rng):
    cases = []
    for _ in range(2):
        grads, lr = array(rng, (whole(rng, 4, 6), 3)), between(rng, 0.05, 0.3)
        cases.append(case(grads=grads, lr=lr, eps=between(rng, 0.05, 0.2)))
        cases.append(case(grads=grads * 1e-8, lr=lr))
    never = array(rng, (4, 3))
    never[:, 1] = 0.0
    return [*cases, case("a coordinate that never moved", grads=never, lr=0.1, eps=0.05)]


wrong = wrong_versions(effective_lr)
RETURN = "return lr / (np.sqrt(np.sum(grads**2, axis=0)) + eps)"


def _instead(expression):
    return RETURN, "return " + expression


EXERCISE = Exercise(
    id="effective_lr",
    notebook="07_adaptive_1",
    points=5,
    reference=effective_lr,
    results=(Part("the rates", state=True),),
    properties=(
        Property(
            "rates",
            "one rate for each coordinate, from the sum of its own squared gradients",
            3,
            _histories,
            "For one coordinate with gradients 3 and 4: what is the root of the sum of squares?",
        ),
        Property(
            "eps",
            "`eps` is added to the root, and is 1e-8 if nobody says otherwise",
            2,
            _where_eps_counts,
            "Which rate has a coordinate that never had a gradient? What is `eps` added to?",
            after=("rates",),
        ),
    ),
    misconceptions=(
        wrong(
            "mean-for-sum",
            "The same gradient twice as often should leave a smaller rate. Does it in yours?",
            _instead("lr / (np.sqrt(np.mean(grads**2, axis=0)) + eps)"),
        ),
        wrong(
            "other-axis",
            "Count what came back: one rate for each step, or one for each coordinate?",
            _instead("lr / (np.sqrt(np.sum(grads**2, axis=1)) + eps)"),
        ),
        wrong(
            "one-rate-for-all",
            "One rate came back. How many coordinates are there?",
            _instead("lr / (np.sqrt(np.sum(grads**2)) + eps)"),
        ),
        wrong(
            "sum-of-sizes",
            "After gradients of 3 and 4 you divide by 7. What is the root of the sum of squares?",
            _instead("lr / (np.sum(np.abs(grads), axis=0) + eps)"),
        ),
        wrong(
            "no-root",
            "Make all gradients ten times larger: the rate should become a tenth. "
            "What does yours become?",
            _instead("lr / (np.sum(grads**2, axis=0) + eps)"),
        ),
        wrong(
            "square-of-the-sum",
            "Gradients of opposite sign cancel in yours. Which comes first: the sum, or the "
            "square?",
            _instead("lr / (np.abs(np.sum(grads, axis=0)) + eps)"),
        ),
        wrong(
            "last-step-only",
            "Only the last gradients count in yours. How long is AdaGrad's memory?",
            _instead("lr / (np.abs(grads[-1]) + eps)"),
        ),
        wrong(
            "last-step-forgotten",
            "Are the last gradients in your sum?",
            _instead("lr / (np.sqrt(np.sum(grads[:-1] ** 2, axis=0)) + eps)"),
        ),
        wrong(
            "steps-instead-of-rates",
            "These are the last steps. Which rates were they made with?",
            _instead("lr * grads[-1] / (np.sqrt(np.sum(grads**2, axis=0)) + eps)"),
        ),
        wrong(
            "rate-after-every-step",
            "These are the rates after every step. Which row is asked for?",
            _instead("lr / (np.sqrt(np.cumsum(grads**2, axis=0)) + eps)"),
        ),
        wrong(
            "how-often",
            "You count how often there was a gradient. Does its size play no part?",
            _instead("lr / (np.sqrt(np.sum(grads != 0, axis=0)) + eps)"),
        ),
        wrong(
            "upside-down",
            "After large gradients, should the rate be large or small?",
            _instead("lr * (np.sqrt(np.sum(grads**2, axis=0)) + eps)"),
        ),
        wrong(
            "rate-forgotten",
            "Change `lr` by a factor of ten: do your rates change?",
            _instead("1 / (np.sqrt(np.sum(grads**2, axis=0)) + eps)"),
        ),
        wrong(
            "eps-inside-the-root",
            "Here `eps` is under the root, as TensorFlow and some books have it. Our course adds "
            "it to the root. What is the difference when the sum is zero?",
            _instead("lr / np.sqrt(np.sum(grads**2, axis=0) + eps)"),
            kind="convention",
        ),
        wrong(
            "eps-left-out",
            "Which rate has a coordinate that never had a gradient?",
            _instead("lr / np.sqrt(np.sum(grads**2, axis=0))"),
        ),
        wrong(
            "brackets",
            "Look at the brackets: is `eps` part of the denominator, or added after the division?",
            _instead("lr / np.sqrt(np.sum(grads**2, axis=0)) + eps"),
        ),
        wrong(
            "eps-hard-coded",
            "Call your function with another `eps`: does anything change?",
            _instead("lr / (np.sqrt(np.sum(grads**2, axis=0)) + 1e-8)"),
        ),
        wrong(
            "other-usual-eps",
            "All is right but the rates with the usual `eps`. Keras takes 1e-7; "
            "what does our course take?",
            ("eps=1e-8", "eps=1e-7"),
            kind="convention",
        ),
    ),
    worked_example=worked_example("compares a rare and a frequent coordinate"),
)
