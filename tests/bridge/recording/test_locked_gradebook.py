"""A gradebook that another program has locked: grading waits, says so, and goes on."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from autograder.bridge.recording import locked
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.locked import StillLocked, wait_until_free

HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


def hold(path, seconds):
    """Another program that holds the lock; it has it when this returns."""
    command = [sys.executable, "-c", HOLD, str(path), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "locked\n"
    return process


def scores(room):
    with open_gradebook(room) as gradebook:
        return {
            (submission.student.id, assignment.name): submission.score
            for assignment in gradebook.assignments
            for submission in gradebook.assignment_submissions(assignment.name)
        }


def test_grading_waits_ten_seconds_says_so_and_loses_nothing(graded, copy_of, tmp_path):
    room = copy_of(graded[0], tmp_path / "class")
    due = scores(room)
    for path in room.root.glob("autograded/*/*/*.ipynb"):
        path.unlink()  # everything has to be written again
    holder = hold(room.root / "gradebook.db", 10)
    began = time.monotonic()
    command = [sys.executable, "-m", "autograder", "grade", "--class", str(room.root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert holder.wait() == 0
    holder.stdout.close()
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began > 9
    assert "gradebook.db is in use by another program; waiting" in done.stderr
    assert "going on" in done.stderr
    assert scores(room) == due
    assert len(list(room.root.glob("autograded/*/*/*.ipynb"))) == len(due)


def test_a_lock_that_nobody_lets_go_of_is_one_message(tmp_path, monkeypatch):
    path = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    monkeypatch.setattr(locked, "BUSY_SECONDS", 1)
    holder = hold(path, 30)
    said = []
    try:
        with pytest.raises(StillLocked, match="run the command again"):
            wait_until_free(f"sqlite:///{path}", said.append)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert len(said) == 1  # once, however long it takes


@pytest.mark.parametrize(
    "url", ["postgresql://grader@/class", "sqlite:////nowhere/gradebook.db"], ids=["other", "none"]
)
def test_what_cannot_be_locked_is_not_waited_for(url):
    said = []
    wait_until_free(url, said.append)
    assert said == []


def test_a_file_that_is_no_database_is_left_to_whoever_opens_it(tmp_path):
    path = tmp_path / "gradebook.db"
    path.write_text("no database" * 100)
    said = []
    wait_until_free(f"sqlite:///{path}", said.append)
    assert said == []
