"""Adam: a mean of the gradients over the root of a mean of their squares, both unbiased."""

from functools import partial

import numpy as np

from autograder.core.checks import inputs_unchanged
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Misconception, Picture, Property, case
from autograder.core.variant import edit
from autograder.exercises._draw import SHAPES, array, between, clear_gradient, positive, whole


def adam_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)
    return theta, m, v


def _settings(rng):
    """lr, beta1, beta2 and their complements are pairwise different."""
    return {
        "lr": between(rng, 0.02, 0.05),
        "beta1": between(rng, 0.82, 0.88),
        "beta2": between(rng, 0.93, 0.96),
    }


def _first_steps(rng):
    return [
        case(
            theta=array(rng, shape),
            grad=array(rng, shape),
            m=np.zeros(shape),
            v=np.zeros(shape),
            t=1,
            **_settings(rng),
        )
        for shape in SHAPES
    ]


def _later_steps(rng):
    """Steps 2 to 6 of a run whose gradients change in size and in sign, and late steps.

    theta stays away from zero, where the usual eps would show.
    """
    cases = []
    for shape in SHAPES:
        settings = _settings(rng)
        theta, m, v = array(rng, shape, 1.5, 3.0), np.zeros(shape), np.zeros(shape)
        for t in range(1, 7):
            run = partial(adam_step, theta, m=m, v=v, t=t, **settings)
            grad = clear_gradient(rng, theta, settings["lr"], lambda grad, run=run: run(grad)[0])
            if t > 1:
                cases.append(case(theta=theta, grad=grad, m=m, v=v, t=t, **settings))
            theta, m, v = map(np.asarray, adam_step(theta, grad, m, v, t, **settings))
    state = {"m": array(rng, (3,), 1.0, 2.0), "v": positive(rng, (3,)), "t": whole(rng, 20, 60)}
    cases.append(case(theta=array(rng, (3,)), grad=array(rng, (3,)), **state, **_settings(rng)))
    return cases


def _where_eps_counts(rng):
    """A large eps, and gradients as small as the usual one with all options left out."""
    cases = []
    for t in (1, 3, 5):
        theta, grad = array(rng, (3,)), array(rng, (3,))
        m, v = (t - 1) * 0.04 * grad, (t - 1) * 9e-4 * grad**2
        settings = {**_settings(rng), "eps": between(rng, 0.02, 0.06)}
        cases.append(case(theta=theta, grad=grad, m=m, v=v, t=t, **settings))
        tiny = {"grad": grad * 1e-8, "m": m * 1e-8, "v": v * 1e-16}
        cases.append(case(theta=theta, **tiny, t=t, lr=between(rng, 0.02, 0.05)))
    return cases


def _autopsy(step):
    """Step lengths, in units of the rate, for a gradient that stays 1."""
    theta, m, v = 0.0, 0.0, 0.0
    for t in range(1, 11):
        moved, m, v = step(theta, 1.0, m, v, t, 0.1)
        yield (theta - moved) / 0.1
        theta = moved


PROPERTIES = (
    Property(
        "first-moment",
        "`m` is the running average of the gradients, returned uncorrected",
        2,
        _later_steps,
        "Which share of the old `m` stays, and which share of the new gradient comes in?",
        parts=("m",),
    ),
    Property(
        "second-moment",
        "`v` is the running average of the squared gradients, returned uncorrected",
        2,
        _later_steps,
        "What exactly is averaged in `v`, and with which of the two betas?",
        parts=("v",),
    ),
    Property(
        "first-step",
        "the very first step has the length of the rate",
        1,
        _first_steps,
        "At t = 1 both averages started from zero. By how much too small are they?",
        parts=("theta",),
    ),
    Property(
        "later-steps",
        "later steps are right, while gradients change in size and sign",
        3,
        _later_steps,
        "Take t = 2 by hand: what are the corrected m and v, and what is the step?",
        parts=("theta",),
    ),
    Property(
        "eps",
        "`eps` stands where Algorithm 1 has it, and the options have their usual values",
        1,
        _where_eps_counts,
        "What exactly is `eps` added to, and how large is it if nobody says?",
        parts=("theta",),
        after=("first-step", "later-steps"),
    ),
    Property(
        "inputs",
        "the arrays handed in stay as they were",
        1,
        _later_steps,
        "Which line changes an array in place?",
        check=inputs_unchanged,
    ),
)

M_HAT = "m_hat = m / (1 - beta1**t)"
V_HAT = "v_hat = v / (1 - beta2**t)"
M = "m = beta1 * m + (1 - beta1) * grad"
V = "v = beta2 * v + (1 - beta2) * grad**2"
STEP = "theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)"


def _wrong(name, hint, *changes, kind="mistake"):
    return Misconception(name, edit(adam_step, *changes), hint, kind)


MISCONCEPTIONS = (
    _wrong(
        "no-bias-correction",
        "Your first step is not as long as `lr`. Both averages start at zero: what does that do "
        "to them while t is small, and what makes up for it?",
        (M_HAT, "m_hat = m"),
        (V_HAT, "v_hat = v"),
    ),
    _wrong(
        "only-m-corrected",
        "Your first steps are far too long. `m` is corrected for its start at zero: "
        "what else started there?",
        (V_HAT, "v_hat = v"),
    ),
    _wrong(
        "only-v-corrected",
        "Your first steps are far too short. `v` is corrected for its start at zero: "
        "what else started there?",
        (M_HAT, "m_hat = m"),
    ),
    _wrong(
        "t-one-ahead",
        "Your first step looks like a second one. Here `t` counts from 1: do you add one to it?",
        (M_HAT, "t = t + 1\n    " + M_HAT),
    ),
    _wrong(
        "t-one-behind",
        "At t = 1 something is divided by zero. Here `t` counts from 1: do you take one away?",
        (M_HAT, "t = t - 1\n    " + M_HAT),
    ),
    _wrong(
        "t-never-advances",
        "Your first step is right, the later ones grow. What happens to the correction as t "
        "grows, and where is `t` in yours?",
        (M_HAT, "m_hat = m / (1 - beta1)"),
        (V_HAT, "v_hat = v / (1 - beta2)"),
    ),
    _wrong(
        "no-correction-at-first-step",
        "Every step but the first is right. Is t = 1 an exception in your code? "
        "What is `1 - beta1**t` there?",
        (M_HAT, "m_hat = m / (1 - beta1**t) if t > 1 else m"),
        (V_HAT, "v_hat = v / (1 - beta2**t) if t > 1 else v"),
    ),
    _wrong(
        "multiplied-by-correction",
        "Averages that start at zero come out too small. Does your correction make them larger "
        "or smaller?",
        (M_HAT, "m_hat = m * (1 - beta1**t)"),
        (V_HAT, "v_hat = v * (1 - beta2**t)"),
    ),
    _wrong(
        "betas-swapped-in-correction",
        "Each average has its own beta. Which one belongs to which correction?",
        (M_HAT, "m_hat = m / (1 - beta2**t)"),
        (V_HAT, "v_hat = v / (1 - beta1**t)"),
    ),
    _wrong(
        "corrected-values-stored",
        "Your step is right, but what you hand on is corrected already. What happens to it when "
        "the next step corrects it again?",
        ("return theta, m, v", "return theta, m_hat, v_hat"),
    ),
    _wrong(
        "corrected-m-stored",
        "Your step is right, but the `m` you hand on is corrected already. What happens to it "
        "when the next step corrects it again?",
        ("return theta, m, v", "return theta, m_hat, v"),
    ),
    _wrong(
        "corrected-v-stored",
        "Your step is right, but the `v` you hand on is corrected already. What happens to it "
        "when the next step corrects it again?",
        ("return theta, m, v", "return theta, m, v_hat"),
    ),
    _wrong(
        "state-forgotten",
        "The old `m` and `v` make no difference in your step. Where do the earlier gradients live?",
        (M, "m = (1 - beta1) * grad"),
        (V, "v = (1 - beta2) * grad**2"),
    ),
    _wrong(
        "v-from-m-squared",
        "Is `v` the average of squares, or the square of an average? Which of the two is yours?",
        (V, "v = beta2 * v + (1 - beta2) * m**2"),
    ),
    _wrong(
        "v-of-the-gradient",
        "Can your `v` become negative? What is it that Algorithm 1 averages there?",
        (V, "v = beta2 * v + (1 - beta2) * grad"),
    ),
    _wrong(
        "v-with-beta1",
        "Change `beta2` alone: does your `v` change?",
        (V, "v = beta1 * v + (1 - beta1) * grad**2"),
    ),
    _wrong(
        "betas-swapped",
        "One beta belongs to the gradients, the other to their squares. Which is which?",
        (M, "m = beta2 * m + (1 - beta2) * grad"),
        (V, "v = beta1 * v + (1 - beta1) * grad**2"),
        (M_HAT, "m_hat = m / (1 - beta2**t)"),
        (V_HAT, "v_hat = v / (1 - beta1**t)"),
    ),
    _wrong(
        "shares-swapped",
        "With beta1 = 0.9, how much of the old `m` should survive a step: 90 % or 10 %?",
        (M, "m = (1 - beta1) * m + beta1 * grad"),
        (V, "v = (1 - beta2) * v + beta2 * grad**2"),
    ),
    _wrong(
        "share-without-memory",
        "In your averages, which number is multiplied by beta: the old average, or nothing?",
        (M, "m = beta1 + (1 - beta1) * grad"),
        (V, "v = beta2 + (1 - beta2) * grad**2"),
    ),
    _wrong(
        "sums-instead-of-averages",
        "If the gradient stays 1 for ever, where should `m` settle? Where does yours?",
        (M, "m = beta1 * m + grad"),
        (V, "v = beta2 * v + grad**2"),
    ),
    _wrong(
        "gradient-for-m-hat",
        "Your `m` is right, but does your step use it?",
        (STEP, "theta = theta - lr * grad / (np.sqrt(v_hat) + eps)"),
    ),
    _wrong(
        "no-root",
        "Make the gradient ten times larger: Adam's step should stay the same. "
        "Does yours? What undoes a square?",
        (STEP, "theta = theta - lr * m_hat / (v_hat + eps)"),
    ),
    _wrong(
        "sign-of-the-gradient",
        "The first step is as long as `lr`, but are all the others? What if the gradient changes "
        "its sign?",
        (STEP, "theta = theta - lr * np.sign(grad)"),
    ),
    _wrong(
        "uphill",
        "Does your step go down or up the slope? Which way does the gradient point?",
        (STEP, "theta = theta + lr * m_hat / (np.sqrt(v_hat) + eps)"),
    ),
    _wrong(
        "rate-forgotten",
        "Change `lr` by a factor of ten: does your step change?",
        (STEP, "theta = theta - m_hat / (np.sqrt(v_hat) + eps)"),
    ),
    _wrong(
        "eps-added-to-the-quotient",
        "Look at the brackets: is `eps` part of the denominator, or added after the division?",
        (STEP, "theta = theta - lr * (m_hat / np.sqrt(v_hat) + eps)"),
    ),
    _wrong(
        "eps-added-to-theta",
        "Every step drifts by `eps`. What is `eps` there to protect, and does it stand there?",
        (STEP, "theta = theta - lr * m_hat / np.sqrt(v_hat) + eps"),
    ),
    _wrong(
        "eps-left-out",
        "What does your step do where the gradient is as small as `eps`, or zero?",
        (STEP, "theta = theta - lr * m_hat / np.sqrt(v_hat)"),
    ),
    _wrong(
        "eps-hard-coded",
        "Call your function with another `eps`: does anything change?",
        (STEP, "theta = theta - lr * m_hat / (np.sqrt(v_hat) + 1e-8)"),
    ),
    _wrong(
        "eps-inside-the-root",
        "Here `eps` is under the root, which some older code has. Algorithm 1 and this course add "
        "it to the root. What is the difference when v is zero?",
        (STEP, "theta = theta - lr * m_hat / np.sqrt(v_hat + eps)"),
        kind="convention",
    ),
    _wrong(
        "eps-hat",
        "This is the form with one corrected rate (the remark before section 2.1 of the paper; "
        "TensorFlow has it). Its `eps` is another one. What does Algorithm 1, "
        "the form of this course, add `eps` to: the corrected v or the raw one?",
        (
            STEP,
            "rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)\n"
            "    theta = theta - rate * m / (np.sqrt(v) + eps)",
        ),
        kind="convention",
    ),
    _wrong(
        "keras-default-eps",
        "All steps are right but those with the usual `eps`. Keras takes 1e-7; "
        "what does the paper, and this course, take?",
        ("eps=1e-8", "eps=1e-7"),
        kind="convention",
    ),
    _wrong(
        "order-of-results",
        "The right numbers come back in another order. Which comes first: theta, m or v?",
        ("return theta, m, v", "return theta, v, m"),
    ),
    _wrong(
        "changes-theta-in-place",
        "The numbers are right, but the caller's `theta` has moved, too. What is the difference "
        "between `theta -= step` and `theta = theta - step`?",
        (STEP, "theta -= lr * m_hat / (np.sqrt(v_hat) + eps)"),
    ),
    _wrong(
        "changes-the-state-in-place",
        "The numbers are right, but the caller's `m` and `v` have changed, too. What does "
        "`m *= beta1` do to the array that was handed in?",
        (M, "m *= beta1\n    m += (1 - beta1) * grad"),
        (V, "v *= beta2\n    v += (1 - beta2) * grad**2"),
    ),
)

EXERCISE = Exercise(
    id="adam_step",
    notebook="08_adaptive_2",
    points=10,
    reference=adam_step,
    results=(Part("theta", moves="theta"), Part("m", state=True), Part("v", state=True)),
    properties=PROPERTIES,
    misconceptions=MISCONCEPTIONS,
    worked_example="Still lost? The worked example of this notebook takes the first Adam step by "
    "hand, line by line. Put its numbers into your function and compare after each line.",
    picture=Picture("Ten steps with a gradient that stays 1", "step", "step length / lr", _autopsy),
)
