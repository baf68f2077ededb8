"""Which known mistake is this? The one whose wrong code does the same on every recorded input."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.core.call import Call, Entry, Replay
from autograder.core.compare import Part, Tolerance, compare, compare_part
from autograder.core.exercise import Exercise, Misconception
from autograder.core.replay import replay_trusted
from autograder.core.values import Unusable, Value
from autograder.core.variant import function_of

# Wrong code of the same kind differs by rounding only; two kinds differ by far more than this.
SAME = Tolerance(relative=1e-6, single=1e-4)


def recognise(exercise: Exercise, calls: Sequence[Call]) -> Misconception | None:
    """The misconception that explains all calls, if there is exactly one."""
    if not calls or any(_not_comparable(call) for call in calls):
        return None
    as_right = all(same(it.yours, it.right, exercise.results, it.arguments) for it in calls)
    matching: list[tuple[Misconception, bool]] = []
    for misconception in exercise.misconceptions:
        same_changes = _explains(misconception, exercise, calls, as_right)
        if same_changes is not None:
            matching.append((misconception, same_changes))
    if len(matching) > 1:
        matching = [match for match in matching if match[1]]
    return matching[0][0] if len(matching) == 1 else None


def _explains(
    misconception: Misconception, exercise: Exercise, calls: Sequence[Call], as_right: bool
) -> bool | None:
    """None if not; otherwise whether the in-place changes of the inputs agree, too.

    as_right : all the student's values are the right ones, so that only the changes can differ
    """
    if misconception.symptom is not None:
        return True if misconception.symptom(calls) else None
    function = function_of(misconception.source, exercise.id)
    changes_agree = True
    for call in calls:
        wrong = replay_trusted(exercise, function, call.case)
        if not same(call.yours, wrong, exercise.results, call.arguments):
            return None
        changes_agree &= wrong.outcome.changed == call.yours.outcome.changed
    if as_right and not changes_agree:
        return None
    return changes_agree


def same(yours: Replay, other: Replay, parts: tuple[Part, ...], arguments: dict[str, Any]) -> bool:
    """True if two replays of one case came out alike, whatever came out."""
    mine, theirs = yours.outcome, other.outcome
    if mine.fault is not None or theirs.fault is not None:
        if mine.fault is None or theirs.fault is None or mine.fault.kind != theirs.fault.kind:
            return False
        return _error(mine.fault.message) == _error(theirs.fault.message)
    if isinstance(mine.value, Unusable) or isinstance(theirs.value, Unusable):
        return type(mine.value) is type(theirs.value) and mine.value == theirs.value
    if mine.value is None or theirs.value is None or not _same_log(yours.log, other.log):
        return False
    value = theirs.value
    pieces = value if len(parts) > 1 and isinstance(value, tuple) else (value,)
    if len(pieces) != len(parts) or any(isinstance(piece, dict | tuple) for piece in pieces):
        return _same_value(mine.value, value)
    return compare(mine, theirs, parts, arguments, tolerance=SAME) is None


def _not_comparable(call: Call) -> bool:
    """True if the call failed for a reason that no wrong formula has."""
    fault = call.yours.outcome.fault
    return fault is not None and fault.kind != "error"


def _error(message: str) -> str:
    """What was raised, without the student's line."""
    return message.partition(" (in your line")[0]


def _same_log(yours: tuple[Entry, ...], wrong: tuple[Entry, ...]) -> bool:
    return len(yours) == len(wrong) and all(
        one.callback == other.callback
        and len(one.args) == len(other.args)
        and all(_same_value(a, b) for a, b in zip(one.args, other.args, strict=True))
        for one, other in zip(yours, wrong, strict=True)
    )


def _same_value(one: Value, other: Value) -> bool:
    if isinstance(other, dict):
        return (
            isinstance(one, dict)
            and one.keys() == other.keys()
            and all(_same_value(one[key], other[key]) for key in other)
        )
    if isinstance(other, tuple):
        return (
            isinstance(one, tuple)
            and len(one) == len(other)
            and all(_same_value(a, b) for a, b in zip(one, other, strict=True))
        )
    with np.errstate(all="ignore"):
        return compare_part(one, other, Part("value"), {}, SAME) is None
