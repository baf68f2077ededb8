"""The language between the grader and a student's process: bounded JSON, never pickle.

A frame is four bytes of length (big-endian) and that many bytes of UTF-8 JSON, one object with the
key "op". Numbers that JSON cannot say, and arrays, are objects with the key "k":

    {"k": "f64", "s": [2, 3], "b": "<base64 of the little-endian bytes>"}     also f32, i64, bool
    {"k": "float", "v": "nan"}                                                also inf, -inf
    {"k": "tuple", "v": [...]}   {"k": "dict", "v": {...}}   {"k": "token", "v": 7}
    {"k": "unusable", "code": "none", "detail": ""}   {"k": "callback", "v": 0}   null

The reader trusts nothing: sizes are checked before memory is used, and whatever is not exactly
right raises `ProtocolError`, the only exception that leaves this file for bad input.
"""

import base64
import binascii
import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from autograder.core.text import clean
from autograder.core.values import MAX_ELEMENTS, MAX_KEYS, MAX_TEXT, SENTENCES, Token, Unusable

MAX_FRAME = 12 * 2**20  # a float64 array of MAX_ELEMENTS as base64, and room for the rest
MAX_NODES = 120_000  # brackets, commas and colons in one frame: bounds what json.loads allocates
MAX_DIMENSIONS = 64  # as many as NumPy has
MAX_WIRE_DEPTH = 12
MAX_INT_DIGITS = 20
HEADER = struct.Struct(">I")

_DTYPES = {
    kind: np.dtype(code)
    for kind, code in {"f64": "<f8", "f32": "<f4", "i64": "<i8", "bool": "|b1"}.items()
}
_NATIVE = {kind: dtype.newbyteorder("=") for kind, dtype in _DTYPES.items()}
_KINDS = {dtype: kind for kind, dtype in _DTYPES.items()}
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class ProtocolError(Exception):
    """The other side sent something that is not a message."""


class FrameTooLarge(ValueError):
    """A message that this side wants to send does not fit into a frame."""


@dataclass(frozen=True)
class Callback:
    """Stands for a function that only the grader's side can call; `index` says which one."""

    index: int


Message = dict[str, Any]


def encode_frame(message: Message) -> bytes:
    """`message` as one frame.

    >>> encode_frame({"op": "bye"})
    b'\\x00\\x00\\x00\\x0c{"op":"bye"}'
    """
    payload = _ENCODER.encode(message).encode("utf-8", "replace")
    if len(payload) > MAX_FRAME or _parts(payload) > MAX_NODES:
        raise FrameTooLarge(
            f"a frame holds at most {MAX_FRAME} bytes and {MAX_NODES} parts, "
            f"got {len(payload)} and {_parts(payload)}"
        )
    return HEADER.pack(len(payload)) + payload


def frame_length(header: bytes) -> int:
    """The number of bytes that follow a header.

    >>> frame_length(b"\\x00\\x00\\x00\\x0c")
    12
    """
    (length,) = HEADER.unpack(header)
    if not 2 <= length <= MAX_FRAME:
        raise ProtocolError(f"a frame holds 2 to {MAX_FRAME} bytes, this one declares {length}")
    return int(length)


def decode_frame(payload: bytes) -> Message:
    """The message in the bytes after the header.

    >>> decode_frame(b'{"op": "bye"}')
    {'op': 'bye'}
    """
    if _parts(payload) > MAX_NODES:
        raise ProtocolError(f"a message has at most {MAX_NODES} parts")
    try:
        message = _DECODER.decode(payload.decode("utf-8"))
    except ProtocolError:
        raise
    except (ValueError, RecursionError):
        raise ProtocolError("a frame that is not JSON") from None
    if type(message) is not dict or type(message.get("op")) is not str:
        raise ProtocolError('a message is an object with the text "op"')
    return message


def _parts(payload: bytes) -> int:
    """At most this many objects come out of the payload."""
    return sum(map(payload.count, (b"[", b"{", b",", b":")))


def _object(pairs: list[tuple[str, Any]]) -> Message:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ProtocolError("an object with the same key twice")
    return result


def _constant(token: str) -> NoReturn:
    raise ProtocolError(f"the number {token}, which is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > MAX_INT_DIGITS:
        raise ProtocolError(f"a whole number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= 40 else math.inf
    if not math.isfinite(number):
        raise ProtocolError("a number that no float64 holds, or of more than 40 digits")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
)


# --- fields -------------------------------------------------------------------------------------


def blob_field(message: Message, key: str, limit: int) -> str:
    """The text under `key` that was sent as base64 of its UTF-8, at most `limit` bytes of it."""
    data = message.get(key)
    if type(data) is not str or len(data) > 4 * (limit // 3 + 1):
        raise ProtocolError(f"{key!r} should be at most {limit} bytes in base64")
    try:
        return base64.b64decode(data, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise ProtocolError(f"{key!r} should be text in base64") from None


def to_blob(text: str) -> str:
    """`text` for a `blob_field`: however many brackets it holds, it counts as one part.

    >>> to_blob("[,]")
    'Wyxd'
    """
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


def text_field(message: Message, key: str, limit: int) -> str:
    """The text under `key`, at most `limit` characters, all of which can be written as UTF-8."""
    text = message.get(key)
    if type(text) is not str or len(text) > limit:
        raise ProtocolError(f"{key!r} should be a text of at most {limit} characters")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ProtocolError(f"{key!r} holds half a character") from None
    return text


def int_field(message: Message, key: str, low: int = 0, high: int = 2**63 - 1) -> int:
    """The whole number under `key`, between `low` and `high`."""
    number = message.get(key)
    if type(number) is not int or not low <= number <= high:
        raise ProtocolError(f"{key!r} should be a whole number from {low} to {high}")
    return number


def list_field(message: Message, key: str, limit: int) -> list[Any]:
    """The list under `key`, of at most `limit` entries."""
    entries = message.get(key)
    if type(entries) is not list or len(entries) > limit:
        raise ProtocolError(f"{key!r} should be a list of at most {limit} entries")
    return entries


def dict_field(message: Message, key: str, limit: int) -> Message:
    """The object under `key`, of at most `limit` keys."""
    entries = message.get(key)
    if type(entries) is not dict or len(entries) > limit:
        raise ProtocolError(f"{key!r} should be an object of at most {limit} keys")
    return entries


# --- values -------------------------------------------------------------------------------------


def to_wire(value: Any) -> Any:
    """A value (see `autograder.core.values`), `None`, `Unusable` or `Callback`, ready for JSON.

    >>> to_wire((1, float("nan")))
    {'k': 'tuple', 'v': [1, {'k': 'float', 'v': 'nan'}]}
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, np.ndarray):
        return _array_to_wire(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"k": "float", "v": str(float(value))}
    for kind, writer in _WRITERS:
        if isinstance(value, kind):
            return writer(value)
    if isinstance(value, np.generic):
        return to_wire(value.item())
    raise TypeError(f"{type(value).__name__} does not cross to the student's process")


def _array_to_wire(array: np.ndarray[Any, Any]) -> Message:
    kind = _KINDS.get(array.dtype)
    if kind is None:
        raise TypeError(f"an array of {array.dtype} does not cross to the student's process")
    data = np.ascontiguousarray(array).tobytes()
    return {"k": kind, "s": list(array.shape), "b": base64.b64encode(data).decode("ascii")}


_WRITERS: tuple[tuple[type, Callable[[Any], Message]], ...] = (
    (Token, lambda token: {"k": "token", "v": token.id}),
    (Callback, lambda callback: {"k": "callback", "v": callback.index}),
    (Unusable, lambda it: {"k": "unusable", "code": it.code, "detail": it.detail}),
    (tuple, lambda items: {"k": "tuple", "v": [to_wire(item) for item in items]}),
    (list, lambda items: {"k": "tuple", "v": [to_wire(item) for item in items]}),
    (dict, lambda items: {"k": "dict", "v": {key: to_wire(item) for key, item in items.items()}}),
)


def from_wire(wire: Any, depth: int = MAX_WIRE_DEPTH) -> Any:
    """The inverse of `to_wire`; anything else raises `ProtocolError`.

    >>> from_wire({"k": "f64", "s": [1], "b": "AAAAAAAA8D8="})
    array([1.])
    """
    if depth < 0:
        raise ProtocolError(f"a value nested more than {MAX_WIRE_DEPTH} deep")
    if wire is None or type(wire) in (bool, float):
        return wire
    if type(wire) is int:
        return int_field({"value": wire}, "value", -(2**63))
    if type(wire) is str:
        return clean(text_field({"value": wire}, "value", MAX_TEXT), MAX_TEXT)
    if type(wire) is not dict or type(wire.get("k")) is not str:
        raise ProtocolError("a value that is no number, text or marked object")
    reader = _READERS.get(wire["k"])
    if reader is None:
        raise ProtocolError("a value of an unknown kind")
    return reader(wire, depth)


def _only(wire: Message, *keys: str) -> None:
    if wire.keys() != {"k", *keys}:
        raise ProtocolError(f"a value of this kind has the keys {', '.join(keys)}, and no others")


def _read_array(wire: Message, _depth: int) -> np.ndarray[Any, Any]:
    _only(wire, "s", "b")
    shape = list_field(wire, "s", MAX_DIMENSIONS)
    for size in shape:
        if type(size) is not int or not 0 <= size <= MAX_ELEMENTS:
            raise ProtocolError(f"an array whose sizes are not whole numbers to {MAX_ELEMENTS}")
    dtype = _DTYPES[wire["k"]]
    size = math.prod(shape)
    # An empty array may not smuggle in strides that NumPy would refuse to multiply.
    if size > MAX_ELEMENTS or math.prod(max(each, 1) for each in shape) > MAX_ELEMENTS:
        raise ProtocolError(f"an array has at most {MAX_ELEMENTS} elements")
    data = wire["b"]
    expected = 4 * math.ceil(size * dtype.itemsize / 3)
    if type(data) is not str or len(data) != expected:
        raise ProtocolError("an array whose bytes do not fit its shape")
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError("an array whose bytes are not base64") from None
    if len(raw) != size * dtype.itemsize:
        raise ProtocolError("an array whose bytes do not fit its shape")
    if dtype == np.bool_ and raw.translate(None, b"\x00\x01"):
        raise ProtocolError("an array of truth values that are neither 0 nor 1")
    return np.frombuffer(raw, dtype=dtype).reshape(shape).astype(_NATIVE[wire["k"]])


def _read_float(wire: Message, _depth: int) -> float:
    _only(wire, "v")
    number = _FLOATS.get(wire["v"]) if type(wire["v"]) is str else None
    if number is None:
        raise ProtocolError("a float that is not nan, inf or -inf")
    return number


def _read_tuple(wire: Message, depth: int) -> tuple[Any, ...]:
    _only(wire, "v")
    return tuple(from_wire(item, depth - 1) for item in list_field(wire, "v", MAX_NODES))


def _read_dict(wire: Message, depth: int) -> dict[str, Any]:
    _only(wire, "v")
    result = {}
    for key, item in dict_field(wire, "v", MAX_KEYS).items():
        result[clean(text_field({"key": key}, "key", MAX_TEXT))] = from_wire(item, depth - 1)
    return result


def _read_token(wire: Message, _depth: int) -> Token:
    _only(wire, "v")
    return Token(int_field(wire, "v", -(2**63)))


def _read_callback(wire: Message, _depth: int) -> Callback:
    _only(wire, "v")
    return Callback(int_field(wire, "v", high=1_000))


def _read_unusable(wire: Message, _depth: int) -> Unusable:
    _only(wire, "code", "detail")
    code = text_field(wire, "code", MAX_TEXT)
    if code not in SENTENCES:
        raise ProtocolError("an unusable value of an unknown code")
    return Unusable(code, clean(text_field(wire, "detail", MAX_TEXT), 60))


_READERS: dict[str, Callable[[Message, int], Any]] = {
    **dict.fromkeys(_DTYPES, _read_array),
    "float": _read_float,
    "tuple": _read_tuple,
    "dict": _read_dict,
    "token": _read_token,
    "callback": _read_callback,
    "unusable": _read_unusable,
}
