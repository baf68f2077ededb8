"""The channel's language: what is written is read, and nothing else is."""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.core.values import Token, Unusable
from autograder.sandbox import protocol
from autograder.sandbox.protocol import Callback, ProtocolError

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text("abc xyz äöü ∇", max_size=50)
    | st.builds(Token, st.integers(-(2**63), 2**63 - 1))
    | st.builds(Callback, st.integers(0, 1000))
    | st.just(Unusable("ragged", "list"))
)
arrays = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
)
values = st.recursive(
    scalars | arrays,
    lambda each: (
        st.lists(each, max_size=4).map(tuple)
        | st.dictionaries(st.text("abcdef_", max_size=8), each, max_size=4)
    ),
    max_leaves=12,
)


def same(one, other):
    if isinstance(one, np.ndarray):
        return (
            isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (one != one and other != other)
    if type(one) is tuple:
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) is dict:
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return one == other


@given(values)
def test_a_value_survives_the_journey(value):
    frame = protocol.encode_frame({"op": "value", "value": protocol.to_wire(value)})
    message = protocol.decode_frame(frame[protocol.HEADER.size :])
    assert same(protocol.from_wire(message["value"]), value)


def test_an_array_that_was_read_can_be_written_to_and_is_not_shared():
    array = protocol.from_wire(protocol.to_wire(np.arange(3.0)))
    array[0] = 7.0
    assert array.flags.owndata and array[0] == 7.0


def test_views_and_fortran_order_arrive_as_their_values():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))[:, ::-1]
    np.testing.assert_array_equal(protocol.from_wire(protocol.to_wire(array)), array)


@pytest.mark.parametrize(
    "number", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]
)
def test_special_floats_keep_their_bits(number):
    wire = json.loads(json.dumps(protocol.to_wire(number)))
    assert struct.pack("d", protocol.from_wire(wire)) == struct.pack("d", number)


BAD_PAYLOADS = {
    "not JSON": b"hello",
    "not UTF-8": b'{"op": "\xff"}',
    "trailing bytes": b'{"op": "a"} x',
    "two messages": b'{"op": "a"}{"op": "a"}',
    "not an object": b'["op"]',
    "no op": b'{"po": "a"}',
    "op is a number": b'{"op": 1}',
    "same key twice": b'{"op": "a", "op": "b"}',
    "same key twice, deeper": b'{"op": "a", "x": {"y": 1, "y": 2}}',
    "NaN token": b'{"op": NaN}',
    "infinity token": b'{"op": "a", "x": -Infinity}',
    "a number beyond float64": b'{"op": "a", "x": 1e999}',
    "many digits": b'{"op": "a", "x": ' + b"1" * 5000 + b"}",
    "many digits after the point": b'{"op": "a", "x": 0.' + b"1" * 5000 + b"}",
    "deep": b'{"op": "a", "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "many parts": b'{"op": "a", "x": [' + b"0," * 200_000 + b"0]}",
    "empty": b"",
    "NUL bytes": bytes(64),
}


@pytest.mark.parametrize("payload", BAD_PAYLOADS.values(), ids=BAD_PAYLOADS.keys())
def test_a_payload_that_is_no_message_is_refused(payload):
    with pytest.raises(ProtocolError):
        protocol.decode_frame(payload)


@pytest.mark.parametrize("length", [0, 1, protocol.MAX_FRAME + 1, 2**32 - 1])
def test_a_declared_length_outside_the_bounds_is_refused(length):
    with pytest.raises(ProtocolError):
        protocol.frame_length(struct.pack(">I", length))


def test_a_message_that_is_too_large_is_not_written():
    with pytest.raises(protocol.FrameTooLarge, match="at most"):
        protocol.encode_frame({"op": "a", "x": "x" * protocol.MAX_FRAME})
    with pytest.raises(protocol.FrameTooLarge, match="parts"):
        protocol.encode_frame({"op": "a", "x": [0] * protocol.MAX_NODES})


@given(st.text())
def test_text_in_a_blob_is_one_part(text):
    blob = protocol.to_blob(text)
    assert not set(blob) & set("[{,:")
    assert protocol.blob_field({"x": blob}, "x", 4 * len(text)) == text


@pytest.mark.parametrize("blob", [3, "!!!!", "A", "/w==", "A" * 100], ids=str)
def test_a_blob_that_is_none_is_refused(blob):
    with pytest.raises(ProtocolError):
        protocol.blob_field({"x": blob}, "x", 30)


EIGHT = "AAAAAAAA8D8="  # base64 of 1.0
BAD_WIRES = {
    "unknown kind": {"k": "pickle", "v": "gASV"},
    "kind is a list": {"k": ["f64"], "s": [1], "b": EIGHT},
    "no kind": {"s": [1], "b": EIGHT},
    "a bare list": [1, 2],
    "an extra key": {"k": "f64", "s": [1], "b": EIGHT, "x": 1},
    "a missing key": {"k": "f64", "b": EIGHT},
    "negative size": {"k": "f64", "s": [-1], "b": EIGHT},
    "a size that is a float": {"k": "f64", "s": [1.0], "b": EIGHT},
    "a size that is a truth value": {"k": "f64", "s": [True], "b": EIGHT},
    "sizes whose product overflows": {"k": "f64", "s": [2**40, 2**40], "b": EIGHT},
    "a thousand million elements": {"k": "f64", "s": [10**9], "b": ""},
    "sizes that hide behind a zero": {"k": "f64", "s": [0, 10**5, 10**5], "b": ""},
    "too many dimensions": {"k": "f64", "s": [1] * 65, "b": EIGHT},
    "too few bytes": {"k": "f64", "s": [2], "b": EIGHT},
    "too many bytes": {"k": "f64", "s": [], "b": EIGHT + EIGHT},
    "not base64": {"k": "f64", "s": [1], "b": "!!!!!!!!!!!!"},
    "padding in the middle": {"k": "f64", "s": [1], "b": "AA==AAAA8D8="},
    "not ASCII": {"k": "f64", "s": [1], "b": "äääääääääääA"},
    "bytes are a number": {"k": "f64", "s": [1], "b": 3},
    "a truth value of 2": {"k": "bool", "s": [1], "b": "Ag=="},
    "a float that is no name": {"k": "float", "v": "1e5"},
    "a float that is a list": {"k": "float", "v": []},
    "a whole number beyond 64 bits": 2**63,
    "a long text": "x" * 300,
    "half a character": "\ud800",
    "a token that is no number": {"k": "token", "v": "1"},
    "an unusable of an unknown code": {"k": "unusable", "code": "x", "detail": ""},
    "an unusable whose code is a list": {"k": "unusable", "code": [], "detail": ""},
    "a dict of too many keys": {"k": "dict", "v": {str(n): 1 for n in range(2000)}},
    "a long key": {"k": "dict", "v": {"x" * 300: 1}},
    "a tuple that is a dict": {"k": "tuple", "v": {}},
}


@pytest.mark.parametrize("wire", BAD_WIRES.values(), ids=BAD_WIRES.keys())
def test_a_wire_form_that_is_no_value_is_refused(wire):
    with pytest.raises(ProtocolError):
        protocol.from_wire(wire)


def test_a_value_nested_too_deep_is_refused():
    wire = 1
    for _ in range(protocol.MAX_WIRE_DEPTH + 1):
        wire = {"k": "tuple", "v": [wire]}
    with pytest.raises(ProtocolError):
        protocol.from_wire(wire)


def test_control_characters_and_direction_marks_do_not_come_through():
    assert protocol.from_wire("a\x00b\u202ec\x1b[31m") == "a\ufffdb\ufffdc\ufffd[31m"


json_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=4)
        | st.dictionaries(st.sampled_from(["k", "s", "b", "v", "op", "x"]), each, max_size=5)
    ),
    max_leaves=10,
)


@settings(max_examples=1000)
@given(
    json_trees
    | st.fixed_dictionaries(
        {"k": st.sampled_from([*protocol._READERS, "x"])},
        optional={"s": json_trees, "b": json_trees, "v": json_trees, "code": json_trees},
    )
)
def test_no_tree_makes_the_reader_raise_anything_else(tree):
    try:
        protocol.from_wire(tree)
    except ProtocolError:
        return


def test_what_cannot_cross_is_said_by_name():
    with pytest.raises(TypeError, match="complex"):
        protocol.to_wire(1j)
    with pytest.raises(TypeError, match="complex128"):
        protocol.to_wire(np.array([1j]))


def test_a_tree_of_refused_size_costs_no_memory():
    """A declared size is multiplied before anything is allocated."""
    import tracemalloc

    wire = {"k": "f64", "s": [1000, 1000, 1000], "b": ""}
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            protocol.from_wire(wire)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
