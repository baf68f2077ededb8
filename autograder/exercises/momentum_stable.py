"""Where heavy ball converges: momentum allows rates up to twice as large."""

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between


def momentum_stable(lr, mu, curvature):
    return 0 < lr * curvature < 2 * (1 + mu) and 0 <= mu < 1


def _case(rng, product, mu, flattest=0.1):
    curvature = log_between(rng, flattest, 20.0)
    return case(lr=product / curvature, mu=mu, curvature=curvature)


def _limits(rng):
    """On both sides of the limit, far from it and near, with little and with much momentum."""
    cases = []
    for mu in (between(rng, 0.1, 0.2), between(rng, 0.45, 0.6), between(rng, 0.85, 0.95)):
        for share in (0.2, 0.55, 0.95, 2.5):
            cases.append(_case(rng, share * 2 * (1 + mu), mu))
        cases.append(_case(rng, 1.05 * 2 * (1 + mu), mu, flattest=2.0))
    return cases


def _ends(rng):
    """mu = 0 is plain gradient descent; mu = 1 never comes to rest."""
    return [
        _case(rng, 0.5, 0.0),
        _case(rng, 1.9, 0.0),
        _case(rng, 2.1, 0.0, flattest=2.0),
        _case(rng, 0.5, 1.0),
        _case(rng, 0.5, 1.2),
        _case(rng, 0.5, -0.3),
        _case(rng, 0.5, -1.5),
    ]


def _signs(rng):
    curvature, lr = log_between(rng, 0.1, 20.0), log_between(rng, 0.01, 0.02)
    return [
        _case(rng, 0.5, 0.5),
        case(lr=-lr, mu=0.5, curvature=curvature),
        case(lr=lr, mu=0.5, curvature=-curvature),
        case(lr=0.0, mu=0.5, curvature=curvature),
        case(lr=lr, mu=0.5, curvature=0.0),
    ]


wrong = wrong_versions(momentum_stable)
LIMIT = "0 < lr * curvature < 2 * (1 + mu)"
RANGE = "0 <= mu < 1"

EXERCISE = Exercise(
    id="momentum_stable",
    notebook="04_momentum",
    points=4,
    reference=momentum_stable,
    results=(Part("the verdict"),),
    properties=(
        Property(
            "limit",
            "the limit of the rate grows with the momentum",
            2,
            _limits,
            "Without momentum the limit of lr * curvature is 2. What is it for mu = 0.5?",
        ),
        Property(
            "momentum-range",
            "momentum lies between 0 and 1: 0 is allowed, 1 is not",
            1,
            _ends,
            "What does a velocity do that loses nothing? And is no momentum at all allowed?",
        ),
        Property(
            "signs",
            "a rate or a curvature that is not above 0 does not converge",
            1,
            _signs,
            "On a hill, or with a rate below 0, where does the ball roll? And with a rate of 0?",
        ),
    ),
    misconceptions=(
        wrong(
            "limit-without-momentum",
            "This is the limit of plain gradient descent. Does momentum move it?",
            (LIMIT, "0 < lr * curvature < 2"),
        ),
        wrong(
            "limit-shrinks",
            "Does momentum allow larger rates, or only smaller ones?",
            (LIMIT, "0 < lr * curvature < 2 * (1 - mu)"),
        ),
        wrong(
            "limit-divided",
            "What is the limit for mu = 0.5: 3 or 4?",
            (LIMIT, "0 < lr * curvature < 2 / (1 - mu)"),
        ),
        wrong(
            "limit-not-doubled",
            "Without momentum your limit is 1. What is it for plain gradient descent?",
            (LIMIT, "0 < lr * curvature < 1 + mu"),
        ),
        wrong(
            "brackets",
            "Read `2 * 1 + mu` as Python does. What is the limit for mu = 0.9?",
            (LIMIT, "0 < lr * curvature < 2 + mu"),
        ),
        wrong(
            "curvature-forgotten",
            "Make the bowl ten times steeper: is the same rate still stable?",
            (LIMIT, "0 < lr < 2 * (1 + mu)"),
        ),
        wrong(
            "no-overshoot",
            "A swing that shrinks converges, too. At which rate does it stop shrinking?",
            (LIMIT, "0 < lr * curvature < (1 - mu**0.5) ** 2"),
        ),
        wrong(
            "momentum-not-limited",
            "What does a velocity do that loses nothing, or grows by itself?",
            (" and " + RANGE, ""),
        ),
        wrong(
            "momentum-of-one",
            "With mu = 1 nothing slows the ball down. Does it come to rest?",
            (RANGE, "0 <= mu <= 1"),
        ),
        wrong(
            "no-momentum-refused",
            "mu = 0 is plain gradient descent. Does it converge?",
            (RANGE, "0 < mu < 1"),
        ),
        wrong(
            "negative-momentum",
            "Which values of mu does the condition allow? Is -0.3 among them?",
            (RANGE, "mu < 1"),
        ),
        wrong(
            "sign-of-the-rate",
            "What does a rate below 0 do on a bowl?",
            (LIMIT, "lr * curvature < 2 * (1 + mu)"),
        ),
        wrong(
            "size-of-the-rate",
            "A rate below 0 goes uphill. Does its size matter?",
            (LIMIT, "0 < abs(lr * curvature) < 2 * (1 + mu)"),
        ),
        wrong(
            "standstill",
            "With a rate of 0 nothing moves. Does it converge from every start?",
            (LIMIT, "0 <= lr * curvature < 2 * (1 + mu)"),
        ),
        wrong(
            "upside-down",
            "True should mean that it converges. What does yours mean?",
            ("return " + LIMIT + " and " + RANGE, "return not (" + LIMIT + " and " + RANGE + ")"),
        ),
    ),
    worked_example=worked_example("tries three rates with mu = 0.5"),
)
