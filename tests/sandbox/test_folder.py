"""Folders of processes that were killed are removed; those of the living are not."""

import os
import signal
import subprocess
import sys

import pytest

from autograder.sandbox import folder

OWNER = (
    "import sys, time; sys.path[:0] = {paths!r}\n"
    "from autograder.sandbox import folder\n"
    "print(folder.make().path, flush=True); time.sleep(100)"
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for temporary files of one's own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


def test_a_folder_lives_as_long_as_its_owner(place):
    code = OWNER.format(paths=sys.path)
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with owner:
        left = owner.stdout.readline().strip()
        folder.remove_left_over()
        assert os.path.isdir(left)
        owner.send_signal(signal.SIGKILL)
    with folder.temporary() as own:
        assert not os.path.exists(left)
        assert list(place.iterdir()) == [own]
    assert list(place.iterdir()) == []


def test_what_is_no_folder_of_ours_is_left_alone(place):
    (place / "autograder-of-somebody").mkdir()
    (place / "precious").mkdir()
    (place / "precious" / ".lock").touch()
    (place / "autograder-link").symlink_to(place / "nowhere")
    folder.remove_left_over()
    assert len(list(place.iterdir())) == 3
