"""What one submission does is not seen in the result of another (I2; numbers 100 and 101)."""

import os

import attack_corpus as attacks
import numpy as np
import pytest

from autograder.sandbox import Cell, Limits, Sandbox
from autograder.sandbox.jail import bubblewrap
from autograder.sandbox.protocol import to_wire

LIMITS = Limits(cpu_cell=1, cpu_subject=1, wall_factor=8.0, memory=256 * 2**20)
HONEST = [
    Cell("numbers", "import random\nimport numpy as np\nr = [random.random(), np.random.rand()]"),
    Cell("output", "print(r, hash('text'), sorted({'b', 'a'}))\nnp.float64(2) * r[0]"),
    Cell("error", "1 / 0"),
    Cell("step", "def step(x):\n    return x * r[1] + random.random()"),
]
# One of each way to do harm: patch, write, leave running, crash, fill up.
HARMFUL = [
    attack
    for attack in attacks.ATTACKS
    if attack.number in (3, 7, 12, 26, 27, 61, 63, 65, 66, 71, 99, 100)
]


@pytest.fixture(scope="module")
def sandbox():
    if bubblewrap() is None and "CI" not in os.environ:
        pytest.skip("bubblewrap is not installed: `autograder doctor` names the command")
    with Sandbox("strong", limits=LIMITS) as started:
        yield started


def honest_result(sandbox, seed=3):
    """All that is recorded of the honest submission, but for the time it took."""
    with sandbox.load(HONEST, seed=seed) as loaded:
        cells = [(each.status, each.error, each.outputs) for each in loaded.results]
        values = []
        for _ in range(2):
            with loaded.subject("step") as subject:
                values.append(subject.call((np.arange(3.0),), {}).value)
    return cells, [to_wire(value) for value in values]


def test_an_honest_submission_is_the_same_before_and_after_every_harmful_one(sandbox):
    alone = honest_result(sandbox)
    assert [status for status, _, _ in alone[0]] == ["ok", "ok", "error", "ok"]
    for attack in HARMFUL:
        cells = [Cell("hostile", attack.source)]
        with sandbox.load(cells, seed=1) as loaded, loaded.subject("target") as subject:
            subject.call((3.0,), {})
        assert honest_result(sandbox) == alone, attack.id


def test_two_sandboxes_give_the_same_and_another_seed_gives_something_else(sandbox):
    with Sandbox("strong", limits=LIMITS) as other:
        assert honest_result(other) == honest_result(sandbox)
        assert honest_result(other, seed=4) != honest_result(sandbox)


def test_exercises_of_one_submission_start_from_the_same_random_numbers(sandbox):
    _, (first, second) = honest_result(sandbox)
    assert first == second
