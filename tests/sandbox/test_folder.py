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
DYING = """
import sys

sys.path[:0] = {paths!r}
import fcntl, os, shutil, signal, tempfile
from autograder.sandbox import folder

tempfile.gettempdir()  # tries once whether it can write there
for module in (tempfile, fcntl, os, shutil):
    if hasattr(module, {step!r}):
        setattr(module, {step!r}, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
folder.remove(folder.make())
"""


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
        assert sorted(place.iterdir()) == [own, own.with_name(own.name + ".lock")]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("step", ["mkstemp", "flock", "mkdir", "rmtree", "unlink"])
def test_an_owner_that_was_killed_at_any_step_leaves_nothing_for_good(place, step):
    code = DYING.format(paths=sys.path, step=step)
    ended = subprocess.run([sys.executable, "-c", code], check=False).returncode
    assert ended == -signal.SIGKILL
    assert list(place.iterdir()) or step == "mkstemp"
    folder.remove_left_over()
    assert list(place.iterdir()) == []


def test_whoever_loses_its_lock_file_before_it_has_locked_it_takes_another(place, monkeypatch):
    take, lost = folder._take, []

    def take_late(lock):
        if not lost:
            lost.append(lock)
            folder.remove_left_over()  # calls this again, and gets the lock
        take(lock)

    monkeypatch.setattr(folder, "_take", take_late)
    own = folder.make()
    assert len(lost) == 1
    assert sorted(map(str, place.iterdir())) == [own.path, own.path + ".lock"]
    folder.remove(own)
    assert list(place.iterdir()) == []


def test_what_is_no_folder_of_ours_is_left_alone(place):
    precious = place / "precious"
    precious.mkdir()
    (precious / "work").touch()
    (place / "autograder-without-lock").mkdir()
    (place / "autograder-folder.lock").mkdir()
    (place / "autograder-link").mkdir()
    (place / "autograder-link.lock").symlink_to(precious / "work")
    (place / "autograder-free.lock").touch()
    (place / "autograder-free").symlink_to(precious)
    before = sorted(place.rglob("*"))
    folder.remove_left_over()
    assert sorted(place.rglob("*")) == before


def test_what_belongs_to_another_user_is_left_alone(place, monkeypatch):
    left = place / "autograder-of-ours"
    left.mkdir()
    lock = place / "autograder-of-ours.lock"
    lock.touch()
    with monkeypatch.context() as context:
        context.setattr(os, "getuid", lambda: lock.stat().st_uid + 1)
        folder.remove_left_over()
    assert left.is_dir() and lock.is_file()
    folder.remove_left_over()
    assert list(place.iterdir()) == []


def test_a_folder_that_somebody_else_has_made_is_not_taken(place, monkeypatch):
    make_folder, taken = os.mkdir, []

    def made_before(path, mode):
        if not taken:
            taken.append(path)
            make_folder(path)
        make_folder(path, mode)

    monkeypatch.setattr(os, "mkdir", made_before)
    own = folder.make()
    assert own.path != taken[0]
    names = sorted(map(str, place.iterdir()))
    assert names == sorted([taken[0], own.path, own.path + ".lock"])
    folder.remove(own)
