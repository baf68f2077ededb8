"""Run one case: on the student's function through its subject, or on trusted code right here."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograder.core.call import Entry, Replay
from autograder.core.callbacks import BrokenCallback, answer, argument
from autograder.core.errors import describe_error
from autograder.core.exercise import Case, Exercise
from autograder.core.subject import Fault, Outcome, Refused, Subject
from autograder.core.values import Unusable, canonical

MAX_CALLBACK_CALLS = 5_000


def replay_all(exercise: Exercise, cases: Sequence[Case], subject: Subject) -> Iterator[Replay]:
    """Call the student's function for every case, until one call stops the rest.

    How it is called varies: by keyword, by position, or mixed.
    """
    logs: list[list[Entry]] = [[] for _ in cases]
    requests = [
        _spread(exercise, {**case.arguments, **_recorded(case, log, students=True)}, style)
        for style, (case, log) in enumerate(zip(cases, logs, strict=True))
    ]
    for outcome, log in zip(subject.call_all(requests), logs, strict=False):
        yield Replay(outcome, tuple(log))


def replay_trusted(exercise: Exercise, function: Callable[..., Any], case: Case) -> Replay:
    """Call the reference, or a known wrong variant, with copies of the same arguments."""
    log: list[Entry] = []
    stand_ins = {key: _stand_in(call) for key, call in _recorded(case, log).items()}
    arguments = _ordered(exercise, {**case.arguments, **stand_ins})
    own = {
        key: value.copy() if isinstance(value, np.ndarray) else value
        for key, value in arguments.items()
    }
    try:
        with np.errstate(all="ignore"):
            result = function(**own)
    except BrokenCallback:
        raise
    except Exception as error:  # a wrong variant may raise: that is its outcome
        return Replay(Outcome(fault=Fault("error", describe_error(error))), tuple(log))
    changed = tuple(
        position
        for position, (key, old) in enumerate(arguments.items())
        if isinstance(old, np.ndarray) and old.tobytes() != own[key].tobytes()
    )
    return Replay(Outcome(value=canonical(result), changed=changed), tuple(log))


def right_replay(exercise: Exercise, case: Case) -> Replay:
    """What the reference does with a case; an unusable result is our own fault."""
    replay = replay_trusted(exercise, exercise.reference, case)
    if isinstance(replay.outcome.value, Unusable):
        raise ValueError(f"the reference of {exercise.id} gave {replay.outcome.value}")
    return replay


def _spread(
    exercise: Exercise, arguments: dict[str, Any], style: int
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    ordered = _ordered(exercise, arguments)
    if style % 3 == 0:
        return (), ordered
    leading = _required(exercise.reference) if style % 3 == 1 else exercise.parameters
    args: list[Any] = []
    for name in leading:
        if name not in ordered:
            break
        args.append(ordered.pop(name))
    return tuple(args), ordered


@cache
def _required(function: Callable[..., Any]) -> tuple[str, ...]:
    """The parameters without a default."""
    parameters = inspect.signature(function).parameters.items()
    return tuple(name for name, each in parameters if each.default is each.empty)


def _ordered(exercise: Exercise, arguments: dict[str, Any]) -> dict[str, Any]:
    return {key: arguments[key] for key in exercise.parameters if key in arguments}


def _recorded(
    case: Case, log: list[Entry], *, students: bool = False
) -> dict[str, Callable[..., Any]]:
    """Fresh callbacks that write down every call of theirs.

    students : a callback that cannot work with its arguments refuses them. The reference has
               called the same one before, so it is not the callback that is at fault.
    """
    if case.callbacks is None:
        return {}
    found = case.callbacks().items()
    recorders = {name: _recorder(name, function, log) for name, function in found}
    if not students:
        return recorders
    return {name: _refusing(name, record) for name, record in recorders.items()}


def _refusing(name: str, record: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return record(*args, **kwargs)
        except (TypeError, ValueError, ArithmeticError, LookupError):
            raise Refused(f"{name} cannot work with what it was called with") from None

    return call


def _recorder(name: str, function: Callable[..., Any], log: list[Entry]) -> Callable[..., Any]:
    signature = inspect.signature(function)

    def record(*args: Any, **kwargs: Any) -> Any:
        if len(log) >= MAX_CALLBACK_CALLS:
            raise Refused(f"{name} has been called {MAX_CALLBACK_CALLS} times: that is enough")
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            raise Refused(f"{name} is called as {name}{signature}") from None
        with np.errstate(all="ignore"):
            result = canonical(function(*bound.args, **bound.kwargs))
        if isinstance(result, Unusable):
            raise ValueError(f"the callback {name} returned {result}")
        log.append(Entry(name, tuple(bound.args), result))
        return result

    return record


def _stand_in(call: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(*args: Any, **kwargs: Any) -> Any:
        values = tuple(argument(each) for each in args)
        return answer(call, values, {key: argument(each) for key, each in kwargs.items()})

    return stand_in
