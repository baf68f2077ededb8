"""Right numbers pass in any honest form; wrong ones are named for what they are."""

import numpy as np
import pytest

from autograder.core.compare import Part, compare
from autograder.core.subject import Fault, Outcome
from autograder.core.values import canonical

ONE = (Part("x"),)
TWO = (Part("theta", moves="theta"), Part("v", state=True))


def found(got, want, parts=ONE, **arguments):
    mismatch = compare(
        Outcome(canonical(got)), Outcome(canonical(want)), parts, arguments=arguments
    )
    return None if mismatch is None else mismatch.code


GOT_WANT_CODE = [
    (2.0, 2.0, None),
    (2, 2.0, None),
    (np.float32(0.1), 0.1, None),
    (np.array(2.0), 2.0, None),
    (1.0, True, None),
    (np.bool_(True), True, None),
    ([1, 2], np.array([1.0, 2.0]), None),
    ([[1, 2], [3, 4]], np.array([[1.0, 2.0], [3.0, 4.0]]), None),
    ([np.zeros(()), np.ones(())], np.array([0.0, 1.0]), None),
    (np.inf, np.inf, None),
    (np.nan, np.nan, None),
    (-0.0, 0.0, None),
    (1.0 + 0.5e-6, 1.0, None),
    (1.0 + 2e-6, 1.0, "value"),
    (np.float32(1.0005), 1.0, "value"),
    (0.5, True, "kind"),
    (np.nan, 1.0, "nan"),
    (np.inf, 1.0, "inf"),
    (1.0, np.nan, "value"),
    (np.ones(2), np.ones(3), "shape"),
    (np.ones((1, 3)), np.ones(3), "shape"),
    (np.ones(1), 1.0, "shape"),
    ([[1, 2], [3]], np.ones((2, 2)), "ragged"),
    ("1.0", 1.0, "kind"),
    ({"a": 1}, 1.0, "kind"),
    (None, 1.0, "none"),
    ("too low", "too low", None),
    ("Too low", "too low", "value"),
    (3, "too low", "kind"),
]


@pytest.mark.parametrize(("got", "want", "code"), GOT_WANT_CODE)
def test_one_result(got, want, code):
    assert found(got, want) == code


def test_a_large_theta_does_not_hide_a_wrong_step():
    start, step = np.full(3, 1e5), 1e-2
    right = (start - step, np.ones(3))
    assert found((start - 1.001 * step, np.ones(3)), right, TWO, theta=start) == "value"
    assert found((start - step, np.ones(3)), right, TWO, theta=start) is None


def test_a_small_state_is_compared_relative_to_itself():
    start = np.ones(2)
    right = (start, np.full(2, 1e-18))
    assert found((start, np.full(2, 1.1e-18)), right, TWO, theta=start) == "value"
    assert found((start, np.full(2, 1e-18)), right, TWO, theta=start) is None


def test_a_float32_step_is_allowed_its_rounding():
    start = np.array([1.7, -0.3])
    right = (start - 1e-3, np.ones(2))
    single = (right[0].astype(np.float32), np.ones(2, np.float32))
    assert found(single, right, TWO, theta=start) is None


@pytest.mark.parametrize(
    ("got", "code"),
    [
        ((np.ones(2), np.ones(2)), None),
        ([np.ones(2), np.ones(2)], None),
        (np.ones((2, 2)), None),
        (np.ones(3), "count"),
        (1.0, "count"),
        ((np.ones(2),), "count"),
        ((np.ones(2), None), "none"),
        ((np.ones(2), "v"), "kind"),
    ],
)
def test_several_results(got, code):
    assert found(got, (np.ones(2), np.ones(2)), TWO, theta=np.zeros(2)) == code


def test_an_error_is_right_where_the_reference_raises_one():
    right = Outcome(fault=Fault("error", "ValueError: lr > 0"))
    same = Outcome(fault=Fault("error", "ValueError: something else"))
    other = Outcome(fault=Fault("error", "TypeError: something else"))
    assert compare(same, right, ONE, {}) is None
    assert compare(other, right, ONE, {}).code == "error"
    assert compare(Outcome(1.0), right, ONE, {}).code == "no-error"


def test_sentences_do_not_tell_the_right_number():
    got, want = Outcome(canonical([1.0, 2.0])), Outcome(canonical([1.0, 2.7182]))
    mismatch = compare(got, want, ONE, {})
    assert "2.7" not in mismatch.sentence
    assert "index 1" in mismatch.sentence
    assert mismatch.want == "[1, 2.7182]"
