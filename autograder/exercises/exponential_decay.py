"""The rate falls by the same factor at every step."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property
from autograder.exercises._author import worked_example, wrong_code, wrong_versions
from autograder.exercises._curves import curve, drawing
from autograder.exercises._draw import between


def exponential_decay(step, base, gamma):
    return base * gamma**step


def _whole_curve(rng):
    slow = {"base": between(rng, 0.2, 0.8), "gamma": between(rng, 0.9, 0.97)}
    fast = {"base": between(rng, 2.0, 9.0), "gamma": between(rng, 0.5, 0.7)}
    return [*curve(range(12), **slow), *curve(range(1, 13), **fast), *curve([60], **slow)]


wrong = wrong_versions(exponential_decay)
RETURN = "return base * gamma**step"

EXERCISE = Exercise(
    id="exponential_decay",
    notebook="05_schedules_1",
    points=4,
    reference=exponential_decay,
    results=(Part("the rate"),),
    properties=(
        Property(
            "curve",
            "every step leaves the share `gamma` of the rate",
            4,
            _whole_curve,
            "With gamma = 0.5: what is the rate at steps 0, 1, and 2?",
        ),
    ),
    misconceptions=(
        wrong(
            "times-the-step",
            "At step 0 your rate is 0. What does the second step do to what the first one left?",
            (RETURN, "return base * gamma * step"),
        ),
        wrong(
            "e-to-the-minus-gamma",
            "This is the form with e**(-k * step), where k = -ln(gamma). Our course pins the "
            "share itself. What is left after one step?",
            (RETURN, "return base * np.exp(-gamma * step)"),
            kind="convention",
        ),
        wrong(
            "share-lost-for-share-kept",
            "With gamma = 0.9, is nine tenths left, or lost?",
            (RETURN, "return base * (1 - gamma) ** step"),
        ),
        wrong(
            "one-step-ahead",
            "Your rate has fallen before the first step. What is the power at step 0?",
            (RETURN, "return base * gamma ** (step + 1)"),
        ),
        wrong(
            "one-step-behind",
            "Your rate begins above `base`, or stays there too long. What is the power at step 0?",
            (RETURN, "return base * gamma ** (step - 1)"),
        ),
        wrong(
            "grows",
            "Your rate grows. Is gamma above or below 1, and what is its power?",
            (RETURN, "return base * gamma**-step"),
        ),
        wrong(
            "straight-line",
            "Does every step take away the same amount, or leave the same share?",
            (RETURN, "return base - (1 - gamma) * base * step"),
        ),
        wrong(
            "inverse-time",
            "This falls like one over the step. Where is the power?",
            (RETURN, "return base / (1 + (1 - gamma) * step)"),
        ),
        wrong(
            "brackets",
            "Read `(base * gamma) ** step` as Python does: what is raised to the power?",
            (RETURN, "return (base * gamma) ** step"),
        ),
        wrong(
            "base-and-power-swapped",
            "Which number is raised to which power?",
            (RETURN, "return base * float(step) ** gamma"),
        ),
        wrong(
            "one-drop-only",
            "Your rate falls once. What does the second step do?",
            (RETURN, "return base * gamma if step > 0 else base"),
        ),
        wrong(
            "decays-from-the-current-rate",
            "Your rate falls faster and faster. Is the power applied to `base`, or to a rate "
            "that has fallen already?",
            (
                RETURN,
                "rate = base\n    for k in range(1, step + 1):\n"
                "        rate = rate * gamma**k\n    return rate",
            ),
        ),
        wrong_code(
            "remembers-between-calls",
            "Asked twice for the same step, your function gives two answers. What does it "
            "remember between the calls?",
            "state = {}\n\n\n"
            "def exponential_decay(step, base, gamma):\n"
            "    rate = state.get('rate', base)\n"
            "    state['rate'] = rate * gamma\n"
            "    return rate\n",
        ),
    ),
    worked_example=worked_example("halves a rate three times"),
    picture=Picture("Rate with gamma = 0.8", "step", "rate", drawing(21, base=1.0, gamma=0.8)),
)
