"""The sandbox as the grader uses it: load, call, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import Cell, Infrastructure, Limits, Sandbox
from tests.sandbox.process_tree import tree

DOUBLE = Cell("double", "def double(x): return 2 * x")


def below(role=None):
    """The processes below this one (to a jail, it is a worker): all, or those of a role."""
    return {one.pid for one in tree(os.getpid(), "worker")[1:] if role in (None, one.role)}


def call(sandbox, source, name, *args, seed=0, **kwargs):
    with sandbox.load([Cell("a", source)], seed=seed) as loaded, loaded.subject(name) as subject:
        return subject.call(args, kwargs)


def test_a_function_of_a_submission_is_called(sandbox):
    outcome = call(sandbox, "def f(x, *, k): return k * x", "f", np.arange(3.0), k=2)
    np.testing.assert_array_equal(outcome.value, [0.0, 2.0, 4.0])
    assert outcome.fault is None and outcome.changed == ()


def test_cells_share_one_namespace_and_one_that_raises_stops_no_other(sandbox):
    cells = [Cell("a", "k = 3"), Cell("b", "1/0"), Cell("c", "def f(x): return k * x")]
    with sandbox.load(cells, seed=0) as loaded:
        assert [(r.id, r.status) for r in loaded.results] == [
            ("a", "ok"),
            ("b", "error"),
            ("c", "ok"),
        ]
        assert loaded.results[1].error == "cell b, line 1: 1/0\nZeroDivisionError: division by zero"
        with loaded.subject("f") as subject:
            assert subject.call((2,), {}).value == 6


def test_outputs_come_back_as_data(sandbox):
    source = "import sys\nprint('out')\nprint('err', file=sys.stderr)\ndisplay({1: 2})\n[1, 2]"
    with sandbox.load([Cell("a", source)], seed=0) as loaded:
        assert [tuple(output) for output in loaded.results[0].outputs] == [
            ("stdout", "out\n"),
            ("stderr", "err\n"),
            ("text", "{1: 2}"),
            ("text", "[1, 2]"),
        ]


@pytest.mark.parametrize("pictures", [False, True])
def test_figures_are_drawn_only_on_request(sandbox, pictures):
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    with sandbox.load([Cell("a", source)], seed=0, pictures=pictures) as loaded:
        (result,) = loaded.results
    assert result.status == "ok"
    assert ("png" in {output.kind for output in result.outputs}) == pictures


def test_every_exercise_starts_from_the_state_after_the_cells(sandbox):
    source = "count = [0]\ndef f():\n    count[0] += 1\n    return count[0]"
    with sandbox.load([Cell("a", source)], seed=0) as loaded:
        for _ in range(2):
            with loaded.subject("f") as subject:
                assert [subject.call((), {}).value for _ in range(2)] == [1, 2]


def test_two_exercises_may_be_open_at_once(sandbox):
    with (
        sandbox.load([DOUBLE], seed=0) as loaded,
        loaded.subject("double") as one,
        loaded.subject("double") as other,
    ):
        assert [one.call((1,), {}).value, other.call((2,), {}).value] == [2, 4]
        assert one.call((3,), {}).value == 6


def test_nothing_of_a_submission_reaches_the_next(sandbox):
    poison = (
        "import numpy as np, builtins\nnp.poison = builtins.poison = 1\n"
        "open('poison', 'w').close()\nopen('/tmp/poison', 'w').close()\nx = 1"
    )
    look = (
        "import numpy as np, builtins, os\n"
        "def f(): return [hasattr(np, 'poison'), hasattr(builtins, 'poison'),"
        " os.path.exists('poison'), os.path.exists('/tmp/poison'), 'x' in globals()]"
    )
    with sandbox.load([Cell("a", poison)], seed=0) as loaded:
        assert loaded.results[0].status == "ok"
    assert call(sandbox, look, "f").value == (False,) * 5


def test_random_numbers_depend_on_the_seed_and_on_nothing_else(sandbox):
    source = (
        "import random\nimport numpy as np\nr = [random.random(), np.random.rand()]\n"
        "def f(): return [*r, random.random(), np.random.rand()]"
    )
    one, again, other = (call(sandbox, source, "f", seed=seed).value for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.isclose(one, other).any()


def test_only_one_submission_at_a_time(sandbox):
    with sandbox.load([DOUBLE], seed=0):
        second = sandbox.load([DOUBLE], seed=0)
        with pytest.raises(RuntimeError, match="one submission"):
            second.__enter__()


def test_what_a_notebook_imports_is_there_and_nothing_else(sandbox):
    source = (
        "import numpy, matplotlib, IPython, ipywidgets\nfrom autograder import check\n"
        "report = check('f')\nreport"
    )
    with sandbox.load([Cell("a", source), Cell("b", "import nbgrader")], seed=0) as loaded:
        good, bad = loaded.results
    assert good.status == "ok" and good.outputs[0].data == "checked when graded"
    assert bad.error.endswith("ModuleNotFoundError: No module named 'nbgrader'")


def test_warnings_cost_nothing(sandbox):
    source = "import warnings\ndef f():\n    warnings.warn('hm', stacklevel=1)\n    return 1.5"
    assert call(sandbox, source, "f").value == 1.5


WARM = "import sys\ndef warm(): return 'matplot' 'lib.pyplot' in sys.modules"


def test_matplotlib_is_imported_already_for_those_who_name_it_and_for_nobody_else(jailed):
    """It is more than half of the warm process's memory, and every fork costs time for it."""
    before = below("jail")
    with Sandbox("strong") as sandbox:
        assert call(sandbox, WARM, "warm").value is False
        assert len(below("jail") - before) == 1
        for comment in ("# matplotlib", "# matplotlib again"):
            assert call(sandbox, f"{WARM} {comment}", "warm").value is True
            assert len(below("jail") - before) == 2
        with sandbox.load([DOUBLE], seed=0, pictures=True) as loaded:
            assert sandbox.census()["processes"] == 2  # in the second jail; none in the first
            assert [result.status for result in loaded.results] == ["ok"]
        assert call(sandbox, WARM, "warm").value is False
        sandbox.restart()
        assert len(below("jail") - before) == 1
    assert not below("jail") - before


def test_where_matplotlib_is_not_installed_its_name_costs_nothing(jailed):
    with Sandbox("strong", packages=("numpy", "ipython")) as sandbox:
        assert call(sandbox, f"{WARM} # matplotlib", "warm").value is False


def test_nothing_is_left_when_the_sandbox_is_closed(jailed):
    files = set(os.listdir("/proc/self/fd"))
    before = below()
    with (
        Sandbox("strong", preload=()) as sandbox,
        sandbox.load([DOUBLE], seed=0) as loaded,
        loaded.subject("double"),
    ):
        assert len(below() - before) >= 4  # jail, warm process, guardian, cells
    assert not below() - before
    assert set(os.listdir("/proc/self/fd")) == files


def jail_processes(before):
    """(bubblewrap, warm process, guardian, process of the cells) of the one running jail."""
    return [one.pid for one in tree(os.getpid(), "worker")[1:] if one.pid not in before][:4]


@pytest.fixture
def own_sandbox(jailed):
    before = below()
    with Sandbox("strong", preload=()) as sandbox:
        yield sandbox, before
    assert not below() - before


def test_a_killed_jail_is_a_fault_of_ours_and_is_replaced(own_sandbox):
    sandbox, before = own_sandbox
    with sandbox.load([DOUBLE], seed=0) as loaded:
        with loaded.subject("double") as subject:
            assert subject.call((1,), {}).value == 2
            os.kill(jail_processes(before)[1], signal.SIGKILL)
            time.sleep(0.1)
            assert subject.call((1,), {}).fault.kind == "infra"
            assert subject.call((1,), {}).fault.kind == "infra"
        with loaded.subject("double") as subject:  # in a new jail
            assert subject.call((2,), {}).value == 4
    assert call(sandbox, DOUBLE.source, "double", 3).value == 6


def test_a_jail_killed_between_submissions_is_replaced(own_sandbox):
    sandbox, before = own_sandbox
    assert call(sandbox, DOUBLE.source, "double", 3).value == 6
    os.kill(jail_processes(before)[0], signal.SIGKILL)
    time.sleep(0.1)
    assert call(sandbox, DOUBLE.source, "double", 3).value == 6


@pytest.mark.parametrize("which", [2, 3], ids=["guardian", "cells"])
def test_a_killed_submission_is_loaded_again(own_sandbox, which):
    sandbox, before = own_sandbox
    with sandbox.load([DOUBLE], seed=0) as loaded:
        os.kill(jail_processes(before)[which], signal.SIGKILL)
        time.sleep(0.1)
        with loaded.subject("double") as subject:
            assert subject.call((1,), {}).value == 2


def test_a_guardian_that_is_killed_during_a_call_is_no_fault_of_the_student(own_sandbox):
    sandbox, before = own_sandbox

    def strike(x):
        os.kill(jail_processes(before)[2], signal.SIGKILL)
        time.sleep(0.1)
        return x

    cell = Cell("f", "def f(x, g): return g(x) + g(x)")
    with sandbox.load([cell], seed=0) as loaded, loaded.subject("f") as subject:
        assert subject.call((1.0, strike), {}).fault.kind == "infra"


def test_a_jail_dies_with_its_grader(jailed, tmp_path):
    """kill -9 of the grading process leaves nothing, whatever the student's code does."""
    script = tmp_path / "grader.py"
    script.write_text(
        "from autograder.sandbox import *\n"
        "cell = Cell('a', 'import os, signal, time\\nfor n in range(1, 32):\\n'\n"
        "  '    if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\\n'\n"
        "  'if os.fork() == 0: os.setsid()\\ntime.sleep(1000)')\n"
        "with Sandbox('strong', preload=()) as sandbox:\n"
        "    print('ready', flush=True)\n"
        "    with sandbox.load([cell], seed=0): pass\n"
    )
    grader = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert grader.stdout.readline() == b"ready\n"
    deadline = time.monotonic() + 60.0
    while len(running := [one.pid for one in tree(grader.pid)[1:]]) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    grader.kill()
    grader.communicate()
    while any(Path(f"/proc/{pid}").exists() for pid in running) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]


def test_a_sandbox_that_cannot_start_says_why(jailed):
    with pytest.raises(Infrastructure, match="no_such_module"):
        Sandbox("strong", preload=("no_such_module",)).start()


def test_limits_are_those_that_were_given(jailed):
    limits = Limits(memory=64 * 2**20, open_files=40, disk=2**20)
    with Sandbox("strong", limits=limits, preload=()) as sandbox:
        source = "def f(n): return len(bytearray(n))"
        assert call(sandbox, source, "f", 32 * 2**20).value == 32 * 2**20
        assert call(sandbox, source, "f", 80 * 2**20).fault.kind == "limit_mem"
        source = "def f(n):\n    k = [open('/dev/null') for _ in range(n)]\n    return len(k)"
        assert call(sandbox, source, "f", 20).value == 20
        assert call(sandbox, source, "f", 80).fault.kind == "error"
        source = "def f(n):\n    open('x', 'wb').write(bytes(n))\n    return 1.5"
        assert call(sandbox, source, "f", 2**19).value == 1.5
        assert call(sandbox, source, "f", 2**21).fault is not None
