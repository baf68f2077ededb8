"""Code is stopped after its processor time, or after waiting four times as long."""

import contextlib
import math
import signal
import threading
import time

import pytest

from autograder.core.deadline import REPEAT_SECONDS, WAITING, Deadline, OutOfTime

LONG = 1000.0
ENDLESS = 30.0  # for a deadline of 0.05; a deadline that does not work must end, too


def compute(seconds=ENDLESS):
    began = time.process_time()
    while time.process_time() - began < seconds:
        pass


def compute_and_catch_once():
    try:
        compute()
    except OutOfTime:
        compute()


def wait():
    began = time.perf_counter()
    while time.perf_counter() - began < ENDLESS:
        time.sleep(0.05)


def here(work):
    return work()


def in_another_thread(work):
    results = []
    thread = threading.Thread(target=lambda: results.append(work()), daemon=True)
    thread.start()
    thread.join(120)
    (result,) = results
    return result


def stopped(body, seconds=0.05):
    """The deadline, and whether `OutOfTime` came out of its body."""
    deadline = Deadline(seconds)
    try:
        with deadline:
            body()
    except OutOfTime:
        return deadline, True
    return deadline, False


everywhere = pytest.mark.parametrize("place", [here, in_another_thread])


@pytest.fixture(autouse=True)
def alarm_as_it_was():
    """The alarm belongs to whoever runs the tests."""
    handler, began = signal.getsignal(signal.SIGALRM), time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, handler)
    if left:
        rest = max(0.001, left - (time.monotonic() - began))
        signal.setitimer(signal.ITIMER_REAL, rest, interval)


@pytest.fixture
def clocks(monkeypatch):
    """The two clocks, standing still until a test sets them."""
    now = {"process_time": 50.0, "perf_counter": 70.0}
    for name in now:
        monkeypatch.setattr(time, name, lambda name=name: now[name])
    return now


@everywhere
@pytest.mark.parametrize("body", [compute, compute_and_catch_once, wait])
def test_code_without_an_end_is_stopped(place, body):
    deadline, raised = place(lambda: stopped(body))
    assert raised
    assert deadline.expired
    assert not deadline.interrupted


@everywhere
def test_code_that_only_waits_has_four_times_the_limit(place):
    began = time.perf_counter()
    place(lambda: stopped(wait))
    assert time.perf_counter() - began >= 4 * 0.05


@everywhere
def test_code_that_swallows_the_stop_has_expired_all_the_same(place):
    def body():
        with contextlib.suppress(OutOfTime):
            compute()

    deadline, _ = place(lambda: stopped(body))
    assert deadline.expired


@everywhere
def test_code_that_is_quick_enough_is_left_alone(place):
    deadline, raised = place(lambda: stopped(lambda: compute(0.01), seconds=LONG))
    assert not raised
    assert not deadline.expired
    assert not deadline.interrupted


@everywhere
def test_nothing_is_raised_after_the_end(place):
    def work():
        stopped(compute)
        compute(2 * REPEAT_SECONDS)
        time.sleep(2 * REPEAT_SECONDS)
        return "undisturbed"

    assert place(work) == "undisturbed"


@everywhere
def test_an_error_of_the_body_comes_out(place):
    def work():
        with pytest.raises(ZeroDivisionError), Deadline(LONG):
            _ = 1 / 0
        return "raised"

    assert place(work) == "raised"


CASES_computed_waited_due = [
    (0.0, 0.0, False),
    (9.0, 9.0, False),
    (0.0, 39.0, False),  # a busy machine, or a person who is asked for something
    (9.0, 39.0, False),
    (9.9, 9.9, True),
    (11.0, 0.0, True),
    (0.0, 41.0, True),
]


@pytest.mark.parametrize(("computed", "waited", "due"), CASES_computed_waited_due)
def test_processor_time_counts_once_and_waiting_a_quarter(clocks, computed, waited, due):
    with Deadline(10.0) as deadline:
        clocks["process_time"] += computed
        clocks["perf_counter"] += waited
        assert deadline.due() is due


def test_an_alarm_before_its_time_stops_nothing(clocks):
    with Deadline(LONG) as deadline:
        signal.raise_signal(signal.SIGALRM)
        clocks["perf_counter"] += LONG * WAITING + 1
        with pytest.raises(OutOfTime):
            signal.raise_signal(signal.SIGALRM)
    assert deadline.expired


def test_a_stop_is_not_caught_with_the_errors():
    assert not issubclass(OutOfTime, Exception)


def test_the_interrupt_key_interrupts_and_is_remembered():
    with pytest.raises(KeyboardInterrupt), Deadline(LONG) as deadline:
        signal.raise_signal(signal.SIGINT)
    assert deadline.interrupted
    assert not deadline.expired


def handlers():
    return signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGINT)


@pytest.fixture
def own_handlers():
    """Handlers of the notebook's own, for the alarm and for the interrupt key."""
    interrupt = signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGALRM, lambda *_: None)
    yield handlers()
    signal.signal(signal.SIGINT, interrupt)


@pytest.mark.parametrize("body", [lambda: None, compute, lambda: 1 / 0])
def test_the_handlers_of_before_are_put_back(own_handlers, body):
    with contextlib.suppress(ZeroDivisionError):
        stopped(body)
    assert handlers() == own_handlers


def test_no_alarm_of_the_deadline_rings_after_it(own_handlers):
    rings = []
    signal.signal(signal.SIGALRM, lambda *_: rings.append(1))
    stopped(compute)
    time.sleep(2 * REPEAT_SECONDS)
    assert rings == []
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_timer_of_before_is_put_back(own_handlers):
    signal.setitimer(signal.ITIMER_REAL, LONG)
    with Deadline(LONG):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] > LONG / 2


def test_without_a_limit_nothing_is_touched(own_handlers):
    signal.setitimer(signal.ITIMER_REAL, LONG)
    with Deadline(None) as deadline:
        assert handlers() == own_handlers
    assert signal.getitimer(signal.ITIMER_REAL)[0] > LONG / 2
    assert deadline.seconds == math.inf
    assert not deadline.expired


def test_another_thread_leaves_the_handlers_alone(own_handlers):
    def work():
        with Deadline(LONG):
            return handlers()

    assert in_another_thread(work) == own_handlers
