"""The gradebook in PostgreSQL: a real server, two graders that write at once, one that is killed.

The server is started for these tests: its own data folder, a Unix socket in it, no network, an
ordinary user.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from autograder.bridge.handing_out.new_class import Wishes, new_class
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import NoDriver, open_gradebook
from autograder.bridge.whole_class.grade import Options, grade
from autograder.bridge.whole_class.shard import Share, grade_shard

pytestmark = pytest.mark.cluster
COURSE = Path(__file__).resolve().parents[3] / "course"
STUDENTS = 40
MIX = tuple(
    sample
    for sample in SAMPLES
    if sample.assignment == FIRST and sample.student in {"ada", "bela", "carla", "kim", "rosa"}
)


def ordinary_user():
    """PostgreSQL refuses to run as root: the words before its commands."""
    return (
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if not os.getuid() else []
    )


@pytest.fixture(scope="module")
def server():
    """The folder with the socket of a running server."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # the path of a socket is short
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    if not os.getuid():
        os.chown(folder, 65534, 65534)
    data, socket = folder / "data", ["-k", str(folder), "-c", "listen_addresses=", "-F"]

    def run(program, *words):
        command = [*ordinary_user(), str(programs / program), *words]
        subprocess.run(command, check=True, capture_output=True, cwd="/tmp", timeout=120)

    try:
        run("initdb", "-D", str(data), "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync")
        log = ["-l", str(folder / "log")]
        run("pg_ctl", "-D", str(data), *log, "-o", " ".join(map(_quoted, socket)), "-w", "start")
        yield folder, programs
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quoted(word):
    return f"'{word}'"


def create(server, name, *words):
    """A new database; its address."""
    folder, programs = server
    command = [str(programs / "createdb"), "-h", str(folder), "-U", "grader", *words, name]
    subprocess.run(command, check=True)
    return f"postgresql+psycopg2://grader@/{name}?host={folder}"


@pytest.fixture(scope="module")
def prepared(server, tier, tmp_path_factory):
    """A class in PostgreSQL: everything graded and kept, nothing recorded yet."""
    folder = tmp_path_factory.mktemp("prepared")
    wishes = Wishes(db_url=create(server, "prepared"), assignments=[FIRST])
    room = new_class(folder / "class", COURSE, wishes=wishes)
    hand_in(room, MIX)
    for number in range(STUDENTS):
        source = room.root / "submitted" / MIX[number % len(MIX)].student / FIRST
        shutil.copytree(source, room.root / "submitted" / f"s{number:03d}" / FIRST)
    grade_shard(room, [FIRST], Options(tier), Share(1, 1), folder / "all.jsonl")
    return room


@pytest.fixture
def room(prepared, server, copy_of, tmp_path):
    """A copy of that class with a database of its own."""
    room = copy_of(prepared, tmp_path / "class")
    address = create(server, f"copy_{time.monotonic_ns()}", "-T", "prepared")
    settings = {**room.settings, "db_url": address}
    (room.state / "class.json").write_text(json.dumps(settings), encoding="utf-8")
    return room


def start(room):
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(room.root)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def rows(room):
    """(hand-ins, marks) of the gradebook, each by who and what; fails when one is there twice."""
    with open_gradebook(room) as gradebook:
        hand_ins = gradebook.assignment_submissions(FIRST)
        students = [submission.student.id for submission in hand_ins]
        marks = [
            (submission.student.id, grade.name, grade.auto_score)
            for submission in hand_ins
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
    places = [mark[:2] for mark in marks]
    assert len(students) == len(set(students))
    assert len(places) == len(set(places))
    return sorted(students), sorted(marks, key=str)


def due(room):
    """What the gradebook must hold: the results that are kept."""
    summary = grade(room, [FIRST], Options())
    return {(e["student"], e["exercise"]): e["score"] for e in summary.entries}


def test_two_graders_write_at_once_and_nothing_is_lost_or_doubled(room):
    graders = [start(room), start(room)]
    for grader in graders:
        said, _ = grader.communicate(timeout=200)
        assert grader.returncode == 0, said
    students, marks = rows(room)
    assert len(students) == STUDENTS + len(MIX)
    found = {place[:2]: place[2] for place in marks}
    for place, score in due(room).items():
        assert found[place] == score


def test_a_killed_grader_takes_no_mark_with_it_and_leaves_no_half(room):
    for _ in range(3):
        graders = [start(room), start(room)]
        while not list(room.root.glob("autograded/*/*/*.ipynb")) and graders[0].poll() is None:
            time.sleep(0.05)
        os.kill(graders[0].pid, signal.SIGKILL)
        graders[0].wait()
        graders[0].stdout.close()
        said, _ = graders[1].communicate(timeout=200)
        assert graders[1].returncode == 0, said
        students, marks = rows(room)
        assert len(students) == STUDENTS + len(MIX)
        found = {place[:2]: place[2] for place in marks}
        assert all(found[place] == score for place, score in due(room).items())
        with open_gradebook(room) as gradebook:  # and once more from the beginning
            for submission in gradebook.assignment_submissions(FIRST):
                gradebook.remove_submission(FIRST, submission.student.id)
        shutil.rmtree(room.root / "autograded")


def test_a_mark_that_a_person_gave_stays(room):
    grade(room, [FIRST], Options())
    with open_gradebook(room) as gradebook:
        gradebook.find_grade("sgd_step", FIRST, FIRST, "ada").manual_score = 1.5
        gradebook.db.commit()
    shutil.rmtree(room.root / "autograded")
    grade(room, [FIRST], Options())
    with open_gradebook(room) as gradebook:
        assert gradebook.find_grade("sgd_step", FIRST, FIRST, "ada").score == 1.5


def test_an_address_without_its_driver_is_one_message(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    wishes = Wishes(db_url="postgresql+psycopg2://grader@/class", assignments=[FIRST])
    with pytest.raises(NoDriver, match=r"postgresql\+psycopg2://"):
        new_class(tmp_path / "class", COURSE, wishes=wishes)
