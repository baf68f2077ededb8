"""The student's function and the reference are called with the same, and it is written down."""

import numpy as np
import pytest

from autograder.core.call import Entry
from autograder.core.callbacks import BrokenCallback
from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Property, case
from autograder.core.local import LocalSubject
from autograder.core.replay import MAX_CALLBACK_CALLS, replay_all, replay_trusted, right_replay
from autograder.core.subject import Refused

ALL_RIGHT = Property("right", "the result is right", 1, lambda _rng: [], "What comes back?")


def exercise_of(reference):
    parts = (Part("the result"),)
    return Exercise(reference.__name__, "none", 1, reference, parts, (ALL_RIGHT,), (), "none")


def replays(exercise, cases, function):
    subject = LocalSubject(function, exercise.id, seconds_per_call=None)
    return list(replay_all(exercise, cases, subject))


def replay(exercise, one, function):
    (only,) = replays(exercise, [one], function)
    return only


def weigh(x, y, scale=1.0, shift=0.0):
    return scale * (x + y) + shift


WEIGH = exercise_of(weigh)
FULL = case(x=1.0, y=2.0, scale=3.0, shift=4.0)


def how_called(cases, exercise=WEIGH):
    """The positional and the keyword arguments of every call."""
    seen = []

    def function(*args, **kwargs):
        seen.append((args, kwargs))
        return 0.0

    replays(exercise, cases, function)
    return seen


def test_calls_are_by_keyword_mixed_and_by_position_in_turn():
    by_keyword = ((), {"x": 1.0, "y": 2.0, "scale": 3.0, "shift": 4.0})
    mixed = ((1.0, 2.0), {"scale": 3.0, "shift": 4.0})
    by_position = ((1.0, 2.0, 3.0, 4.0), {})
    assert how_called([FULL] * 5) == [by_keyword, mixed, by_position, by_keyword, mixed]


def test_an_option_that_is_left_out_is_left_out_however_the_call_is_made():
    calls = how_called([case(x=1.0, y=2.0, shift=4.0)] * 3)
    assert calls == [
        ((), {"x": 1.0, "y": 2.0, "shift": 4.0}),
        ((1.0, 2.0), {"shift": 4.0}),
        ((1.0, 2.0), {"shift": 4.0}),
    ]


def test_the_order_of_arguments_is_that_of_the_reference():
    calls = how_called([case(shift=4.0, y=2.0, x=1.0, scale=3.0)] * 3)
    assert calls == how_called([FULL] * 3)
    assert list(calls[0][1]) == ["x", "y", "scale", "shift"]


def test_every_way_of_calling_gives_the_same():
    outcomes = [each.outcome for each in replays(WEIGH, [FULL] * 3, weigh)]
    assert [each.value for each in outcomes] == [13.0] * 3
    assert right_replay(WEIGH, FULL).outcome.value == 13.0


def slope_at(f, x, h=0.5):
    return (f(x + h) - f(x - h)) / (2 * h)


SLOPE = exercise_of(slope_at)


def square(x):
    return x * x


def with_f(f=square, **arguments):
    return case(callbacks=lambda: {"f": f}, **arguments)


AT_THREE = with_f(x=3.0)


@pytest.mark.parametrize("position", range(3))
def test_calls_of_a_callback_are_written_down_for_both_sides(position):
    log = (Entry("f", (3.5,), 12.25), Entry("f", (2.5,), 6.25))
    yours = replays(SLOPE, [AT_THREE] * 3, slope_at)[position]
    right = right_replay(SLOPE, AT_THREE)
    assert yours.log == right.log == log
    assert yours.outcome.value == right.outcome.value == 6.0


def test_a_call_by_keyword_is_written_down_like_one_by_position():
    yours = replay(SLOPE, AT_THREE, lambda f, x: f(x=x))
    assert yours.log == (Entry("f", (3.0,), 9.0),)
    assert replay_trusted(SLOPE, lambda f, x: f(x=x), AT_THREE).log == yours.log


def test_the_log_keeps_what_was_passed_not_what_became_of_it():
    def student(f, x):
        f(x)
        x[:] = 9.0
        return f(x)

    one = with_f(lambda x: x.sum(), x=np.array([1.0, 2.0]))
    for each in (replay(SLOPE, one, student), replay_trusted(SLOPE, student, one)):
        assert [entry.args[0].tolist() for entry in each.log] == [[1.0, 2.0], [9.0, 9.0]]
        assert [entry.result for entry in each.log] == [3.0, 18.0]


def test_two_callbacks_share_one_log_in_the_order_of_their_calls():
    def descend(f, grad, x):
        return [f(x), grad(x), f(x + 1)]

    exercise = exercise_of(descend)
    one = case(callbacks=lambda: {"f": square, "grad": lambda x: 2 * x}, x=3.0)
    yours = replay(exercise, one, descend)
    assert [entry.callback for entry in yours.log] == ["f", "grad", "f"]
    assert [entry.result for entry in yours.calls_of("f")] == [9.0, 16.0]
    assert yours.log == right_replay(exercise, one).log


def test_callbacks_are_made_anew_for_every_replay():
    def counter():
        calls = []
        return {"f": lambda x: calls.append(x) or len(calls)}

    exercise, one = exercise_of(slope_at), case(callbacks=counter, x=3.0)
    twice = [each.log for each in replays(exercise, [one] * 2, slope_at)]
    assert twice == [right_replay(exercise, one).log] * 2
    assert [entry.result for entry in twice[0]] == [1, 2]


def refuses(x):
    raise Refused("f needs a point")


MISUSES = {
    "too few": (square, lambda f, x: f(), "f is called as f(x)"),
    "too many": (square, lambda f, x: f(x, x), "f is called as f(x)"),
    "unknown keyword": (square, lambda f, x: f(y=x), "f is called as f(x)"),
    "nothing": (square, lambda f, x: f(None), "called with None: it needs numbers"),
    "no number": (square, lambda f, x: f(1j), "called with no number"),
    "refused": (refuses, slope_at, "f needs a point"),
}


@pytest.mark.parametrize(("f", "function", "said"), MISUSES.values(), ids=MISUSES)
def test_a_callback_that_is_misused_is_an_error_of_the_caller(f, function, said):
    one = with_f(f, x=3.0)
    for each in (replay(SLOPE, one, function), replay_trusted(SLOPE, function, one)):
        assert each.outcome.fault.kind == "error"
        assert said in each.outcome.fault.message
        assert each.log == ()


CANNOT = {
    "no number": (square, "a"),
    "no such key": (lambda x: {1.0: 2.0}[x], 3.0),
    "a division by zero": (lambda x: 1 / x, 0.0),
    "a result that is no value": (lambda x: None if x == 7.0 else x, 7.0),
}


@pytest.mark.parametrize(("f", "x"), CANNOT.values(), ids=CANNOT)
def test_a_callback_that_cannot_work_is_the_students_fault_and_with_the_reference_ours(f, x):
    def ask(f, x):
        return f(x)

    exercise, one = exercise_of(ask), with_f(f, x=x)
    fault = replay(exercise, one, ask).outcome.fault
    assert (fault.kind, fault.message.partition(" (in")[0]) == (
        "error",
        "TypeError: f cannot work with what it was called with",
    )
    with pytest.raises(BrokenCallback):
        right_replay(exercise, one)


def test_a_callback_that_fails_by_itself_is_our_fault():
    def broken(x):
        raise RuntimeError("ours")

    one = with_f(broken, x=3.0)
    assert replay(SLOPE, one, slope_at).outcome.fault.kind == "infra"
    with pytest.raises(BrokenCallback, match="RuntimeError: ours"):
        right_replay(SLOPE, one)


@pytest.mark.parametrize(("calls", "kind"), [(0, None), (1, "error")])
def test_a_callback_can_be_called_often_but_not_without_end(calls, kind):
    def student(f, x):
        for _ in range(MAX_CALLBACK_CALLS + calls):
            f(x)
        return x

    yours = replay(SLOPE, AT_THREE, student)
    assert len(yours.log) == MAX_CALLBACK_CALLS
    assert getattr(yours.outcome.fault, "kind", None) == kind
    assert kind is None or "that is enough" in yours.outcome.fault.message


def add_to(x, y, total):
    total += x
    y[0] = np.nan
    return total


def test_arrays_that_were_changed_in_place_are_named_by_position_and_stay_as_they_were():
    exercise = exercise_of(add_to)
    arguments = {"x": np.ones(2), "y": np.zeros(2), "total": np.zeros(2)}
    one = case(**arguments)
    changed = [each.outcome.changed for each in replays(exercise, [one] * 3, add_to)]
    assert [*changed, right_replay(exercise, one).outcome.changed] == [(1, 2)] * 4
    assert [array.tolist() for array in arguments.values()] == [[1, 1], [0, 0], [0, 0]]


def test_an_array_that_was_only_read_is_not_changed():
    one = case(x=np.array([1.0, np.nan]), y=2.0)
    assert right_replay(WEIGH, one).outcome.changed == ()


def test_a_result_is_a_copy_of_its_own():
    def same(x):
        return x

    one = case(x=np.ones(2))
    right_replay(exercise_of(same), one).outcome.value[:] = 5.0
    assert one.arguments["x"].tolist() == [1.0, 1.0]


def root(x):
    if x < 0:
        raise ValueError("root needs x >= 0")
    return x**0.5


def test_a_reference_that_raises_is_an_outcome_like_another():
    right = right_replay(exercise_of(root), case(x=-1.0))
    assert right.outcome.fault == ("error", "ValueError: root needs x >= 0")
    assert right.outcome.value is None


def test_what_was_called_before_an_error_stays_written_down():
    def asks_first(f, x):
        return root(f(x))

    right = right_replay(exercise_of(asks_first), with_f(lambda x: -x, x=4.0))
    assert right.outcome.fault.kind == "error"
    assert right.log == (Entry("f", (4.0,), -4.0),)


@pytest.mark.parametrize("result", [None, 1j, object()])
def test_a_reference_without_a_usable_result_is_our_fault(result):
    def unusable(x):
        return result

    with pytest.raises(ValueError, match="the reference of unusable gave"):
        right_replay(exercise_of(unusable), case(x=1.0))


def test_a_wrong_variant_without_a_usable_result_is_not():
    trusted = replay_trusted(WEIGH, lambda **_: None, FULL)
    assert trusted.outcome.value == ("none", "")


def test_numbers_without_bounds_are_values_and_no_warnings():
    def overflow(f, x):
        return np.exp(x) + f(x)

    one = with_f(lambda x: np.exp(x), x=np.array([1000.0]))
    assert right_replay(exercise_of(overflow), one).outcome.value.tolist() == [np.inf]


def test_an_error_of_the_student_stops_no_other_call():
    cases = [case(x=x) for x in (-1.0, 4.0, -1.0, 9.0)]
    outcomes = [each.outcome for each in replays(exercise_of(root), cases, root)]
    assert [each.value for each in outcomes] == [None, 2.0, None, 3.0]


def runs_out_of_memory(x):
    raise MemoryError


def fails_at_four(x):
    return runs_out_of_memory(x) if x == 4.0 else x


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        (None, ["missing"]),
        (runs_out_of_memory, ["limit_mem"]),
        (fails_at_four, [None, "limit_mem"]),
    ],
)
def test_any_other_fault_stops_the_calls(function, kinds):
    cases = [case(x=x) for x in (1.0, 4.0, 9.0)]
    outcomes = [each.outcome for each in replays(exercise_of(root), cases, {"root": function})]
    assert [each.fault and each.fault.kind for each in outcomes] == kinds
