"""Which known mistake is this? The one whose wrong code does the same on every recorded input."""

from collections.abc import Sequence

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
    matching: list[tuple[Misconception, bool]] = []
    for misconception in exercise.misconceptions:
        same_changes = _explains(misconception, exercise, calls)
        if same_changes is not None:
            matching.append((misconception, same_changes))
    if len(matching) > 1:
        matching = [match for match in matching if match[1]]
    return matching[0][0] if len(matching) == 1 else None


def _explains(
    misconception: Misconception, exercise: Exercise, calls: Sequence[Call]
) -> bool | None:
    """None if not; otherwise whether the in-place changes of the inputs agree, too."""
    if misconception.symptom is not None:
        return True if misconception.symptom(calls) else None
    function = function_of(misconception.source, exercise.id)
    changes_agree = True
    as_right = True
    for call in calls:
        wrong = replay_trusted(exercise, function, call.case)
        if not _same(call, wrong, exercise.results):
            return None
        changes_agree &= wrong.outcome.changed == call.yours.outcome.changed
        as_right &= _same(call, call.right, exercise.results)
    if as_right and not changes_agree:
        return None
    return changes_agree


def _same(call: Call, other: Replay, parts: tuple[Part, ...]) -> bool:
    yours, wrong = call.yours.outcome, other.outcome
    if yours.fault is not None or wrong.fault is not None:
        if yours.fault is None or wrong.fault is None or yours.fault.kind != wrong.fault.kind:
            return False
        return _error(yours.fault.message) == _error(wrong.fault.message)
    if isinstance(yours.value, Unusable) or isinstance(wrong.value, Unusable):
        return yours.value == wrong.value if type(yours.value) is type(wrong.value) else False
    if not _same_log(call.yours.log, other.log):
        return False
    if len(parts) == 1 or (isinstance(wrong.value, tuple) and len(wrong.value) == len(parts)):
        fitting = parts
    else:
        fitting = (Part("result"),)
    return compare(yours, wrong, fitting, call.arguments, tolerance=SAME) is None


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
    if isinstance(other, dict | tuple):
        return type(one) is type(other) and len(one) == len(other)
    with np.errstate(all="ignore"):
        return compare_part(one, other, Part("argument"), {}, SAME) is None
