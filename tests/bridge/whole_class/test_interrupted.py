"""Ctrl-C in a terminal goes to every process of a run: it stops at once, and says one thing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.bridge.handing_out.sample_class import FIRST, Sample, hand_in

LOOP = "def step_length(grad, lr):\n    while True:\n        pass"
SOON = 5.0  # less than the limit of an endless loop, more than a busy machine needs


@pytest.fixture(scope="module")
def room(empty_class, copy_of, tmp_path_factory):
    room = copy_of(empty_class, tmp_path_factory.mktemp("interrupted") / "class")
    hand_in(room, [Sample(f"s{at}", FIRST, "loops", {"step_length": LOOP}) for at in range(4)])
    return room


@pytest.fixture(autouse=True)
def listening():
    """Tests that were started with nohup or `&` do not listen to Ctrl-C, nor do their children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5])
def test_a_run_stops_at_once_and_says_how_it_goes_on(room, tier, seconds):
    run = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", FIRST, "--class", str(room.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a process group of its own, as a terminal makes it
    )
    # Before, Python itself would speak, or NumPy, which takes an interruption for a bad install.
    while b"mtrand" not in Path(f"/proc/{run.pid}/maps").read_bytes():
        assert run.poll() is None, run.stderr.read()
        time.sleep(0.01)
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGINT)
    began = time.monotonic()
    _, said = run.communicate(timeout=60)  # every process that could write there has ended
    assert time.monotonic() - began < SOON
    # Python itself ends by the signal if that struck in the middle of an `eval`.
    assert run.returncode in (1, -signal.SIGINT), said
    assert said.split("\n")[-2] == "stopped; run the same command again to continue", said
    assert "Traceback" not in said
