"""A known mistake is the one that does the same; one that never does has a symptom."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Misconception, Property, case
from autograder.core.judge import judge
from autograder.core.local import LocalSubject

GENERATOR = np.random.default_rng()


def draw(seed):
    return np.random.default_rng(seed).random(3)


def _twice(rng):
    seed = int(rng.integers(1000))
    return [case(seed=seed), case(seed=seed)]


def _different_every_time(calls):
    one, other = (call.yours.outcome.value for call in calls)
    return bool(np.any(one != other))


EXERCISE = Exercise(
    id="draw",
    notebook="none",
    points=1,
    reference=draw,
    results=(Part("the draws"),),
    properties=(Property("draws", "the draws follow the seed", 1, _twice, "Whose seed?"),),
    misconceptions=(
        Misconception(
            "unseeded",
            "import numpy as np\ndef draw(seed):\n    return np.random.default_rng().random(3)\n",
            "Does the generator know the seed?",
            symptom=_different_every_time,
        ),
        Misconception(
            "seed-hard-coded",
            "import numpy as np\ndef draw(seed):\n    return np.random.default_rng(0).random(3)\n",
            "Do two seeds give two results?",
        ),
    ),
    worked_example="none",
)


def hint_ids(function):
    report = judge(EXERCISE, LocalSubject(function, "draw"), np.random.default_rng(1))
    assert not report.passed
    return report.hint_ids


def test_code_that_never_does_the_same_twice_is_known_by_its_symptom():
    assert hint_ids(lambda seed: GENERATOR.random(3)) == ("unseeded",)


def test_code_that_does_the_same_twice_does_not_have_that_symptom():
    assert hint_ids(lambda seed: np.random.default_rng(0).random(3)) == ("seed-hard-coded",)
    assert hint_ids(lambda seed: np.zeros(3)) == ()
