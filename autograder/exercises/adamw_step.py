"""Adam with a weight decay of its own: theta shrinks first, then Adam takes its step."""

from functools import partial

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import inputs_stay, worked_example, wrong_versions
from autograder.exercises._draw import SHAPES, array, between, clear_gradient


def adamw_step(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    theta = theta - lr * weight_decay * theta
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)
    return theta, m, v


def _settings(rng):
    return {
        "lr": between(rng, 0.1, 0.2),
        "beta1": between(rng, 0.82, 0.88),
        "beta2": between(rng, 0.93, 0.96),
        "weight_decay": between(rng, 0.3, 0.6),
    }


def _six_steps(rng):
    """theta stays away from zero, where the usual eps would show."""
    cases = []
    for shape in SHAPES:
        settings = _settings(rng)
        theta, m, v = array(rng, shape, 4.0, 6.0), np.zeros(shape), np.zeros(shape)
        for t in range(1, 7):
            run = partial(adamw_step, theta, m=m, v=v, t=t, **settings)
            grad = clear_gradient(rng, theta, settings["lr"], lambda grad, run=run: run(grad)[0])
            cases.append(case(theta=theta, grad=grad, m=m, v=v, t=t, **settings))
            theta, m, v = map(np.asarray, adamw_step(theta, grad, m, v, t, **settings))
    return cases


def _no_gradient(rng):
    cases = []
    for t in (1, 4):
        zero = np.zeros(3)
        state = {"grad": zero, "m": zero, "v": zero, "t": t}
        cases.append(case(theta=array(rng, (3,)), **state, **_settings(rng)))
    return cases


def _options(rng):
    """Options left out, and an eps large enough to show."""
    cases = []
    for t in (1, 3, 5):
        theta, grad = array(rng, (3,)), array(rng, (3,))
        m, v = (t - 1) * 0.04 * grad, (t - 1) * 9e-4 * grad**2
        options = {**_settings(rng), "eps": between(rng, 0.02, 0.06)}
        cases.append(case(theta=theta, grad=grad, m=m, v=v, t=t, **options))
        tiny = {"grad": grad * 1e-8, "m": m * 1e-8, "v": v * 1e-16}
        cases.append(case(theta=theta, **tiny, t=t, lr=between(rng, 0.1, 0.2)))
    return cases


def _draw(step):
    """theta without any gradient: only the decay is left."""
    theta, zero = np.array([1.0]), np.zeros(1)
    m, v = zero, zero
    for t in range(1, 13):
        yield float(np.asarray(theta)[0])
        theta, m, v = step(theta, zero, m, v, t, 0.1, weight_decay=0.6)


PROPERTIES = (
    Property(
        "moments",
        "`m` and `v` are Adam's, made from the gradient as given",
        2,
        _six_steps,
        "Does the decay touch the gradient, and so `m` and `v`, in AdamW?",
        parts=("m", "v"),
    ),
    Property(
        "decay-alone",
        "without any gradient, theta shrinks by the factor 1 - lr * weight_decay",
        1,
        _no_gradient,
        "With gradient zero only the decay is left. By which factor does theta shrink?",
        parts=("theta",),
    ),
    Property(
        "steps",
        "six steps are right, while gradients change in size and sign",
        3,
        _six_steps,
        "Two things move theta here. In which order, and does each use the right theta?",
        parts=("theta",),
    ),
    Property(
        "options",
        "`eps` stands where Adam has it, and the options have their usual values",
        1,
        _options,
        "Which values do `weight_decay` and `eps` have if nobody says? And what is `eps` added to?",
        parts=("theta",),
        after=("steps",),
    ),
    inputs_stay(1, _six_steps),
)

wrong = wrong_versions(adamw_step)
DECAY = "theta = theta - lr * weight_decay * theta"
M = "m = beta1 * m + (1 - beta1) * grad"
V = "v = beta2 * v + (1 - beta2) * grad**2"
M_HAT = "m_hat = m / (1 - beta1**t)"
V_HAT = "v_hat = v / (1 - beta2**t)"
STEP = "theta = theta - lr * m_hat / (np.sqrt(v_hat) + eps)"

MISCONCEPTIONS = (
    wrong(
        "decay-in-the-gradient",
        "This is Adam with L2: the decay goes through `m` and `v` and is divided by the root, "
        "too. What did AdamW take apart?",
        (DECAY, "grad = grad + weight_decay * theta"),
    ),
    wrong(
        "decay-divided-by-the-root",
        "Do coordinates with large gradients shrink less in yours? Is the decay part of what "
        "Adam divides?",
        ("    " + DECAY + "\n", ""),
        (STEP, "theta = theta - lr * (m_hat + weight_decay * theta) / (np.sqrt(v_hat) + eps)"),
    ),
    wrong(
        "decay-grows",
        "With gradient zero your theta grows. What is a decay supposed to do?",
        (DECAY, "theta = theta + lr * weight_decay * theta"),
    ),
    wrong(
        "decays-the-gradient",
        "What should shrink: the weights, or the gradient?",
        (DECAY, "theta = theta - lr * weight_decay * grad"),
    ),
    wrong(
        "decay-of-one",
        "With gradient zero, theta should shrink in proportion to itself. Does yours?",
        (DECAY, "theta = theta - lr * weight_decay"),
    ),
    wrong(
        "decays-twice",
        "The decay works twice in yours: where is it besides the gradient?",
        (DECAY, "grad = grad + weight_decay * theta\n    " + DECAY),
    ),
    wrong(
        "decay-forgotten",
        "With gradient zero your theta stays as it is. What makes it smaller in AdamW?",
        ("    " + DECAY + "\n", ""),
    ),
    wrong(
        "decay-without-rate",
        "This decay does not depend on `lr`, as in the paper's algorithm (which has a schedule "
        "multiplier instead). Today's libraries, and this course, multiply it with what?",
        (DECAY, "theta = theta - weight_decay * theta"),
        kind="convention",
    ),
    wrong(
        "decay-after-the-step",
        "You let theta step first and shrink afterwards, which some libraries do. "
        "In this course, which theta is it that shrinks?",
        ("    " + DECAY + "\n", ""),
        (STEP, STEP + "\n    " + DECAY),
        kind="convention",
    ),
    wrong(
        "no-decay-without-gradient",
        "Where the gradient is zero, nothing moves in yours, as in a sparse Adam. "
        "Does AdamW's decay ask for the gradient?",
        (DECAY, "theta = theta - lr * weight_decay * theta * (grad != 0)"),
    ),
    wrong(
        "decay-hard-coded",
        "Call your function with another `weight_decay`: does anything change?",
        (DECAY, "theta = theta - lr * 0.01 * theta"),
    ),
    wrong(
        "no-usual-decay",
        "All is right when `weight_decay` is given. How large is yours when it is not?",
        ("weight_decay=0.01", "weight_decay=0.0"),
    ),
    wrong(
        "no-bias-correction",
        "The decay is right. But both averages start at zero: what does that do to the first "
        "steps, and what makes up for it?",
        (M_HAT, "m_hat = m"),
        (V_HAT, "v_hat = v"),
    ),
    wrong(
        "t-never-advances",
        "The first step is right, the later ones are not. Where is `t` in your correction?",
        (M_HAT, "m_hat = m / (1 - beta1)"),
        (V_HAT, "v_hat = v / (1 - beta2)"),
    ),
    wrong(
        "corrected-values-stored",
        "Your theta is right, but what you hand on is corrected already. What happens to it when "
        "the next step corrects it again?",
        ("return theta, m, v", "return theta, m_hat, v_hat"),
    ),
    wrong(
        "uphill",
        "Does your Adam step go down or up the slope?",
        (STEP, "theta = theta + lr * m_hat / (np.sqrt(v_hat) + eps)"),
    ),
    wrong(
        "eps-inside-the-root",
        "Here `eps` is under the root, which some older code has. This course adds it to the "
        "root. What is the difference when v is zero?",
        (STEP, "theta = theta - lr * m_hat / np.sqrt(v_hat + eps)"),
        kind="convention",
    ),
    wrong(
        "changes-theta-in-place",
        "The numbers are right, but the caller's `theta` has changed, too. What is the "
        "difference between `theta *= factor` and `theta = theta * factor`?",
        (DECAY, "theta -= lr * weight_decay * theta"),
    ),
    wrong(
        "changes-the-state-in-place",
        "The numbers are right, but the caller's `m` and `v` have changed, too. What does "
        "`m *= beta1` do to the array that was handed in?",
        (M, "m *= beta1\n    m += (1 - beta1) * grad"),
        (V, "v *= beta2\n    v += (1 - beta2) * grad**2"),
    ),
)

EXERCISE = Exercise(
    id="adamw_step",
    notebook="08_adaptive_2",
    points=8,
    reference=adamw_step,
    results=(Part("theta", moves="theta"), Part("m", state=True), Part("v", state=True)),
    properties=PROPERTIES,
    misconceptions=MISCONCEPTIONS,
    worked_example=worked_example("takes one Adam step by hand; the decay is one line more"),
    picture=Picture("theta while the gradient is zero", "step", "theta", _draw),
)
