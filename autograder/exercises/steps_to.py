"""How many steps a bowl takes to shrink an error below a tolerance."""

import math

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import log_between


def steps_to(tolerance, lr, curvature):
    factor = abs(1 - lr * curvature)
    if factor == 0:
        return 1
    if factor >= 1:
        return math.inf
    return max(1, math.ceil(math.log(tolerance) / math.log(factor)))


def _case(rng, low, high, tolerances, least=0.1, most=0.9):
    """lr * curvature in [low, high]; never so near to a whole number that rounding decides.

    least, most : part of the last step; the nearest whole number is too small below 0.5
    """
    while True:
        curvature = log_between(rng, 0.1, 20.0)
        lr = float(rng.uniform(low, high)) / curvature
        tolerance = log_between(rng, *tolerances)
        steps = math.log(tolerance) / math.log(abs(1 - lr * curvature))
        if least < steps % 1 < most:
            return case(tolerance=tolerance, lr=lr, curvature=curvature)


def _creeping(rng):
    fine, rough = (1e-8, 1e-3), (0.2, 0.9)
    return [
        _case(rng, 0.05, 0.4, fine, most=0.4),
        _case(rng, 0.05, 0.4, fine, least=0.6),
        _case(rng, 0.5, 0.95, fine),
        _case(rng, 0.05, 0.3, rough),
        _case(rng, 0.9, 0.97, (0.5, 0.9)),
    ]


def _swinging(rng):
    fine = (1e-8, 1e-3)
    return [
        _case(rng, 1.05, 1.5, fine, most=0.4),
        _case(rng, 1.5, 1.95, fine),
        _case(rng, 1.5, 1.9, fine),
    ]


def _at_once_or_never(rng):
    curvature = 2.0 ** int(rng.integers(-3, 4))
    tolerance = log_between(rng, 1e-6, 1e-2)
    return [
        _case(rng, 0.05, 0.4, (1e-6, 1e-3), most=0.4),
        case("at once", tolerance=tolerance, lr=1 / curvature, curvature=curvature),
        case("never", tolerance=tolerance, lr=2.5 / curvature, curvature=curvature),
        case("far off", tolerance=tolerance, lr=40.0 / curvature, curvature=curvature),
    ]


def _draw(count):
    for number in range(1, 20):
        yield count(1e-3, number / 10.0 + 0.003, 1.0)


wrong = wrong_versions(steps_to)
LAST = "return max(1, math.ceil(math.log(tolerance) / math.log(factor)))"
FACTOR = "factor = abs(1 - lr * curvature)"

EXERCISE = Exercise(
    id="steps_to",
    notebook="02_too_low_too_high",
    points=4,
    reference=steps_to,
    results=(Part("the count"),),
    properties=(
        Property(
            "creeping",
            "the count is right when x creeps to the bottom",
            2,
            _creeping,
            "With factor 0.5 and tolerance 0.3: after how many steps are you there? "
            "What does your function say?",
        ),
        Property(
            "swinging",
            "the count is right when x swings to the bottom",
            1,
            _swinging,
            "With factor -0.5, is x**n below the tolerance if x**n is negative?",
            after=("creeping",),
        ),
        Property(
            "at-once-or-never",
            "1 if a single step suffices, `inf` if none ever does",
            1,
            _at_once_or_never,
            "What comes back for a factor of 0? And for one of -1.5?",
            after=("creeping",),
        ),
    ),
    misconceptions=(
        wrong(
            "rounded-down",
            "After your number of steps, is the error really below the tolerance?",
            (LAST, "return max(1, math.floor(math.log(tolerance) / math.log(factor)))"),
        ),
        wrong(
            "rounded-to-the-nearest",
            "Half of yours are one step too few. Is the error below the tolerance then?",
            (LAST, "return max(1, round(math.log(tolerance) / math.log(factor)))"),
        ),
        wrong(
            "not-whole",
            "Can a run take 3.7 steps? Which whole number is the first that is enough?",
            (LAST, "return math.log(tolerance) / math.log(factor)"),
        ),
        wrong(
            "one-too-many",
            "One step fewer would be enough already. Where does your count begin?",
            (LAST, "return math.floor(math.log(tolerance) / math.log(factor)) + 2"),
        ),
        wrong(
            "counted-from-zero",
            "Your count is one too small. How many steps has the run taken when it is there?",
            (LAST, "return math.ceil(math.log(tolerance) / math.log(factor)) - 1"),
        ),
        wrong(
            "logarithms-upside-down",
            "A smaller tolerance should need more steps. What does yours say?",
            (LAST, "return max(1, math.ceil(math.log(factor) / math.log(tolerance)))"),
        ),
        wrong(
            "product-for-factor",
            "What is x multiplied by in one step: lr * curvature, or 1 minus that?",
            (FACTOR, "factor = abs(lr * curvature)"),
        ),
        wrong(
            "curvature-forgotten",
            "Make the bowl steeper and leave the rate: does your count change?",
            (FACTOR, "factor = abs(1 - lr)"),
        ),
        wrong(
            "straight-line",
            "Does the error shrink by the same amount at every step, or by the same factor?",
            (LAST, "return max(1, math.ceil((1 - tolerance) / (1 - factor)))"),
        ),
        wrong(
            "small-rate-formula",
            "This is the rule of thumb for small rates. What is exact for any rate?",
            (LAST, "return max(1, math.ceil(math.log(1 / tolerance) / (lr * curvature)))"),
        ),
        wrong(
            "sign-kept",
            "With a negative factor, x is below any tolerance after one step. "
            "Is it near the bottom?",
            (
                FACTOR,
                FACTOR + "\n    if 1 < lr * curvature < 2:\n        return 1",
            ),
        ),
        wrong(
            "swinging-never-arrives",
            "A factor of -0.5 changes the sign of x. Does x come closer all the same?",
            ("if factor >= 1:", "if lr * curvature > 1:"),
        ),
        wrong(
            "zero-steps",
            "With a factor of 0 the first step arrives. How many steps is that?",
            ("return 1\n", "return 0\n"),
        ),
        wrong(
            "zero-factor-forgotten",
            "With the perfect rate the factor is 0. What is the logarithm of 0?",
            ("    if factor == 0:\n        return 1\n", ""),
        ),
        wrong(
            "never-forgotten",
            "With a factor of 1.5 the error grows. What should the count be?",
            ("    if factor >= 1:\n        return math.inf\n", ""),
        ),
        wrong(
            "minus-one-for-never",
            "A run that never arrives: how many steps does it take?",
            ("return math.inf", "return -1"),
        ),
    ),
    worked_example=worked_example("counts the steps for a factor of 0.5"),
    picture=Picture(
        "Steps to 0.001 for rates from 0.1 to 1.9", "rate = (number + 1) / 10", "steps", _draw
    ),
)
