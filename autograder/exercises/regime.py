"""What a rate does on a bowl: creep, oscillate, or diverge."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import log_between


def regime(lr, curvature):
    if lr <= 0 or curvature <= 0:
        raise ValueError(f"lr and curvature must be above 0, got {lr} and {curvature}")
    if lr * curvature <= 1:
        return "monotone"
    return "oscillating" if lr * curvature <= 2 else "diverging"


def _products(*products):
    """Cases with the given lr * curvature, for small and for large curvatures."""

    def cases(rng):
        found = []
        for product in products:
            for low, high in ((0.01, 0.1), (0.5, 0.6), (8.0, 80.0)):
                curvature = log_between(rng, low, high)
                share = product * rng.uniform(0.99, 1.01)
                found.append(case(lr=float(share / curvature), curvature=curvature))
        return found

    return cases


_around_one = _products(0.45, 0.9, 1.1, 1.4)
_around_two = _products(1.6, 1.9, 2.1, 3.0)


def _refused(rng):
    good, one = _products(0.5, 1.5)(rng), log_between(rng, 0.1, 3.0)
    return [
        *good,
        case(lr=-one, curvature=1.0),
        case(lr=one, curvature=-1.0),
        case(lr=0.0, curvature=one),
        case(lr=one, curvature=0.0),
        case(lr=-one, curvature=-one),
    ]


wrong = wrong_versions(regime)
GUARD = "if lr <= 0 or curvature <= 0:"
ERROR = 'raise ValueError(f"lr and curvature must be above 0, got {lr} and {curvature}")'

EXERCISE = Exercise(
    id="regime",
    notebook="02_too_low_too_high",
    points=4,
    reference=regime,
    results=(Part("the name"),),
    properties=(
        Property(
            "creep-or-swing",
            "steps that creep and steps that swing are told apart",
            2,
            _around_one,
            "One step multiplies x by 1 - lr * curvature. When is that below zero?",
        ),
        Property(
            "swing-or-diverge",
            "swings that shrink and swings that grow are told apart",
            1,
            _around_two,
            "One step multiplies x by 1 - lr * curvature. When is that below -1?",
        ),
        Property(
            "refused",
            "a rate or a curvature that is not above 0 raises ValueError",
            1,
            _refused,
            "What should happen for a rate of -0.1? And for a curvature of 0?",
            after=("creep-or-swing",),
        ),
    ),
    misconceptions=(
        wrong(
            "curvature-forgotten",
            "Make the bowl ten times steeper and leave the rate: does your answer change?",
            ("lr * curvature <= 1", "lr <= 1"),
            ("lr * curvature <= 2", "lr <= 2"),
        ),
        wrong(
            "rate-over-curvature",
            "On a steeper bowl, should the same rate be safer or more dangerous?",
            ("lr * curvature", "lr / curvature"),
        ),
        wrong(
            "limits-halved",
            "The factor of one step is 1 - lr * curvature. At which product is it zero, "
            "and at which -1?",
            ("lr * curvature <= 1", "lr * curvature <= 0.5"),
            ("lr * curvature <= 2", "lr * curvature <= 1"),
        ),
        wrong(
            "limits-doubled",
            "The factor of one step is 1 - lr * curvature, for a loss of curvature / 2 * x**2. "
            "Did you count the 2 twice?",
            ("lr * curvature <= 1", "lr * curvature <= 2"),
            ("lr * curvature <= 2 else", "lr * curvature <= 4 else"),
        ),
        wrong(
            "no-oscillation",
            "Between creeping and diverging there is something else. What does a factor of -0.5 "
            "do to x?",
            ('return "oscillating" if lr * curvature <= 2 else "diverging"', 'return "diverging"'),
        ),
        wrong(
            "never-diverges",
            "What does a factor of -1.5 do to x, step after step?",
            (
                'return "oscillating" if lr * curvature <= 2 else "diverging"',
                'return "oscillating"',
            ),
        ),
        wrong(
            "swapped-names",
            "If x changes its sign at every step, which of the names fits?",
            ('return "monotone"', 'return "?"'),
            ('return "oscillating" if', 'return "monotone" if'),
            ('return "?"', 'return "oscillating"'),
        ),
        wrong(
            "monotone-up-to-two",
            "A factor of -0.5 shrinks x, but on which side of the bottom does it land?",
            ("if lr * curvature <= 1:", "if lr * curvature < 2:"),
        ),
        wrong(
            "nothing-refused",
            "What should happen for a rate of -0.1? And for a curvature of 0?",
            (GUARD, "if False:"),
        ),
        wrong(
            "only-the-rate-refused",
            "A rate that is not above 0 is refused. What about a curvature of -1?",
            (GUARD, "if lr <= 0:"),
        ),
        wrong(
            "only-the-curvature-refused",
            "A curvature that is not above 0 is refused. What about a rate of -1?",
            (GUARD, "if curvature <= 0:"),
        ),
        wrong(
            "only-the-product-refused",
            "Two negative numbers have a positive product. Is a rate of -1 fine then?",
            (GUARD, "if lr * curvature <= 0:"),
        ),
        wrong(
            "zero-let-through",
            "Below 0 is refused. What about 0 itself?",
            (GUARD, "if lr < 0 or curvature < 0:"),
        ),
        wrong(
            "refused-only-together",
            "Must both be wrong before you complain, or is one enough?",
            (GUARD, "if lr <= 0 and curvature <= 0:"),
        ),
        wrong(
            "another-error",
            "You do refuse, but with another kind of error. Which one was agreed?",
            (ERROR, 'raise TypeError("lr and curvature must be above 0")'),
        ),
        wrong(
            "text-for-an-error",
            "A text came back where an error is due. Which statement raises one?",
            (ERROR, 'return "ValueError"'),
        ),
    ),
    worked_example=worked_example("multiplies x by 1 - lr * curvature three times for three rates"),
)
