"""A remote subject gives what a local one gives, and survives what the other side sends."""

import time

import numpy as np
import pytest

from autograder.core.local import LocalSubject
from autograder.core.subject import Refused
from autograder.core.values import Token, Unusable
from autograder.sandbox import Cell, Limits, Sandbox

FUNCTIONS = """
import numpy as np
def same(x): return x
def pair(x, y=1.0): return x + y, [x, (y, x)]
def nothing(x): x
def raises(x): raise KeyError("no")
def not_yet(x): raise NotImplementedError
def leaves(x): raise SystemExit(3)
def memory(x): return [0] * 10**13
def complex_(x): return 1j * x
def in_place(x, y):
    y += 1
    return x
def single(x): return np.float32(0.1)
def text(x): return "monotone"
def table(x): return {"a": x, "b": [1, 2]}
def twice(x, f): return f(f(x))
def keyword(x, f): return f(value=x)
def call_with_none(x, f): return f(None)
def catches(x, f):
    try: return f(x)
    except TypeError as error: return str(error)
def passes_on(x, f): return f(x, 0.1)
def reuses(x, f):
    buffer = np.zeros(2)
    for k in range(3):
        buffer[:] = k
        f(buffer)
    return buffer
value = 3
"""
X = np.array([1.0, -2.0])
PLAIN_name_arguments = [
    ("same", (1,)),
    ("same", (True,)),
    ("same", (2.5,)),
    ("same", (float("nan"),)),
    ("same", ("text",)),
    ("same", (X,)),
    ("same", (np.array(3.5),)),
    ("same", (np.arange(6).reshape(2, 3),)),
    ("same", (np.array([1.5], np.float32),)),
    ("same", (np.array([True, False]),)),
    ("same", (np.zeros((0, 3)),)),
    ("same", ((1.5, (2, X)),)),
    ("same", (Token(7),)),
    ("pair", (X,)),
    ("pair", (1.0, 2.0)),
    ("nothing", (X,)),
    ("raises", (X,)),
    ("not_yet", (X,)),
    ("leaves", (X,)),
    ("memory", (X,)),
    ("complex_", (X,)),
    ("in_place", (X, X + 1)),
    ("single", (X,)),
    ("text", (X,)),
    ("table", (X,)),
    ("same", ()),
    ("value", (X,)),
    ("absent", (X,)),
]


@pytest.fixture(scope="module")
def loaded(jailed):
    cells = [Cell("functions", FUNCTIONS)]
    with Sandbox("strong", preload=()) as own, own.load(cells, seed=0) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def namespace():
    result = {}
    exec(compile(FUNCTIONS, "<functions>", "exec"), result)
    return result


def same(one, other):
    if isinstance(one, tuple) and isinstance(other, tuple) and not isinstance(one, Unusable):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    return type(one) is type(other) and (one == other or one != one)


def test_remote_and_local_agree(loaded, namespace):
    for name, arguments in PLAIN_name_arguments:
        with loaded.subject(name) as subject:
            remote = subject.call(arguments, {})
        local = LocalSubject(namespace, name).call(arguments, {})
        assert same(remote.value, local.value), (name, arguments)
        assert remote.changed == local.changed, name
        kinds = [outcome.fault and outcome.fault.kind for outcome in (remote, local)]
        assert kinds[0] == kinds[1], name


@pytest.mark.parametrize("name", ["twice", "keyword", "passes_on", "reuses"])
def test_callbacks_are_called_with_the_same_values_in_the_same_order(loaded, namespace, name):
    def run(subject):
        calls = []

        def function(*args, **kwargs):
            calls.append((args, kwargs))
            return np.sum(args[0] if args else kwargs["value"]) * 0.5

        return subject.call((X, function), {}), calls

    with loaded.subject(name) as subject:
        remote, remote_calls = run(subject)
    local, local_calls = run(LocalSubject(namespace, name))
    assert remote.fault is None
    assert same(remote.value, local.value)
    assert len(remote_calls) == len(local_calls) > 0
    for one, other in zip(remote_calls, local_calls, strict=True):
        assert same(one[0], other[0]) and same(one[1], other[1])


def test_a_token_comes_back_as_itself(loaded):
    seen = []

    def train(checkpoint, rate):
        seen.append((checkpoint, rate))
        return 1.5

    with loaded.subject("passes_on") as subject:
        assert subject.call((Token(41), train), {}).value == 1.5
    assert seen == [(Token(41), 0.1)]


def test_a_refusal_is_raised_in_the_students_code(loaded):
    def refuse(x):
        raise Refused("call it with one number")

    with loaded.subject("catches") as subject:
        assert subject.call((X, refuse), {}).value == "call it with one number"
    with loaded.subject("twice") as subject:
        fault = subject.call((X, refuse), {}).fault
    assert fault.kind == "error" and "call it with one number" in fault.message


def test_a_broken_callback_is_our_fault_even_if_the_student_catches_it(loaded):
    def broken(x):
        raise ZeroDivisionError("ours")

    for name in ("twice", "catches"):
        with loaded.subject(name) as subject:
            assert subject.call((X, broken), {}).fault.kind == "infra"
            assert subject.call((X, lambda x: 1.5), {}).fault is None  # it can go on


def test_a_callback_called_with_nothing_is_the_students_mistake(loaded):
    with loaded.subject("call_with_none") as subject:
        fault = subject.call((X, lambda x: 1.0), {}).fault
    assert fault.kind == "error" and "None" in fault.message


def test_arguments_stay_as_they_are(loaded):
    x, y = X.copy(), X.copy()
    with loaded.subject("in_place") as subject:
        outcome = subject.call((x,), {"y": y})
    assert outcome.changed == (1,)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, X)


def test_a_student_cannot_claim_a_fault_of_ours(sandbox):
    source = (
        "import json, os, struct\n"
        "def f():\n"
        "    fault = {'op': 'fault', 'kind': 'infra', 'message': 'yours'}\n"
        "    body = json.dumps(fault).encode()\n"
        "    for fd in range(3, 64):\n"
        "        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "        except OSError: pass\n"
    )
    with sandbox.load([Cell("a", source)], seed=0) as loaded, loaded.subject("f") as subject:
        assert subject.call((), {}).fault.kind == "protocol"


def test_callbacks_without_end_are_stopped(jailed):
    limits = Limits(callbacks=50)
    cells = [Cell("a", "def f(g):\n    while True: g(1.0)")]
    with (
        Sandbox("strong", limits=limits, preload=()) as sandbox,
        sandbox.load(cells, seed=0) as loaded,
        loaded.subject("f") as subject,
    ):
        fault = subject.call((lambda x: x,), {}).fault
    assert fault.kind == "limit_cpu" and "50 times" in fault.message


def test_a_subject_that_died_gives_the_same_fault_at_once(sandbox):
    source = "import os\ndef f(): os._exit(1)"
    with sandbox.load([Cell("a", source)], seed=0) as loaded, loaded.subject("f") as subject:
        first = subject.call((), {})
        again = subject.call((), {})
    assert first.fault == again.fault and first.fault.kind == "crash"
    assert again.seconds < 0.001


def test_large_arrays_cross_in_both_directions(loaded):
    big = np.random.default_rng(0).standard_normal((1000, 900))
    with loaded.subject("same") as subject:
        np.testing.assert_array_equal(subject.call((big,), {}).value, big)


def test_more_than_fits_into_a_frame_is_a_value_that_is_too_large(jailed):
    source = (
        "def texts(): return ['x' * 200] * 90_000\n"
        "def mixed(): return [(True, 'a', 1.5)] * 60_000\n"
        "def asks(f):\n    try: f(tuple(['x' * 200] * 90_000))\n"
        "    except TypeError as error: return str(error)\n"
    )
    cells = [Cell("a", source)]
    with (
        Sandbox("strong", preload=()) as sandbox,
        sandbox.load(cells, seed=0) as loaded,
    ):
        for name in ("texts", "mixed"):
            with loaded.subject(name) as subject:
                assert subject.call((), {}).value == Unusable("too-large")
        with loaded.subject("asks") as subject:
            assert "too much" in subject.call((lambda x: 1.0,), {}).value


def test_an_argument_that_does_not_fit_is_our_own_wrong_use(loaded):
    with loaded.subject("same") as subject, pytest.raises(ValueError, match="at most"):
        subject.call((np.zeros(3_000_000),), {})


@pytest.mark.parametrize("guess, first", [("'number': 0, ", 6.0), ("", "protocol")])
def test_a_reply_sent_in_advance_is_not_taken_for_the_next_call(sandbox, guess, first):
    source = (
        "import json, os, struct\n"
        "def f(x):\n"
        f"    body = json.dumps({{'op': 'value', {guess}'value': 6.0, 'changed': []}}).encode()\n"
        "    for fd in range(3, 64):\n"
        "        try: os.write(fd, 2 * (struct.pack('>I', len(body)) + body))\n"
        "        except OSError: pass\n"
        "    return 0.5\n"
    )
    with sandbox.load([Cell("a", source)], seed=0) as loaded, loaded.subject("f") as subject:
        outcome = subject.call((3.0,), {})
        assert first == (outcome.fault.kind if outcome.fault else outcome.value)
        assert subject.call((4.0,), {}).fault.kind == "protocol"
        assert subject.call((4.0,), {}).fault.kind == "protocol"


MANY = (
    "import os\n"
    "def f(x, what='value'):\n"
    "    if what == 'end': os._exit(1)\n"
    "    if what == 'raise': raise ValueError('no')\n"
    "    if what == 'fill': return [0.0] * 10**12\n"
    "    return 2 * x"
)


def asked(sandbox, requests):
    """What these calls gave, from here and from a notebook: value or kind of fault."""
    with sandbox.load([Cell("a", MANY)], seed=0) as loaded, loaded.subject("f") as subject:
        found = list(subject.call_all(requests))
        after = subject.call((1.0,), {})
    return [each.fault.kind if each.fault else each.value for each in found], after


def test_many_calls_give_what_single_calls_give_in_their_order(sandbox):
    requests = [((float(x),), {}) for x in range(100)]
    found, after = asked(sandbox, requests)
    assert found == [2.0 * x for x in range(100)]
    assert after.value == 2.0


def test_large_arguments_among_many_calls_travel_alone(sandbox):
    sizes = [1, 2, 400_000, 3, 900_000, 4]
    with sandbox.load([Cell("a", MANY)], seed=0) as loaded, loaded.subject("f") as subject:
        found = list(subject.call_all([((np.ones(size),), {}) for size in sizes]))
    assert [each.value.size for each in found] == sizes


def test_an_error_does_not_stop_the_calls_after_it(sandbox):
    found, after = asked(sandbox, [((1.0,), {}), ((1.0, "raise"), {}), ((2.0,), {})])
    assert found == [2.0, "error", 4.0]
    assert after.value == 2.0


@pytest.mark.parametrize(
    ("what", "kind", "goes_on"), [("end", "crash", 0), ("fill", "limit_mem", 1)]
)
def test_what_stops_the_calls_is_the_last_outcome(sandbox, what, kind, goes_on):
    requests = [((1.0,), {}), ((1.0,), {"what": what}), *[((2.0,), {})] * 50]
    found, after = asked(sandbox, requests)
    assert found == [2.0, kind]
    assert (after.fault is None) == bool(goes_on)


def test_both_kinds_of_subject_stop_at_the_same_call(sandbox):
    requests = [((1.0,), {}), ((1.0, "raise"), {}), ((1.0, "fill"), {}), ((2.0,), {})]
    found, _ = asked(sandbox, requests)
    namespace = {}
    exec(MANY, namespace)
    local = LocalSubject(namespace, "f").call_all(requests)
    assert [each.fault.kind if each.fault else each.value for each in local] == found


def test_replies_that_were_not_read_are_our_own_wrong_use(loaded):
    with loaded.subject("same") as subject:
        some = subject.call_all([((1.0,), {}), ((2.0,), {})])
        assert next(some).value == 1.0
        with pytest.raises(RuntimeError, match="1 are left"):
            subject.call((3.0,), {})
        assert next(some).value == 2.0
        assert subject.call((3.0,), {}).value == 3.0


def test_a_call_with_a_callback_among_many_calls_travels_alone(loaded):
    seen = []
    with loaded.subject("twice") as subject:
        requests = [((X, lambda x, n=n: seen.append(n) or 1.0), {}) for n in range(3)]
        found = list(subject.call_all(requests))
    assert [each.fault for each in found] == [None] * 3
    assert seen == sorted(seen) and set(seen) == {0, 1, 2}


def test_functions_that_share_a_process_share_what_ends_it(sandbox):
    source = "import os\nseen = []\ndef f(x): seen.append(x); return len(seen)\n"
    source += "def g(x): return len(seen)\ndef h(x): os._exit(1)"
    with sandbox.load([Cell("a", source)], seed=0) as loaded:
        with loaded.subjects(["f", "g", "h"]) as (f, g, h):
            assert [each.call((1.0,), {}).value for each in (f, f, g)] == [1, 2, 2]
            assert h.call((1.0,), {}).fault.kind == "crash"
            assert f.call((1.0,), {}).fault.kind == "crash"
        with loaded.subject("g") as subject:
            assert subject.call((1.0,), {}).value == 0  # nothing of it is left


CROWD = (
    "import os, sys, time\n"
    "def crowd():\n"
    "    for _ in range(6):\n"
    "        if os.fork() == 0:\n"
    "            held = b'x' * (100 * 2**20)\n"
    "            time.sleep(60)\n"
    "def channel():\n"
    "    frame = sys._getframe()\n"
    "    while 'channel' not in frame.f_locals: frame = frame.f_back\n"
    "    return frame.f_locals['channel']._socket\n"
)
HIDES = {
    "half a frame": "def f(g):\n    channel().sendall(b'\\0\\0\\x10\\0{')\n"
    "    crowd(); time.sleep(60)",
    "callbacks": "def f(g):\n    crowd()\n    while True: g(1.0); time.sleep(0.05)",
}


@pytest.mark.parametrize("hides", HIDES)
def test_the_memory_of_all_processes_is_looked_at_whatever_else_comes(jailed, hides):
    limits = Limits(memory=256 * 2**20, memory_all=384 * 2**20)
    cells = [Cell("a", CROWD + HIDES[hides])]
    with (
        Sandbox("strong", limits=limits, preload=()) as sandbox,
        sandbox.load(cells, seed=0) as loaded,
        loaded.subject("f") as subject,
    ):
        outcome = subject.call((lambda x: x,), {})
    assert outcome.fault.kind == "limit_mem"
    assert outcome.seconds < 10  # of 20 that it may wait


def test_one_that_stops_the_notebook_is_not_waited_for_twice(jailed):
    source = CROWD + (
        "def f():\n    os.kill(os.getppid(), 19)\n    channel().shutdown(2)\n    time.sleep(60)\n"
        "def g(): return 5"
    )
    with (
        Sandbox("strong", preload=()) as sandbox,
        sandbox.load([Cell("a", source)], seed=0) as loaded,
    ):
        began = time.monotonic()
        with loaded.subject("f") as subject:
            assert subject.call((), {}).fault.kind == "crash"
        with loaded.subject("g") as subject:
            assert subject.call((), {}).value == 5
        assert time.monotonic() - began < 4  # one answer is waited for, 2 seconds
        assert loaded.hit_wall  # a busy machine could do that, too: it is graded again, alone
