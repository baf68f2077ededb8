"""A function of the notebook is called with copies, in silence, and within a time limit."""

import threading
import time
import warnings

import numpy as np
import pytest

from autograder.core.local import LocalSubject
from autograder.core.subject import Refused
from autograder.core.values import Unusable


def outcome(function, *args, seconds=0.3, **kwargs):
    return LocalSubject(function, "f", seconds_per_call=seconds).call(args, kwargs)


def endless(x):
    while True:
        x += 1


def endless_and_stubborn(x):
    while True:
        try:
            endless(x)
        except BaseException:
            continue_at = x
            x = continue_at + 1
            if x > 3:
                return 1.0


@pytest.mark.parametrize("function", [endless, endless_and_stubborn])
def test_an_endless_loop_is_stopped(function):
    began = time.process_time()
    assert outcome(function, 0).fault.kind == "limit_wall"
    assert time.process_time() - began < 2.0


def sleepy(seconds):
    time.sleep(seconds)
    return 1.0


def test_a_call_that_waits_for_its_turn_on_a_busy_machine_is_no_endless_loop():
    assert outcome(sleepy, 0.5, seconds=0.2).value == 1.0


def test_a_call_that_waits_for_ever_is_stopped_after_four_times_the_limit():
    began = time.perf_counter()
    assert outcome(sleepy, 60.0, seconds=0.2).fault.kind == "limit_wall"
    assert 0.8 <= time.perf_counter() - began < 30


def test_an_endless_loop_is_stopped_in_another_thread_too():
    seen = []

    def work():
        seen.append(outcome(endless, 0))
        seen.extend(outcome(lambda x: x, k) for k in range(20))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert seen[0].fault.kind == "limit_wall"
    assert [each.value for each in seen[1:]] == list(range(20))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("bad"), "ValueError: bad"),
        (SystemExit(1), "SystemExit"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (GeneratorExit(), "GeneratorExit"),
        (NotImplementedError(), "not written yet"),
        (UnicodeError("x"), "UnicodeError (a ValueError): x"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_whatever_the_function_raises_is_a_fault_that_quotes_its_line(error, said):
    def raising(x):
        raise error

    fault = outcome(raising, 1).fault
    assert fault.kind == "error"
    assert said in fault.message


def test_an_error_quotes_the_students_line():
    def misspelt(theta):
        return theat  # noqa: F821

    assert "return theat" in outcome(misspelt, 1.0).fault.message


def test_an_error_message_that_raises_or_floods_is_cut():
    class Hostile(Exception):
        def __str__(self):
            raise RuntimeError

    def raising(x):
        raise Hostile

    def flooding(x):
        raise ValueError("y" * 10**6)

    assert "Hostile" in outcome(raising, 1).fault.message
    assert len(outcome(flooding, 1).fault.message) <= 500


def test_folders_of_the_machine_are_not_shown():
    path = "/home/ada/secret/notes.txt"

    def raising(x):
        raise ValueError(f"no file {path}")

    assert "ada" not in outcome(raising, 1).fault.message


def test_arrays_are_copies_and_changes_are_noticed():
    def change(a, b, c):
        b += 1
        c[0] = np.nan
        return a

    arrays = np.zeros(2), np.zeros(2), np.zeros(2)
    assert outcome(change, *arrays[:2], c=arrays[2]).changed == (1, 2)
    assert all(np.array_equal(array, np.zeros(2)) for array in arrays)


def test_prints_and_warnings_cost_nothing(capsys):
    def talk(x):
        print("hello")
        warnings.warn("careful", stacklevel=1)
        return np.log(np.array([-1.0]))

    assert np.isnan(outcome(talk, 1).value).all()
    assert capsys.readouterr().out == ""


def test_no_function_is_a_fault_of_its_own():
    assert LocalSubject({}, "f").call((), {}).fault.kind == "missing"
    assert "type int" in LocalSubject({"f": 3}, "f").call((), {}).fault.message


def test_the_name_is_looked_up_once():
    class Changing(dict):
        asked = 0

        def get(self, key, default=None):
            self.asked += 1
            return lambda: self.asked

    namespace = Changing()
    subject = LocalSubject(namespace, "f")
    assert [subject.call((), {}).value for _ in range(3)] == [1, 1, 1]


def test_callbacks_get_plain_copies_and_give_plain_values():
    got = []

    def evaluate(x, scale=1.0):
        got.append(x)
        return np.float64(3.0) * scale

    def student(evaluate):
        buffer = np.ones(2, dtype=np.float16)
        values = [evaluate(buffer), evaluate([1, 2], scale=2.0)]
        buffer[:] = 9
        return values

    assert outcome(student, evaluate).value.tolist() == [3.0, 6.0]
    assert got[0].tolist() == [1.0, 1.0]
    assert got[1].tolist() == [1.0, 2.0]


def test_a_callback_called_wrongly_raises_in_the_students_code():
    def refuses(x):
        raise Refused("needs two points")

    assert "needs two points" in outcome(lambda f: f(1.0), refuses).fault.message
    assert "None" in outcome(lambda f: f(None), abs).fault.message
    assert "complex" in outcome(lambda f: f(1j), abs).fault.message


def test_a_broken_callback_is_our_fault():
    assert outcome(lambda f: f(1.0), lambda x: 1 / 0).fault.kind == "infra"
    assert outcome(lambda f: f(1.0), lambda x: "x" * 999).fault.kind == "infra"


def test_asking_the_library_is_noticed_but_not_in_callbacks():
    from autograder.exercises.sgd_step import sgd_step as ready_made

    fault = outcome(lambda x: ready_made(x, 1.0, 0.1), 1.0).fault
    assert fault.kind == "library"
    assert "sgd_step" in fault.message
    assert outcome(lambda f: f(1.0), lambda x: ready_made(x, 1.0, 0.1)).fault is None


def test_what_cannot_be_a_value_is_named():
    assert outcome(lambda: None).value == Unusable("none")
