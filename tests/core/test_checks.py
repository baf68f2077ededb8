"""Checks on the callbacks: how often and with what they were called."""

from autograder.core.call import Call, Entry, Replay
from autograder.core.checks import called_at_least_with, called_with_in_any_order
from autograder.core.exercise import case
from autograder.core.subject import Outcome


def replay(*calls):
    return Replay(Outcome(value=1.0), tuple(Entry(name, args, 0.0) for name, *args in calls))


def call(yours, right):
    return Call({}, case(), replay(*yours), replay(*right))


RATES = [("evaluate", 0.1, 3), ("evaluate", 0.2, 3), ("evaluate", 0.1, 6)]


def code_of(check, yours):
    mismatch = check(call(yours, RATES))
    return None if mismatch is None else mismatch.code


def test_the_order_is_free_and_the_last_bit_does_not_count():
    check = called_with_in_any_order("evaluate")
    assert code_of(check, RATES[::-1]) is None
    assert code_of(check, [("evaluate", 0.1 + 1e-17, 3), *RATES[1:]]) is None


def test_a_call_with_other_arguments_or_twice_the_same_is_found():
    check = called_with_in_any_order("evaluate")
    assert code_of(check, [("evaluate", 0.1, 4), *RATES[1:]]) == "arguments"
    assert code_of(check, [RATES[0], RATES[0], RATES[2]]) == "arguments"
    assert code_of(check, RATES[:2]) == "calls"


def test_further_calls_are_allowed_where_only_some_are_due():
    check = called_at_least_with("evaluate")
    assert code_of(check, [*RATES[::-1], ("evaluate", 0.3, 9)]) is None
    assert code_of(check, RATES[:2]) == "arguments"
