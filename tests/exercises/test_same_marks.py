"""The same wrong code gets the same points and the same hint, whatever hidden inputs are drawn."""

import pytest

from autograder import exercises
from autograder.core.judge import judge
from autograder.core.local import LocalSubject
from autograder.core.seeds import rng_for
from autograder.core.variant import function_of

SEEDS = range(100, 106)
# Where the marks of a wrong version may differ from draw to draw, and why.
MAY_DIFFER = {
    "recipe": "a recipe earns what training with it gives, on seeds of our own",
    "successive_halving": "with wrong budgets, the rate that wins is the right one in some races",
}
NAMES = [name for name in exercises.names() if name not in MAY_DIFFER]


@pytest.mark.parametrize("name", NAMES)
def test_the_points_of_a_known_mistake_do_not_depend_on_the_draw(name):
    exercise = exercises.load(name)
    for mistake in exercise.misconceptions:
        found = set()
        for seed in SEEDS:
            wrong = LocalSubject(function_of(mistake.source, name), name, seconds_per_call=5.0)
            report = judge(exercise, wrong, rng_for(seed, name), secret=True, picture=False)
            found.add((report.score, report.hint_ids))
        assert len(found) == 1, (mistake.id, found)
