"""Whatever a student returns becomes a plain value, or one sentence that says why not."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.core.values import SENTENCES, Token, Unusable, canonical, sentence


class LyingFloat(float):
    def __float__(self):
        return 1e9

    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0


class LyingList(list):
    def __len__(self):
        return 10**15

    def __iter__(self):
        raise RuntimeError("no")


class LyingArray(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return 0.0

    def __array_function__(self, *args, **kwargs):
        return 0.0


class FloatThatRaises:
    def __float__(self):
        raise SystemExit(3)


class LyingClass:
    @property
    def __class__(self):
        return float


class Opaque:
    pass


def itself():
    loop = []
    loop.append(loop)
    return loop


OBJECT_VALUE = [
    (1, 1),
    (2.5, 2.5),
    (True, True),
    (np.float64(3.25), 3.25),
    (np.bool_(False), False),
    (np.int8(-3), -3),
    (np.longdouble(2.5), 2.5),
    (np.array(2.5), np.array(2.5)),
    ([1, 2.5], np.array([1.0, 2.5])),
    ((1, 2), np.array([1.0, 2.0])),
    (range(3), np.array([0.0, 1.0, 2.0])),
    (Fraction(1, 4), 0.25),
    (Decimal("0.5"), 0.5),
    (10**30, 1e30),
    ("text", "text"),
    ("a\x00b\u202ec", "a�b�c"),
    (Token(4), Token(4)),
    (LyingFloat(2.5), 2.5),
    (LyingList([1.0, 4.0]), np.array([1.0, 4.0])),
    (np.array([1.0, 4.0]).view(LyingArray), np.array([1.0, 4.0])),
    (np.array([1, 2], dtype=np.uint8), np.array([1, 2])),
]

OBJECT_CODE = [
    (None, "none"),
    ((x for x in (1, 2)), "generator"),
    (map(abs, [1]), "generator"),
    (abs, "function"),
    (float, "function"),
    (lambda: 1, "function"),
    (1j, "complex"),
    (np.array([1j]), "complex"),
    (np.array([None]), "object-array"),
    (np.array(["a"]), "array-dtype"),
    (np.ma.array([1.0]), "masked"),
    (np.ones((2, 2)).view(np.matrix), "matrix"),
    (10**400, "huge-int"),
    ([1, 10**400], "huge-int"),
    ("x" * 201, "string-too-long"),
    (b"12", "bytes"),
    ({1: 2}, "bad-keys"),
    ({"a": None}, "none"),
    ([1, None], "none"),
    ({1, 2}, "other-type"),
    (Opaque(), "other-type"),
    (LyingClass(), "other-type"),
    (itself(), "too-deep"),
    (np.zeros((2000, 1000)), "too-large"),
    (np.broadcast_to(0.0, (10**6, 10**6)), "too-large"),
    ([0.0] * 1_000_001, "too-large"),
    (FloatThatRaises(), "unreadable"),
]


@pytest.mark.parametrize(("obj", "value"), OBJECT_VALUE, ids=lambda x: type(x).__name__)
def test_numbers_come_out_as_plain_values(obj, value):
    got = canonical(obj)
    assert type(got) is type(value)
    np.testing.assert_array_equal(got, value)


@pytest.mark.parametrize(("obj", "code"), OBJECT_CODE, ids=[c for _, c in OBJECT_CODE])
def test_everything_else_has_a_sentence_of_its_own(obj, code):
    got = canonical(obj)
    assert isinstance(got, Unusable)
    assert got.code == code
    assert sentence(got).endswith((".", "?"))


def test_every_code_has_another_sentence():
    assert len(set(SENTENCES.values())) == len(SENTENCES)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_low_precision_stays_visible(dtype):
    assert canonical(dtype(0.5)).dtype == np.float32
    assert canonical(np.ones(3, dtype)).dtype == np.float32


def test_a_result_is_a_copy():
    array = np.zeros(3)
    got = canonical((array, array))
    array[0] = 7.0
    assert got[0][0] == got[1][0] == 0.0


def test_a_ragged_list_stays_a_tuple_of_rows():
    rows = canonical([[1, 2], [3]])
    assert [row.tolist() for row in rows] == [[1.0, 2.0], [3.0]]


def test_the_sentence_survives_any_detail():
    assert "\x00" not in sentence(Unusable("other-type", "{0}\x00"))


def plain(value):
    if isinstance(value, tuple):
        return all(map(plain, value))
    if isinstance(value, dict):
        return all(type(k) is str and plain(v) for k, v in value.items())
    if isinstance(value, np.ndarray):
        return type(value) is np.ndarray and value.dtype in (
            np.float64,
            np.float32,
            np.int64,
            np.bool_,
        )
    return type(value) in (bool, int, float, str, Token, Unusable)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=300),
    st.binary(),
    st.fractions(),
    st.decimals(),
    st.dates(),
    st.functions(),
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_dims=3, max_side=3)),
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner, max_size=3),
        st.sets(st.integers()),
        st.iterables(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(OBJECTS)
def test_nothing_makes_the_conversion_raise(obj):
    assert plain(canonical(obj))
