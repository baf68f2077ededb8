"""The mutator changes one thing at a time, and says what."""

import numpy as np

from autograder.core.mutate import mutants

SOURCE = """
def f(x, y):
    z = 2.0 * x
    if x < y:
        return -z
    return max(x, y)
"""


def test_every_mutant_is_another_program_and_says_what_changed():
    found = mutants(SOURCE, "f", 1000, np.random.default_rng(0))
    assert len({mutant.source for mutant in found}) == len(found) > 12
    for mutant in found:
        compile(mutant.source, "mutant", "exec")
        before, _, after = mutant.change.partition(" -> ")
        assert before != after


def test_all_kinds_of_change_occur():
    changes = {mutant.change for mutant in mutants(SOURCE, "f", 1000, np.random.default_rng(0))}
    assert "z = 2.0 * x -> z = 2.0 / x" in changes
    assert "if x < y: -> if x <= y:" in changes
    assert "return -z -> return z" in changes
    assert "return max(x, y) -> return min(x, y)" in changes
    assert "z = 2.0 * x -> z = 4.0 * x" in changes
    assert "z = 2.0 * x -> z = 2.0 * y" in changes


def test_the_limit_and_the_seed_choose():
    one = mutants(SOURCE, "f", 5, np.random.default_rng(1))
    assert one == mutants(SOURCE, "f", 5, np.random.default_rng(1))
    assert len(one) == 5
