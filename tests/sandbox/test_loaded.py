"""What a submission costs itself when its cells go beyond their limits, and what it does not."""

import time

import pytest

from autograder.sandbox import Cell, Limits, Sandbox, process


def statuses(loaded):
    return [result.status for result in loaded.results]


def value(loaded, name, *, last=False):
    with loaded.subject(name, last=last) as subject:
        return subject.call((), {}).value


F = Cell("f", "def f(): return k")


@pytest.mark.parametrize(
    "source, status",
    [
        ("import os; os._exit(0)", "crash"),
        ("while True: pass", "limit_cpu"),
        ("x = bytearray(2**40)", "limit_mem"),
        ("while True: print('x' * 1000)", "limit_out"),
        ("import os\nfor _ in range(3):\n    if os.fork() == 0: __import__('time').sleep(60)",
         "limit_proc"),
    ],
    ids=["crash", "cpu", "memory", "output", "processes"],
)  # fmt: skip
def test_an_offending_cell_costs_only_itself(sandbox, source, status):
    cells = [Cell("k", "k = 5"), Cell("bad", f"k = 6\n{source}"), F]
    with sandbox.load(cells, seed=0) as loaded:
        assert statuses(loaded) == ["ok", status, "ok"]
        # where the cell only raised, what it did before stays
        in_place = status in ("limit_mem", "limit_out")
        assert value(loaded, "f") == (6 if in_place else 5)


def test_exercises_that_end_the_loaded_process_buy_no_time(jailed):
    """A submission that sleeps while it is loaded is not loaded again and again without end."""
    limits = Limits(cpu_cell=1, cpu_subject=1, cpu_notebook=1, wall_factor=4.0)
    cells = [
        Cell("sleep", "import time\ntime.sleep(1.1)"),
        Cell("f", "import os\ndef f():\n    os.kill(os.getppid(), 9)\n    time.sleep(100)"),
    ]
    with Sandbox("strong", limits=limits, preload=()) as sandbox:
        began = time.monotonic()
        with sandbox.load(cells, seed=0) as loaded:
            for _ in range(12):
                with loaded.subject("f") as subject:
                    assert subject.call((), {}).fault.kind == "crash"
            assert loaded.hit_wall
        # 4 seconds in all; each of at most four loads may need a little more until it notices.
        assert time.monotonic() - began < 12


def test_several_offenders_are_left_out(sandbox):
    crash = "import os; os._exit(0)"
    cells = [Cell("k", "k = 5"), *(Cell(f"bad{n}", crash) for n in range(3)), F]
    with sandbox.load(cells, seed=0) as loaded:
        assert statuses(loaded) == ["ok", "crash", "crash", "crash", "ok"]
        assert value(loaded, "f") == 5


def test_what_an_earlier_cell_left_running_is_not_held_against_a_later_one(sandbox):
    """A process that a cell starts kills the notebook's Python while a later, slow cell runs."""
    killer = (
        "import os, time\nparent = os.getpid()\n"
        "if os.fork() == 0:\n    time.sleep(0.15)\n    os.kill(parent, 9)\n    os._exit(0)"
    )
    slow = "import time\ntime.sleep(0.4)\nk = 5"
    cells = [Cell("killer", killer), Cell("slow", slow), F]
    with sandbox.load(cells, seed=0) as loaded:
        assert statuses(loaded) == ["limit_proc", "ok", "ok"]
        assert value(loaded, "f") == 5


def test_a_hopeless_submission_is_given_up(jailed):
    crash = "import os; os._exit(0)"
    cells = [F, *(Cell(f"bad{n}", crash) for n in range(5)), Cell("last", "k = 1")]
    with Sandbox("strong", limits=Limits(reloads=2), preload=()) as sandbox:
        with sandbox.load(cells, seed=0) as loaded:
            assert statuses(loaded)[1:4] == ["crash"] * 3
            assert statuses(loaded)[-1] == "skipped"
            with loaded.subject("f") as subject:
                fault = subject.call((), {}).fault
        assert fault.kind == "crash" and "could not be loaded" in fault.message
        assert sandbox.census()["processes"] == 0


def test_an_exercise_that_kills_the_notebook_costs_only_itself(sandbox):
    source = "import os\ndef bad(): os.kill(os.getppid(), 9); __import__('time').sleep(9)"
    with sandbox.load([Cell("k", "k = 5"), F, Cell("bad", source)], seed=0) as loaded:
        for _ in range(2):
            with loaded.subject("bad") as subject:
                assert subject.call((), {}).fault.kind == "crash"
            assert value(loaded, "f") == 5


def test_processes_that_an_exercise_leaves_are_gone_for_the_next(sandbox):
    source = (
        "import os, time\n"
        "def bad():\n    if os.fork() == 0:\n        os.setsid()\n        time.sleep(1000)\n"
        "    return 1.5"
    )
    with sandbox.load([Cell("k", "k = 5"), F, Cell("bad", source)], seed=0) as loaded:
        assert value(loaded, "bad") == 1.5
        with loaded.subject("f") as subject:
            assert subject.call((), {}).value == 5
            assert sandbox.census()["processes"] == 3  # the guardian, the notebook and this one


def test_a_cell_cannot_turn_the_shell_against_the_next(sandbox):
    source = (
        "shell = get_ipython()\nshell.run_cell = shell.run_line_magic = None\n"
        "shell.input_transformers_post.append(lambda lines: ['1/0\\n'])\n"
        "shell.input_transformers_cleanup.append(lambda lines: ['1/0\\n'])\n"
        "shell.user_ns = dict(shell.user_ns)\n"
        "import builtins, signal\nbuiltins.isinstance = None\nsignal.alarm(1)\n"
    )
    with sandbox.load([Cell("a", source), Cell("k", "k = 5"), F], seed=0) as loaded:
        assert statuses(loaded) == ["error", "ok", "ok"]  # IPython stumbles over its own cell
        assert value(loaded, "f") == 5


def test_errors_show_the_students_lines_and_nothing_of_the_host(sandbox):
    source = (
        "def inner(n):\n    return np_missing + n\ndef outer():\n    return inner(1)\n"
        "open('/home/ada/secret/data.csv') if False else outer()"
    )
    long = "import os\nraise OSError('/home/ada/secret \\x1b[31mred\\x1b[0m ' + 'x' * 10**6)"
    cells = [Cell("a", source), Cell("b", "def ("), Cell("c", long)]
    with sandbox.load(cells, seed=0) as loaded:
        a, b, c = (result.error for result in loaded.results)
    assert a.splitlines() == [
        "cell a, line 5: open('…') if False else outer()",
        "cell a, line 4: return inner(1)",
        "cell a, line 2: return np_missing + n",
        "NameError: name 'np_missing' is not defined",
    ]
    assert b.startswith("SyntaxError: ") and "line 1" in b
    assert "ada" not in c and "\x1b" not in c and len(c) < 800


def test_outputs_are_kept_up_to_a_size_for_the_whole_notebook(jailed):
    cells = [Cell(f"c{n}", "print('[,]' * 10_000)") for n in range(5)]
    with (
        Sandbox("strong", limits=Limits(outputs=70_000), preload=()) as sandbox,
        sandbox.load(cells, seed=0) as loaded,
    ):
        kept = [len(result.outputs) for result in loaded.results]
    assert kept == [1, 1, 0, 0, 0]


def test_a_flood_past_python_blocks_nothing(sandbox):
    source = "import os\nfor fd in (1, 2):\n    os.write(fd, b'x' * 10**6)\nk = 5"
    with sandbox.load([Cell("a", source), F], seed=0) as loaded:
        assert statuses(loaded) == ["ok", "ok"]
        assert value(loaded, "f") == 5


FLOOD = """
import json, os, struct, sys

def flood():
    frame = sys._getframe(1)
    while not hasattr(frame.f_locals.get("self"), "_channel"):
        frame = frame.f_back
    line = frame.f_locals["self"]._channel._socket
    line.setblocking(True)
    body = json.dumps(MESSAGE).encode()
    while True:
        line.sendall(100 * (struct.pack(">I", len(body)) + body))

os.register_at_fork(after_in_parent=flood)
def double(x): return 2 * x
"""


@pytest.mark.parametrize(
    "message", [{"op": "forked", "number": 999}, {"op": "ended", "number": 999}], ids=str
)
def test_a_flood_of_messages_that_are_passed_over_ends_with_its_time(sandbox, message):
    """It comes from the loaded process, at the moment of the first fork, and never pauses."""
    cells = [Cell("flood", FLOOD.replace("MESSAGE", repr(message)))]
    with sandbox.load(cells, seed=0) as loaded:
        began = time.monotonic()
        with loaded.subject("double") as subject:
            assert subject.call((2.0,), {}).fault.kind == "crash"
        assert time.monotonic() - began < 10.0
    with sandbox.load([Cell("f", "def f(): return 5")], seed=0) as loaded:
        assert value(loaded, "f") == 5


PID = Cell(
    "pid", "import os, threading, time\npid = os.getpid()\ndef same(): return os.getpid() == pid"
)


@pytest.fixture
def young(monkeypatch):
    """However busy the machine is, the loaded process counts as young."""
    monkeypatch.setattr(process, "YOUNG", 60.0)


def test_the_last_exercise_takes_the_loaded_process_itself(sandbox, young):
    with sandbox.load([PID], seed=0) as loaded:
        assert value(loaded, "same") is False
        assert value(loaded, "same", last=True) is True


def test_the_last_exercise_gets_a_fork_where_the_cells_took_some_of_its_time(sandbox):
    busy = Cell(
        "busy", "began = time.process_time()\nwhile time.process_time() < began + 0.3: pass"
    )
    with sandbox.load([PID, busy], seed=0) as loaded:
        assert value(loaded, "same", last=True) is False


def test_the_last_exercise_gets_a_fork_where_a_cell_left_a_thread_running(sandbox, young):
    thread = Cell(
        "thread", "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()"
    )
    with sandbox.load([PID, thread], seed=0) as loaded:
        assert value(loaded, "same", last=True) is False


def test_what_is_asked_after_the_last_exercise_all_the_same_gets_an_answer(sandbox, young):
    with sandbox.load([PID], seed=0) as loaded:
        for last in (True, True, False):
            assert value(loaded, "same", last=last) is last


@pytest.mark.parametrize(
    "body, kind",
    [
        ("os._exit(3)", "crash"),
        ("os.kill(os.getpid(), 9)", "crash"),
        ("while True: pass", "limit_cpu"),
        ("time.sleep(1000)", "limit_wall"),
        ("return [0] * 10**10", "limit_mem"),
        ("raise ValueError('no')", "error"),
    ],
)
def test_the_last_exercise_ends_as_every_other_does(jailed, young, body, kind):
    patience = 2.0 if kind == "limit_wall" else 60.0  # the machine may be busy
    limits = Limits(cpu_cell=1, cpu_subject=1, wall_factor=patience)
    cells = [PID, Cell("bad", f"def bad():\n    {body}")]
    with Sandbox("strong", limits=limits, preload=()) as sandbox:
        faults = []
        for last in (False, True):
            with sandbox.load(cells, seed=0) as loaded, loaded.subject("bad", last=last) as subject:
                faults.append(subject.call((), {}).fault)
        assert faults[0] == faults[1] and faults[0].kind == kind
        assert sandbox.census()["processes"] == 0
