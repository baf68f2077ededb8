"""nbgrader's own commands and its formgrader go through the same hardened path as `grade`."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from autograder.bridge.giving_back.feedback import write_feedback
from autograder.bridge.handing_out.sample_class import ADAM, FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import Options, grade

BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]])}
SOME = tuple(
    sample
    for sample in SAMPLES
    if sample.student in {"ada", "bela", "gus", "kim", "lee", "rosa", "vic", "fatma"}
)


def nbgrader(room, *words):
    done = subprocess.run(
        [BIN / "nbgrader", *words],
        cwd=room.root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows(room):
    """Everything the gradebook says about submissions, without its random row ids."""
    found = {}
    with open_gradebook(room) as gradebook:
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                for notebook in submission.notebooks:
                    found[submission.student.id, assignment.name] = (
                        submission.timestamp,
                        notebook.late_submission_penalty,
                        sorted(
                            (g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                            for g in notebook.grades
                        ),
                        sorted((c.name, c.auto_comment or "") for c in notebook.comments),
                    )
    return found


def notebooks(room):
    return {
        path.relative_to(room.root): path.read_bytes()
        for path in sorted(room.root.glob("autograded/*/*/*.ipynb"))
    }


@pytest.fixture(scope="module")
def both_ways(empty_class, copy_of, tier, tmp_path_factory):
    """The same submissions and secret, graded by `grade` and by `nbgrader autograde`."""
    folder = tmp_path_factory.mktemp("both")
    ours, theirs = copy_of(empty_class, folder / "ours"), copy_of(empty_class, folder / "theirs")
    for room in (ours, theirs):
        hand_in(room, SOME)
    grade(ours, ours.assignments, Options(tier, workers=1))
    for assignment in (FIRST, ADAM):
        nbgrader(theirs, "autograde", assignment)
    return ours, theirs


def test_nbgrader_autograde_leaves_the_same_gradebook_rows(both_ways):
    ours, theirs = both_ways
    assert len(rows(ours)) == len(SOME)
    assert rows(ours) == rows(theirs)


def test_nbgrader_autograde_leaves_the_same_notebooks_byte_for_byte(both_ways):
    ours, theirs = both_ways
    assert notebooks(ours) == notebooks(theirs)


def test_nbgrader_generate_feedback_shows_our_report_on_every_page(both_ways):
    _, theirs = both_ways
    for assignment in (FIRST, ADAM):
        nbgrader(theirs, "generate_feedback", assignment)
    pages = sorted(theirs.root.glob("feedback/*/*/*.html"))
    assert len(pages) == len(SOME)
    page = (theirs.root / "feedback" / "bela" / ADAM / f"{ADAM}.html").read_text(encoding="utf-8")
    assert "bias" in page
    assert 'class="lrc' in page
    broken = theirs.root / "feedback" / "kim" / FIRST / f"{FIRST}.html"
    assert "could not be graded" in broken.read_text(encoding="utf-8")


def test_feedback_by_our_command_is_the_same_as_nbgraders_byte_for_byte(both_ways):
    ours, _ = both_ways
    pages = {path: path.read_bytes() for path in write_feedback(ours, [FIRST, ADAM])}
    assert len(pages) == len(SOME)
    for assignment in (FIRST, ADAM):
        nbgrader(ours, "generate_feedback", assignment, "--force")
    assert pages == {path: path.read_bytes() for path in ours.root.glob("feedback/*/*/*.html")}


def test_nbgrader_can_release_the_assignments_again(fresh_class):
    before = (fresh_class.root / "release" / FIRST / f"{FIRST}.ipynb").read_bytes()
    shutil.rmtree(fresh_class.root / "release" / FIRST)
    nbgrader(fresh_class, "generate_assignment", FIRST)
    assert (fresh_class.root / "release" / FIRST / f"{FIRST}.ipynb").read_bytes() == before


@pytest.fixture
def server(fresh_class, tmp_path):
    """A Jupyter server with nbgrader's formgrader, in a class with one submission."""
    hand_in(fresh_class, (SOME[0], *[s for s in SOME if s.student == "vic"]))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root"),
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=secret",
        "--ServerApp.disable_check_xsrf=True",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
    ]
    folders = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=fresh_class.root, env=ENVIRONMENT | folders, stdout=log, stderr=log
        )
        try:
            yield fresh_class, f"http://127.0.0.1:{port}", tmp_path / "log"
        finally:
            process.terminate()
            process.wait(20)


def ask(url, method="GET", tries=60):
    request = urllib.request.Request(
        url,
        method=method,
        data=b"" if method == "POST" else None,
        headers={"Authorization": "token secret"},
    )
    for _ in range(tries):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.read().decode("utf-8")
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(url)


def test_the_formgraders_autograde_button_goes_through_the_sandbox(server):
    room, url, log = server
    ask(f"{url}/api/status", tries=240)  # a busy machine takes a minute to start a server
    student = SOME[0].student
    answer = json.loads(
        ask(f"{url}/formgrader/api/submission/{FIRST}/{student}/autograde", "POST", tries=1)
    )
    assert answer["success"], answer
    with open_gradebook(room) as gradebook:
        notebook = gradebook.find_submission_notebook(FIRST, FIRST, student)
        assert notebook.score == 16
    shown = json.loads(ask(f"{url}/formgrader/api/submissions/{FIRST}"))
    assert {row["student"] for row in shown} == {student, "vic"}  # vic's time stamp is no date
    assert list((room.state / "results").rglob("*.json"))
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert FIRST in ask(f"{url}/formgrader/manage_assignments") + ask(
        f"{url}/formgrader/api/assignments"
    )
