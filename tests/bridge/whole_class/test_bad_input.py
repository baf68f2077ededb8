"""A class broken, locked, foreign or on a full disk: one message, nothing lost, a way on."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.bridge.class_folder.classroom import NotAClass
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.gradebook_check import SCHEMA, WrongGradebook
from autograder.bridge.whole_class.grade import Options, grade

ROOT = Path(__file__).resolve().parents[3]
COURSE = ROOT / "course"
FEW = tuple(s for s in SAMPLES if s.student in {"carla", "vic"} and s.assignment == FIRST)


def scores(room):
    with open_gradebook(room) as gradebook:
        return {
            (hand_in.student.id, g.name): g.auto_score
            for hand_in in gradebook.assignment_submissions(FIRST)
            for notebook in hand_in.notebooks
            for g in notebook.grades
        }


@pytest.fixture(scope="module")
def graded_once(empty_class, copy_of, tier, tmp_path_factory):
    """Two hand-ins, graded without interruption: the class and its scores."""
    room = copy_of(empty_class, tmp_path_factory.mktemp("bad") / "class")
    hand_in(room, FEW)
    grade(room, [FIRST], Options(tier))
    return room, scores(room)


@pytest.fixture
def room(graded_once, copy_of, tmp_path):
    """A copy of the graded class to break."""
    return copy_of(graded_once[0], tmp_path / "class")


def said_by_grade(room, capsys, *words):
    code = main(["grade", "--class", str(room.root), *words])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return code, said


HALF_THERE = {
    "no settings": (".autograder/class.json", "half a class: .autograder/class.json"),
    "no seed": (".autograder/secret.json", "half a class: .autograder/secret.json"),
    "no configuration": ("nbgrader_config.py", "half a class: nbgrader_config.py"),
    "nothing released": ("release", "no assignment is released"),
    "no gradebook": ("gradebook.db", f"does not know {FIRST}"),
}


@pytest.mark.parametrize(("gone", "says"), HALF_THERE.values(), ids=HALF_THERE)
def test_a_class_that_is_half_there_says_what_is_missing_and_is_mended(
    room, graded_once, tier, capsys, gone, says
):
    path = room.root / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    code, said = said_by_grade(room, capsys, *([] if gone == "release" else [FIRST]))
    assert code == 2
    assert says in said
    assert "new-class" in said
    assert "--force" in said
    new_class(room.root, COURSE, force=True)  # the way on that the message names
    grade(room, [FIRST], Options(tier))
    if gone != ".autograder/secret.json":  # a new seed draws other inputs
        assert scores(room) == graded_once[1]


BROKEN = {
    "settings": (".autograder/class.json", "{"),
    "seed": (".autograder/secret.json", ""),
    "released notebook": (f"release/{FIRST}/{FIRST}.ipynb", "<<<<<<< HEAD"),
}


@pytest.mark.parametrize(("name", "text"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_of_the_class_is_named(room, name, text):
    (room.root / name).write_text(text)
    with pytest.raises(NotAClass, match="missing or broken"):
        grade(room, [FIRST], Options("strong"))


def spoil_text(book, _other):
    book.write_bytes(b"this is no database, it is a text of some length" * 99)


def spoil_older(book, _other):
    with closing(sqlite3.connect(book)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '724cde206c17'")


def spoil_ancient(book, _other):
    with closing(sqlite3.connect(book)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")


def spoil_other_course(book, _other):
    with closing(sqlite3.connect(book)) as connection, connection:
        connection.execute("INSERT INTO course (id) VALUES ('history-101')")
        connection.execute("UPDATE assignment SET course_id = 'history-101'")


FOREIGN = {
    "no database": (spoil_text, "no database or is damaged"),
    "an older nbgrader's": (spoil_older, f"schema 724cde206c17, here {SCHEMA}"),
    "a very old nbgrader's": (spoil_ancient, "another version of nbgrader"),
    "another course's": (spoil_other_course, "the gradebook of the course history-101"),
}


@pytest.mark.parametrize(("spoil", "says"), FOREIGN.values(), ids=FOREIGN)
def test_a_gradebook_that_is_not_this_classs_is_left_alone_and_replaced_as_said(
    room, graded_once, tier, capsys, spoil, says
):
    book = room.root / "gradebook.db"
    spoil(book, room)
    before = book.read_bytes()
    code, said = said_by_grade(room, capsys, FIRST)
    assert code == 2
    assert says in said
    assert book.read_bytes() == before
    with pytest.raises(WrongGradebook), open_gradebook(room):
        pass
    book.rename(room.root / "foreign.db")  # the way on that the message names
    new_class(room.root, COURSE, force=True)
    summary = grade(room, [FIRST], Options(tier))
    assert summary.graded == 0  # only recorded again
    assert scores(room) == graded_once[1]


def test_the_schema_we_know_is_the_one_that_this_nbgrader_makes(room):
    with closing(sqlite3.connect(room.root / "gradebook.db")) as connection, connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (SCHEMA,)
        ]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk needs the right to mount a tmpfs (root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_nothing_and_the_next_run_ends_the_same(
    small_disk, graded_once, empty_class, copy_of, capsys
):
    room = copy_of(graded_once[0], small_disk / "class")
    shutil.rmtree(room.state / "results")
    shutil.rmtree(room.state / "recorded")
    shutil.rmtree(room.root / "autograded")
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    code, said = said_by_grade(room, capsys, FIRST)
    assert code == 1
    assert "is full; free some space" in said
    assert "run the same command again" in said
    with closing(sqlite3.connect(room.root / "gradebook.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall()
    filler.unlink()
    assert main(["grade", FIRST, "--class", str(room.root)]) == 0
    assert scores(room) == graded_once[1]
    assert not list(room.root.rglob("*.part"))


@pytest.mark.parametrize("year", [1980, 2099])
def test_a_clock_that_jumped_makes_no_work_and_no_difference(room, graded_once, tier, year):
    moment = (year - 1970) * 365.25 * 86_400
    for path in room.root.rglob("*"):
        os.utime(path, (moment, moment), follow_symlinks=False)
    summary = grade(room, [FIRST], Options(tier))
    assert (summary.graded, summary.kept) == (0, len(FEW))
    assert scores(room) == graded_once[1]


def test_nothing_in_grading_measures_with_a_clock_that_can_jump():
    for folder in ("core", "sandbox", "bridge"):
        for path in (ROOT / "autograder" / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "time.time(" not in text, path
