"""Are these the right numbers? One comparison, with the tolerances that the course promises.

A result is right when |got - want| <= 1e-6 |want| + 1e-12 (1e-4 for float32 results). A part that
is a state is compared relative to itself, so that a `v` of 1e-9 counts. For a part that moves away
from an argument, the change is compared as well, so that a large `theta` cannot hide a wrong step.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.core.show import show, show_pair, where
from autograder.core.subject import Outcome
from autograder.core.values import Token, Unusable, Value, sentence, type_name

Floats = NDArray[np.float64]


class Mismatch(NamedTuple):
    """Why something is not right. `sentence` is safe to show always; `got` and `want` are not."""

    code: str
    sentence: str
    got: str = ""
    want: str = ""


@dataclass(frozen=True)
class Part:
    """One part of a result.

    state : compared relative to itself
    moves : the argument that this part is a step away from
    """

    name: str
    state: bool = False
    moves: str | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be off: relative, relative for float32 results, absolute."""

    relative: float = 1e-6
    single: float = 1e-4
    absolute: float = 1e-12


COURSE_TOLERANCE = Tolerance()


def compare(
    yours: Outcome,
    right: Outcome,
    parts: tuple[Part, ...],
    arguments: dict[str, Any],
    *,
    only: tuple[str, ...] | None = None,
    tolerance: Tolerance = COURSE_TOLERANCE,
) -> Mismatch | None:
    """The first thing that is wrong in `yours`, or None if the numbers are right."""
    if right.fault is not None:
        return _compare_raised(yours, right.fault.message)
    if yours.fault is not None:
        return Mismatch(yours.fault.kind, yours.fault.message)
    got, want = yours.value, right.value
    if isinstance(got, Unusable):
        return Mismatch(got.code, sentence(got))
    if got is None or want is None or isinstance(want, Unusable):
        raise ValueError("compare needs outcomes with values, got None; is the reference right?")
    if len(parts) == 1:
        pieces: Any = ((parts[0], got, want),)
    else:
        split = _split(got, parts)
        if isinstance(split, Mismatch):
            return split
        pieces = zip(parts, split, want, strict=True)  # type: ignore[arg-type]
    for part, one, other in pieces:
        if only is None or part.name in only:
            wrong = compare_part(one, other, part, arguments, tolerance)
            if wrong is not None:
                return wrong if len(parts) == 1 else _of_part(wrong, part)
    return None


def compare_part(
    got: Value, want: Value, part: Part, arguments: dict[str, Any], tolerance: Tolerance
) -> Mismatch | None:
    """Compare one part of a result with what it should be."""
    if isinstance(want, str | Token):
        return _compare_exact(got, want, part)
    fitted = _fit(got, want, part)
    if isinstance(fitted, Mismatch):
        return fitted
    numbers, single = fitted
    wanted = np.asarray(want, dtype=np.float64)
    wrong = _first_wrong(numbers, wanted, _slack(wanted, part, single, tolerance))
    if wrong is None and part.moves is not None:
        start = np.asarray(arguments[part.moves], dtype=np.float64)
        if start.shape in ((), wanted.shape):  # two wrong answers may be compared, of any shape
            wrong = _first_wrong_change(numbers, wanted, start, single, tolerance)
    if wrong is None:
        return None
    return _wrong_number(numbers, wanted, wrong, part)


def _of_part(wrong: Mismatch, part: Part) -> Mismatch:
    """The same mismatch, with numbers that say which part of the result they are."""
    texts = (f"{part.name} = {text}" if text else "" for text in (wrong.got, wrong.want))
    return Mismatch(wrong.code, wrong.sentence, *texts)


def _compare_raised(yours: Outcome, message: str) -> Mismatch | None:
    """The reference raises here: the student's function must raise the same kind of error."""
    kind = message.partition(":")[0]
    if yours.fault is None:
        return Mismatch("no-error", f"A {kind} is due here, but the call gave a result.")
    said = yours.fault.message
    if yours.fault.kind == "error" and (said.startswith(kind) or f"(a {kind})" in said):
        return None
    return Mismatch(yours.fault.kind, f"A {kind} is due here. {said}")


def _split(got: Value, parts: tuple[Part, ...]) -> tuple[Value, ...] | Mismatch:
    names = ", ".join(part.name for part in parts)
    due = f"{len(parts)} are due: ({names})"
    if isinstance(got, np.ndarray) and got.ndim > 0:
        got = tuple(got)  # the right numbers in one array are the right numbers
    if not isinstance(got, tuple):
        return Mismatch("count", f"One thing came back where {due}.")
    if len(got) != len(parts):
        return Mismatch("count", f"{len(got)} things came back where {due}.")
    return got


def _compare_exact(got: Value, want: str | Token, part: Part) -> Mismatch | None:
    if isinstance(got, type(want)) and got == want:
        return None
    if isinstance(got, type(want)):
        return Mismatch("value", f"{part.name} is not the right one.", show(got), show(want))
    due = "a text" if isinstance(want, str) else "the very thing that was handed in"
    return Mismatch("kind", f"{_kind(got)} came back where {due} is due.", show(got), show(want))


def _fit(got: Value, want: Value, part: Part) -> tuple[Floats, bool] | Mismatch:
    """`got` as numbers in the shape of `want`, and whether they were float32."""
    if isinstance(got, str | dict | Token):
        return Mismatch("kind", f"{_kind(got)} came back for {part.name} where numbers are due.")
    if isinstance(got, tuple):
        stacked = _stack(got)
        if stacked is None:
            return Mismatch("ragged", f"What came back for {part.name} is not one regular array.")
        got = stacked
    array = np.asarray(got)
    shape = np.shape(want)  # type: ignore[arg-type]
    if array.shape != shape:
        return Mismatch(
            "shape",
            f"{part.name} is {_shape(array.shape)} where {_shape(shape)} is due.",
            show(got),
        )
    if isinstance(want, bool) and array.dtype.kind != "b" and array not in (0, 1):
        return Mismatch(
            "kind", f"A number came back for {part.name} where True or False is due.", show(got)
        )
    return array.astype(np.float64), array.dtype == np.float32


def _stack(items: tuple[Value, ...]) -> NDArray[Any] | None:
    rows = [_stack(item) if isinstance(item, tuple) else item for item in items]
    if any(row is None or isinstance(row, str | dict | Token) for row in rows):
        return None
    arrays = [np.asarray(row) for row in rows]
    if len({array.shape for array in arrays}) > 1:
        return None
    return np.array(arrays)


def _slack(want: Floats, part: Part, single: bool, tolerance: Tolerance) -> Floats:
    finite = np.abs(want[np.isfinite(want)])
    largest = float(finite.max()) if finite.size else 0.0
    absolute = 1e-12 * largest if part.state else tolerance.absolute
    if single:
        absolute = max(absolute, 1e-7 * largest)
    relative = max(tolerance.single, tolerance.relative) if single else tolerance.relative
    return relative * np.abs(want) + absolute


def _first_wrong(got: Floats, want: Floats, slack: Floats) -> tuple[int, ...] | None:
    with np.errstate(all="ignore"):
        fine = (np.abs(got - want) <= slack) & np.isfinite(want)
    if fine.all():
        return None
    fine |= (got == want) | (np.isnan(got) & np.isnan(want))
    if fine.all():
        return None
    return tuple(int(i) for i in np.argwhere(~fine)[0])


def _first_wrong_change(
    got: Floats, want: Floats, start: Floats, single: bool, tolerance: Tolerance
) -> tuple[int, ...] | None:
    with np.errstate(all="ignore"):
        rounding = (6e-7 if single else 1e-15) * (np.abs(start) + np.abs(want))
        change = np.asarray(want - start)
        relative = tolerance.single if single else tolerance.relative
        slack = relative * np.abs(change) + rounding
        return _first_wrong(np.asarray(got - start), change, np.asarray(slack))


def _wrong_number(got: Floats, want: Floats, index: tuple[int, ...], part: Part) -> Mismatch:
    place = where(index)
    texts = show_pair(got, want)
    if np.isnan(got[index]):
        return Mismatch("nan", f"{part.name} is NaN{place} where a number is due.", *texts)
    if np.isinf(got[index]):
        return Mismatch("inf", f"{part.name} is infinite{place}.", *texts)
    if not place:
        return Mismatch("value", f"{part.name} is not the right number.", *texts)
    return Mismatch("value", f"The number{place} of {part.name} is not the right one.", *texts)


def _shape(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"


def _kind(value: Value) -> str:
    names = {"str": "A text", "dict": "A dict", "ndarray": "An array", "tuple": "A tuple"}
    return names.get(type_name(value), "A number")
