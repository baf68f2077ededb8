"""Files are written whole; what a killed process left of its try is removed by the next one."""

import os
import subprocess
import sys

import pytest

from autograder.bridge.class_folder.whole_file import write_whole


def left_over(path, process):
    """The file that `process` would leave if it were killed while it writes `path`."""
    part = path.parent / f".{path.name}.{process}-abc.part"
    part.write_text("half")
    return part


def test_a_write_removes_what_dead_processes_left_of_theirs_and_nothing_else(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = tmp_path / "a.ipynb"
    gone = left_over(path, dead.pid)
    stay = [left_over(path, os.getpid()), left_over(tmp_path / "b.ipynb", dead.pid)]
    write_whole(path, "whole")
    assert path.read_text() == "whole"
    assert not gone.exists()
    assert all(part.exists() for part in stay)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    write_whole(path, "old")

    def full(*_args):
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "new")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]
