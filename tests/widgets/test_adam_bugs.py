"""Twelve broken Adams behave as published, the right one as Kingma & Ba 2015, Algorithm 1."""

import numpy as np
import pytest

from lrlib.optimizers import OPTIMIZERS
from lrlib.widgets.adam_bugs import BUGS, steps

# Steps 1, 2, 3 and 10 divided by the rate, for a gradient that is always 1, computed by hand
# from beta1 = 0.9, beta2 = 0.999: for example 0.1 / sqrt(0.001) = 3.162.
SIGNATURES_bug_steps = [
    ("correct", (1, 1, 1, 1)),
    ("no bias correction", (3.162, 4.250, 4.950, 6.528)),
    ("t starts at 2", (0.744, 0.858, 0.910, 0.995)),
    ("t never advances", (1, 1.344, 1.565, 2.064)),
    ("only m corrected", (31.62, 22.37, 18.27, 10.02)),
    ("only v corrected", (0.1, 0.19, 0.271, 0.651)),
    ("state is reset", (1, 0.744, 0.639, 0.484)),
    ("corrected values kept", (1, 0.235, 0.0437, 6.6e-8)),
    ("v made from m", (10, 6.59, 5.01, 2.22)),
    ("gradient in place of m", (1, 1, 1, 1)),
    ("no square root", (1, 1, 1, 1)),
    ("sign of the gradient", (1, 1, 1, 1)),
    ("eps outside the fraction", (1, 1, 1, 1)),
]


@pytest.mark.parametrize(("bug", "expected"), SIGNATURES_bug_steps)
def test_steps_for_a_constant_gradient(bug, expected):
    np.testing.assert_allclose(steps(bug, np.ones(10))[[0, 1, 2, 9]], expected, rtol=5e-3)


def test_every_bug_has_a_signature():
    assert {bug for bug, _ in SIGNATURES_bug_steps} == set(BUGS)
    assert len(BUGS) == 13  # the right one and twelve bugs


def test_the_right_one_is_the_librarys_adam():
    grads = np.random.default_rng(5).normal(size=12)
    adam, theta = OPTIMIZERS["adam"](0.8, 0.97, 0.01), np.zeros(1)
    state, path = adam.init(theta), [0.0]
    for grad in grads:
        theta, state = adam.step(theta, np.array([grad]), state, 1.0)
        path.append(theta[0])
    np.testing.assert_allclose(steps("correct", grads, b1=0.8, b2=0.97, eps=0.01), -np.diff(path))


@pytest.mark.parametrize("bug", sorted(set(BUGS) - {"correct"}))
def test_some_stream_exposes_every_bug(bug):
    grads = np.array([1.0, -0.5, 0.02, 3.0, -0.7, 0.3, 0.01, 1.5, -2.0, 0.4])
    wrong, right = steps(bug, grads, eps=0.01), steps("correct", grads, eps=0.01)
    assert np.max(np.abs(wrong - right)) > 0.01
