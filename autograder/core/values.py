"""What a student's function may return: numbers, text, arrays, and tuples or dicts of them.

`canonical` converts one returned object, once. Whatever comes out is either a plain `Value`, safe
to compare and to send, or an `Unusable` that says in one word why not. It runs in the student's
process, so it needs nothing but the standard library and NumPy.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from autograder.core.text import clean

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 8
MAX_TEXT = 200
MAX_KEYS = 1_000


@dataclass(frozen=True)
class Token:
    """A thing that is only passed on, such as a checkpoint: all that counts is which one it is."""

    id: int


Array: TypeAlias = NDArray[Any]
Value: TypeAlias = (
    bool | int | float | str | Token | Array | tuple["Value", ...] | dict[str, "Value"]
)


class Unusable(NamedTuple):
    """What came back cannot be a value: `code` says why, `detail` adds a name or a number."""

    code: str
    detail: str = ""


SENTENCES = {
    "none": "Nothing came back (None): is there a `return`?",
    "generator": "A generator came back, not its values: return a list or an array.",
    "function": "A function came back, not its result: is a pair of brackets missing?",
    "string-too-long": f"A text of more than {MAX_TEXT} characters came back.",
    "bytes": "Bytes came back: return numbers.",
    "complex": "A complex number came back: all numbers here are real.",
    "object-array": "An array of Python objects (dtype=object) came back: return plain numbers.",
    "array-dtype": "An array of {detail} came back: return an array of numbers.",
    "ragged": "A list came back whose rows have different lengths: return one regular array.",
    "masked": "A masked array came back: return a plain one (`numpy.asarray`).",
    "matrix": "A numpy.matrix came back: return a plain array (`numpy.asarray`).",
    "huge-int": "A whole number too large for a float came back.",
    "too-large": f"More than {MAX_ELEMENTS:,} numbers came back.",
    "too-deep": f"Lists nested more than {MAX_DEPTH} deep came back.",
    "bad-keys": f"A dict came back whose keys are not short texts, or more than {MAX_KEYS:,}.",
    "other-type": "An object of type {detail} came back: return numbers or arrays.",
    "unreadable": "An object of type {detail} came back that cannot be read as numbers.",
}


def sentence(unusable: Unusable) -> str:
    """One sentence for a person: what came back, and what to do.

    >>> sentence(Unusable("none"))
    'Nothing came back (None): is there a `return`?'
    """
    template = SENTENCES.get(unusable.code, SENTENCES["other-type"])
    return template.format(detail=clean(unusable.detail, 60) or "unknown")


def canonical(obj: object) -> Value | Unusable:
    """`obj` as a plain value (a copy), or the reason why it cannot be one; never raises.

    Lists and tuples of real numbers become a float64 array, other lists and tuples a tuple. NumPy
    scalars become Python numbers; float16 and float32 stay a 0-d float32 array, so that their
    precision is known. Arrays become float64, float32, int64 or bool. NaN and infinities are
    values.

    >>> canonical([1, 2.5])
    array([1. , 2.5])
    >>> canonical(None)
    Unusable(code='none', detail='')
    """
    try:
        return _Conversion().convert(obj, MAX_DEPTH)
    except _Refused as refused:
        return refused.reason
    except BaseException:
        # A boundary: the object is the student's, and so is every method that the conversion runs.
        return Unusable("unreadable", type_name(obj))


def type_name(obj: object) -> str:
    """The name of an object's type, read past anything that a metaclass may say.

    >>> type_name(3.0)
    'float'
    """
    slot = type.__dict__["__name__"]
    return clean(str(slot.__get__(type(obj))), 60)


class _Refused(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Unusable(code, detail)


@dataclass
class _Conversion:
    """One conversion: what it may still spend on elements."""

    left: int = field(default=MAX_ELEMENTS)

    def spend(self, elements: int) -> None:
        self.left -= elements
        if self.left < 0:
            raise _Refused("too-large")

    def convert(self, obj: object, depth: int) -> Value:
        if depth < 0:
            raise _Refused("too-deep")
        kind = type(obj)
        if obj is None:
            raise _Refused("none")
        if kind is Token:
            return Token(int(cast(Token, obj).id))
        exact = _READER_OF.get(kind)
        if exact is not None:
            return exact(self, obj, depth)
        for base, reader in _READERS:
            # `issubclass` asks the type; `isinstance` would also believe the object's __class__.
            if issubclass(kind, base):
                return reader(self, obj, depth)
        return self.read_unknown(obj, kind, depth)

    def read_bool(self, obj: object, _depth: int) -> Value:
        self.spend(1)
        return obj is True

    def read_int(self, obj: object, _depth: int) -> Value:
        self.spend(1)
        whole = int.__index__(cast(int, obj))
        if -(2**63) <= whole < 2**63:
            return whole
        try:
            return float(whole)
        except OverflowError:
            raise _Refused("huge-int") from None

    def read_float(self, obj: object, _depth: int) -> Value:
        self.spend(1)
        return float.__float__(cast(float, obj))

    def read_text(self, obj: object, _depth: int) -> Value:
        self.spend(1)
        if str.__len__(cast(str, obj)) > MAX_TEXT:
            raise _Refused("string-too-long")
        return clean(str.__str__(cast(str, obj)), MAX_TEXT)

    def read_array(self, obj: object, _depth: int) -> Value:
        kind = type(obj)
        if any(base.__name__ == "MaskedArray" for base in kind.__mro__):
            raise _Refused("masked")
        if issubclass(kind, np.matrix):
            raise _Refused("matrix")
        plain = np.ndarray.view(cast(Array, obj), np.ndarray)
        self.spend(plain.size)
        return _plain_array(plain)

    def read_numpy_scalar(self, obj: object, _depth: int) -> Value:
        self.spend(1)
        array = _plain_array(np.asarray(obj))
        return array if array.dtype == np.float32 else cast(Value, array.item())

    def read_sequence(self, obj: object, depth: int) -> Value:
        sequence = cast("list[object] | tuple[object, ...]", obj)
        base = list if issubclass(type(obj), list) else tuple
        if base.__len__(sequence) > self.left:  # type: ignore[arg-type]
            raise _Refused("too-large")
        items = list(base.__iter__(sequence))  # type: ignore[arg-type]
        if items and set(map(type, items)) <= {float, int}:
            self.spend(len(items))
            try:
                return np.array(items, dtype=np.float64)
            except OverflowError:
                raise _Refused("huge-int") from None
        values = tuple(self.convert(item, depth - 1) for item in items)
        if values and all(type(value) in (int, float) for value in values):
            return np.array(values, dtype=np.float64)
        return values

    def read_dict(self, obj: object, depth: int) -> Value:
        mapping = cast("dict[object, object]", obj)
        if dict.__len__(mapping) > MAX_KEYS:
            raise _Refused("bad-keys")
        result: dict[str, Value] = {}
        for key, item in list(dict.items(mapping)):
            if type(key) is not str or len(key) > MAX_TEXT or clean(key) in result:
                raise _Refused("bad-keys")
            result[clean(key)] = self.convert(item, depth - 1)
        return result

    def read_range(self, obj: object, depth: int) -> Value:
        if len(cast(range, obj)) > self.left:
            raise _Refused("too-large")
        return self.read_sequence(list(cast(range, obj)), depth)

    def read_unknown(self, obj: object, kind: type, _depth: int) -> Value:
        if hasattr(kind, "__next__") or hasattr(kind, "__anext__") or hasattr(kind, "cr_await"):
            raise _Refused("generator")
        if issubclass(kind, type) or (callable(obj) and not hasattr(kind, "__float__")):
            raise _Refused("function")
        if hasattr(kind, "__array__"):
            array = np.asarray(obj)  # pandas, torch and others know how to become an array
            self.spend(array.size)
            return _plain_array(np.ndarray.view(array, np.ndarray))
        if hasattr(kind, "__float__"):
            self.spend(1)
            return float.__float__(float(cast(Any, obj)))  # Fraction, Decimal
        raise _Refused("other-type", type_name(obj))


def _plain_array(array: Array) -> Array:
    kind = array.dtype.kind
    if kind == "c":
        raise _Refused("complex")
    if kind == "O":
        raise _Refused("object-array")
    if kind not in "fiub":
        raise _Refused("array-dtype", clean(array.dtype.name, 40))
    return np.array(array, dtype=_plain_dtype(array.dtype), order="C", copy=True, subok=False)


def _plain_dtype(dtype: np.dtype[Any]) -> type[np.generic]:
    if dtype.kind == "b":
        return np.bool_
    if dtype.kind == "f":
        return np.float32 if dtype.itemsize <= 4 else np.float64
    return np.float64 if dtype == np.uint64 else np.int64


def _refuse(code: str) -> Callable[[_Conversion, object, int], Value]:
    def reader(_conversion: _Conversion, _obj: object, _depth: int) -> Value:
        raise _Refused(code)

    return reader


# In this order: bool is an int, numpy.float64 a float, numpy.str_ a str.
_READERS: tuple[tuple[type, Callable[[_Conversion, object, int], Value]], ...] = (
    (bool, _Conversion.read_bool),
    (int, _Conversion.read_int),
    (float, _Conversion.read_float),
    (str, _Conversion.read_text),
    (bytes, _refuse("bytes")),
    (bytearray, _refuse("bytes")),
    (complex, _refuse("complex")),
    (np.ndarray, _Conversion.read_array),
    (np.generic, _Conversion.read_numpy_scalar),
    (list, _Conversion.read_sequence),
    (tuple, _Conversion.read_sequence),
    (dict, _Conversion.read_dict),
    (range, _Conversion.read_range),
)
_READER_OF = dict(_READERS)
