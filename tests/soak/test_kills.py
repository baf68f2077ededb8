"""Fifty times `kill -9`: of the main process, of workers, of the sandboxes' own processes.

Whatever is killed, and whenever: after running again the gradebook and the graded notebooks are
those of a run that nobody disturbed, and nothing is left behind.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from attack_corpus.notebooks import ASSIGNMENT, make_class

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out import sample_answers as said
from autograder.bridge.handing_out.sample_class import Sample, hand_in
from autograder.bridge.whole_class.grade import kept_results
from autograder.sandbox.folder import PREFIX
from tests.bridge.recorded import files, gradebook_rows
from tests.sandbox.process_tree import adopt_orphans, end_all, tree

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

KILLS = 50
KILLS_IN_A_RUN = 5
RUNS_OF_A_CLASS = 4  # then the class is graded in peace and compared, and a fresh one is begun
CLASS = (
    Sample("ada", ASSIGNMENT, "right"),
    Sample("bela", ASSIGNMENT, "own style", said.OWN_STYLE),
    Sample("carla", ASSIGNMENT, "uphill", {"sgd_step": said.UPHILL}),
    Sample("dev", ASSIGNMENT, "aliases", {"gradient_descent": said.ALIASES}),
    Sample("emil", ASSIGNMENT, "nothing", default="untouched"),
    Sample("kim", ASSIGNMENT, "no notebook", damage=lambda _notebook: b"{"),
    Sample("pia", ASSIGNMENT, "exit", {"numeric_grad": said.EXIT}),
    Sample("rosa", ASSIGNMENT, "no return", said.NO_RETURN),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A class that is handed in and not graded, the same graded in peace, and room for more."""
    adopt_orphans()
    folder = tmp_path_factory.mktemp("kills")
    (folder / "tmp").mkdir()
    fresh = make_class(folder / "fresh")
    hand_in(fresh, CLASS)
    whole = copy(fresh, folder / "whole")
    began = time.monotonic()
    assert start(whole, folder).wait() == 0
    return folder, fresh, whole, time.monotonic() - began


def copy(room, path):
    shutil.copytree(room.root, path, symlinks=True)
    return Classroom.open(path)


def start(room, folder):
    command = ["grade", "--class", str(room.root), "--workers", "2"]
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", *command],
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def disturb(process, rng, seconds):
    """Kill processes of a run at random moments, until it ends; the roles of what was killed."""
    hit = []
    while len(hit) < KILLS_IN_A_RUN and "main" not in hit:
        # The first at any moment of a run; then often enough that some hit what was begun again.
        time.sleep(rng.uniform(0.0, seconds / 3 if hit else seconds))
        if process.poll() is not None:
            break
        found = {each.role: each.pid for each in tree(process.pid) if each.role != "other"}
        role = rng.choice(sorted(found))
        try:
            os.kill(found[role], signal.SIGKILL)
        except ProcessLookupError:  # it ended by itself
            continue
        if role == "main" and process.wait() != -signal.SIGKILL:
            break  # it had ended by itself, and nobody had asked how
        hit.append(role)
    return hit


def is_trial(path):
    """Whether Python's `tempfile` was killed while it tried if it can write here at all."""
    ours = path.name.startswith(PREFIX)
    return not ours and path.is_file() and path.read_bytes() in (b"", b"blat")


def test_after_fifty_kills_and_runs_the_gradebook_is_that_of_an_undisturbed_run(places):
    folder, fresh, whole, seconds = places
    rng = random.Random(50)
    killed, runs, classes = Counter(), 0, 0
    due_rows, due_files = gradebook_rows(whole), files(whole)
    began = time.monotonic()
    while killed.total() < KILLS:
        room = copy(fresh, folder / f"class{classes}")
        classes += 1
        for _ in range(RUNS_OF_A_CLASS):
            process = start(room, folder)
            hit = disturb(process, rng, seconds)
            code = process.wait()
            assert end_all(os.getpid()) == [], hit
            killed.update(hit)
            runs += 1
            # Only the death of the main process ends a run, and one death of any other costs
            # nothing; what was hit again and again may be left for the next run, which it says.
            if "main" in hit:
                assert code == -signal.SIGKILL
            elif len(hit) <= 1:
                assert code == 0, hit
                break
        assert start(room, folder).wait() == 0
        assert gradebook_rows(room) == due_rows
        assert files(room) == due_files
        assert not [path for path in files(room, ".") if path.endswith((".part", "-journal"))]
        assert len(kept_results(room, "strong")) == len(CLASS)
        assert [path for path in (folder / "tmp").iterdir() if not is_trial(path)] == []
    took = time.monotonic() - began
    print(f"\n{killed.total()} kills in {runs} runs over {classes} classes, {took:.0f} s;"
          f" an undisturbed run takes {seconds:.1f} s; killed: {dict(killed)}")  # fmt: skip
    assert {"main", "worker", "jail", "zygote"} <= set(killed)
