"""Collecting exports of Canvas and Moodle: who, which assignment, which try; the rest is listed."""

import json
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest

from autograder.__main__ import main
from autograder.bridge.class_folder.timestamp import parse_stamp
from autograder.bridge.collecting.collect import collect
from autograder.bridge.collecting.hand_in_names import named_assignment, parse_name
from autograder.bridge.collecting.hand_in_times import read_worksheet
from autograder.bridge.handing_out.sample_class import ADAM, FIRST
from autograder.bridge.recording.gradebook import open_gradebook

STUDENTS = {
    "ada": ("Ada", "Lovelace", "101"),
    "bela": ("Béla", "Nagy-Kovács", "102"),
    "carla": ("Carla", "O'Brien", "103"),
    "dev": ("Dev", "de la Cruz", ""),
    "sam1": ("Sam", "Smith", "105"),
    "sam2": ("Sam", "Smith", "106"),
}


@pytest.fixture
def room(fresh_class):
    """A class with a roster and one due date, nothing handed in."""
    with open_gradebook(fresh_class) as gradebook:
        for name, (first, last, number) in STUDENTS.items():
            gradebook.add_student(
                name, first_name=first, last_name=last, lms_user_id=number or None
            )
        gradebook.update_or_create_assignment(ADAM, duedate=datetime(2026, 10, 12, 22))
    return fresh_class


def notebook(room, assignment=ADAM, note=""):
    """A hand-in: what was handed out, with a remark that makes its bytes its own."""
    data = json.loads(json.dumps(room.master(assignment).notebook))
    data["metadata"]["note"] = note
    return json.dumps(data).encode()


def export(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return path


def handed_in(room):
    return {
        path.parts[-3]: json.loads(path.read_bytes())["metadata"].get("note")
        for path in sorted(room.root.glob(f"submitted/*/*/{ADAM}.ipynb"))
    }


def reasons(plan):
    return {left.source: left.reason for left in plan.left}


def stamp(room, student):
    return parse_stamp(room.root / "submitted" / student / ADAM / "timestamp.txt")


def test_a_canvas_export_is_taken_by_number_and_by_name(room, tmp_path):
    files = [
        (f"lovelaceada_101_5001_{ADAM}.ipynb", notebook(room, note="ada")),
        (f"nagykovácsbéla_LATE_102_5002_{ADAM}-1.ipynb", notebook(room, note="bela")),
        (f"delacruzdev_999_5003_{ADAM}.ipynb", notebook(room, note="dev")),
        (f"smithsam_106_5004_{ADAM}.ipynb", notebook(room, note="sam2")),
    ]
    plan = collect(room, [export(tmp_path / "submissions.zip", files)])
    assert handed_in(room) == {name: name for name in ("ada", "bela", "dev", "sam2")}
    assert plan.left == []
    assert stamp(room, "ada") is None
    assert stamp(room, "bela") == datetime(2026, 10, 12, 22, 1)
    assert any("does not say by how much" in note for note in plan.notes)


def test_a_moodle_export_is_taken_as_folders_and_flat(room, tmp_path):
    files = [
        (f"Ada Lovelace_7001_assignsubmission_file_/{ADAM}.ipynb", notebook(room, note="ada")),
        (f"Béla Nagy-Kovács_7002_assignsubmission_file/{ADAM}.ipynb", notebook(room, note="bela")),
        (f"Carla OBrien_7003_assignsubmission_file_{ADAM}.ipynb", notebook(room, note="carla")),
        ("Ada Lovelace_7001_assignsubmission_onlinetext_/onlinetext.html", b"<p>hello"),
    ]
    plan = collect(room, [export(tmp_path / "moodle.zip", files)])
    assert handed_in(room) == {name: name for name in ("ada", "bela", "carla")}
    assert list(reasons(plan).values()) == ["text typed into Moodle, not a file"]


def test_an_unpacked_export_and_plain_folders_are_the_same(room, tmp_path):
    zipped = export(
        tmp_path / "moodle.zip",
        [
            (f"Ada Lovelace_7001_assignsubmission_file_/{ADAM}.ipynb", notebook(room, note="ada")),
            (f"carla/{ADAM}/{ADAM}.ipynb", notebook(room, note="carla")),
        ],
    )
    shutil.unpack_archive(zipped, tmp_path / "unpacked")
    collect(room, [tmp_path / "unpacked"])
    assert handed_in(room) == {"ada": "ada", "carla": "carla"}
    assert collect(room, [zipped]).new == []


def test_moodles_grading_worksheet_gives_times_and_tells_namesakes_apart(room, tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        'Identifier,"Full name","ID number",Status,Grade,"Last modified (submission)"\n'
        'Participant 7001,"Sam Smith",sam2,Submitted,-,"Monday, 12 October 2026, 11:30 PM"\n'
        'Participant 7002,"Sam Smith",sam1,Submitted,-,-\n',
        encoding="utf-8",
    )
    files = [(f"Sam Smith_7001_assignsubmission_file_/{ADAM}.ipynb", notebook(room, note="x"))]
    zipped = export(tmp_path / "moodle.zip", files)
    (reason,) = reasons(collect(room, [zipped], dry_run=True)).values()
    assert "sam1 or sam2" in reason
    assert "--times" in reason
    collect(room, [zipped], worksheet=read_worksheet(sheet, "Europe/Berlin"))
    assert handed_in(room) == {"sam2": "x"}
    assert stamp(room, "sam2") == datetime(2026, 10, 12, 21, 30)  # summer time, UTC+2


def test_of_several_tries_the_last_counts_and_the_others_are_named(room, tmp_path):
    files = [
        (f"lovelaceada_101_5009_{ADAM}-2.ipynb", notebook(room, note="third")),
        (f"lovelaceada_101_5001_{ADAM}.ipynb", notebook(room, note="first")),
        (f"lovelaceada_101_5005_{ADAM}-1.ipynb", notebook(room, note="second")),
        (f"nagy_102_5002_{ADAM}.ipynb", notebook(room, note="once")),
        (f"nagy_102_5003_{ADAM} (1).ipynb", notebook(room, note="once")),
    ]
    plan = collect(room, [export(tmp_path / "s.zip", files)])
    assert handed_in(room) == {"ada": "third", "bela": "once"}
    assert sorted(reasons(plan).values()) == sorted(
        [f"an earlier try; lovelaceada_101_5009_{ADAM}-2.ipynb counts"] * 2
        + [f"the same file again; nagy_102_5003_{ADAM} (1).ipynb counts"]
    )
    assert all(left.expected for left in plan.left)


def test_a_later_export_replaces_and_an_older_one_does_not(room, tmp_path):
    first = export(tmp_path / "1", [(f"a_101_5001_{ADAM}.ipynb", notebook(room, note="1"))])
    second = export(tmp_path / "2", [(f"a_101_5007_{ADAM}-1.ipynb", notebook(room, note="2"))])
    collect(room, [first])
    assert len(collect(room, [second]).replaced) == 1
    assert handed_in(room) == {"ada": "2"}
    (kept,) = (room.state / "earlier" / "ada" / ADAM).glob("*.ipynb")
    assert json.loads(kept.read_bytes())["metadata"]["note"] == "1"
    plan = collect(room, [first])
    assert list(reasons(plan).values()) == ["older than what was collected before"]
    assert handed_in(room) == {"ada": "2"}


def test_a_file_put_there_by_hand_is_replaced_only_with_force(room, tmp_path):
    path = room.root / "submitted" / "ada" / ADAM / f"{ADAM}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook(room, note="by mail"))
    (path.parent / "timestamp.txt").write_text("2026-10-11 10:00:00 UTC")
    zipped = export(tmp_path / "s.zip", [(f"a_101_1_{ADAM}.ipynb", notebook(room, note="late"))])
    (reason,) = reasons(collect(room, [zipped])).values()
    assert "--force" in reason
    assert handed_in(room) == {"ada": "by mail"}
    collect(room, [zipped], force=True)
    assert handed_in(room) == {"ada": "late"}
    assert stamp(room, "ada") is None  # the time of the other file does not stay
    kept = {path.suffix for path in (room.state / "earlier" / "ada" / ADAM).iterdir()}
    assert kept == {".ipynb", ".txt"}


def test_again_changes_nothing_and_an_interruption_is_made_good(room, tmp_path):
    files = [
        (f"a_{number}_50{number}_{ADAM}.ipynb", notebook(room, note=number))
        for number in ("101", "102", "103")
    ]
    zipped = export(tmp_path / "s.zip", files)
    collect(room, [zipped])
    before = {path: path.stat().st_mtime_ns for path in room.root.rglob("*") if path.is_file()}
    before.pop(room.root / "gradebook.db", None)
    assert len(collect(room, [zipped]).same) == 3
    assert {path: path.stat().st_mtime_ns for path in before} == before
    shutil.rmtree(room.root / "submitted" / "bela")  # as after a stop between two students
    (room.state / "collected" / "carla" / f"{ADAM}.json").unlink()
    again = collect(room, [zipped])
    assert ([h.student for h in again.new], len(again.same)) == (["bela"], 2)
    assert {path for path in room.root.rglob("*") if path.is_file()} >= set(before)


def test_dry_run_writes_nothing(room, tmp_path):
    zipped = export(tmp_path / "s.zip", [(f"a_101_1_{ADAM}.ipynb", notebook(room))])
    before = sorted(room.root.rglob("*"))
    assert len(collect(room, [zipped], dry_run=True).new) == 1
    assert sorted(room.root.rglob("*")) == before


def inner_zip(room, tmp_path, *names):
    return export(
        tmp_path / "inner.zip", [(name, notebook(room, note="zipped")) for name in names]
    ).read_bytes()


def test_a_students_own_zip_and_renamed_notebooks_are_recognised(room, tmp_path):
    files = [
        ("a_101_1_my work.zip", inner_zip(room, tmp_path, f"w/{ADAM}.ipynb", "__MACOSX/._x.ipynb")),
        ("b_102_2_homework final.ipynb", notebook(room, note="renamed")),
        (f"c_103_3_{ADAM}.ipynb.txt", notebook(room, note="as text")),
    ]
    plan = collect(room, [export(tmp_path / "s.zip", files)])
    assert handed_in(room) == {"ada": "zipped", "bela": "renamed", "carla": "as text"}
    assert any("under another name" in note for note in plan.notes)


NOT_TAKEN = {
    f"strangereve_999_1_{ADAM}.ipynb": "is not on the roster",
    f"smithsam_998_2_{ADAM}.ipynb": "sam1 or sam2",
    f"Participant_7001_assignsubmission_file_/{ADAM}.ipynb": "grading worksheet",
    f"anon_aB3dE_3_{ADAM}.ipynb": "anonymous in Canvas",
    "lovelaceada_101_text.html": "typed into Canvas",
    f"{ADAM}.ipynb": "does not say whose",
    "a_101_4_essay.pdf": "no notebook",
    "a_101_5_work.rar": "no notebook",
    "a_101_6_other.ipynb": "cannot be read",
    f"a_101_7_{FIRST}.ipynb": f"holds the exercises of {ADAM}",
    "a_101_8_empty.zip": "a broken zip",
    "__MACOSX/._a": "left behind",
    ".DS_Store": "left behind",
    f"a_101_9_{'x' * 500}.ipynb": "more than 400 characters",
}


def test_every_file_that_is_not_taken_is_listed_with_its_reason(room, tmp_path):
    files = [
        (name, notebook(room) if ADAM in name or FIRST in name else b"?") for name in NOT_TAKEN
    ]
    plan = collect(room, [export(tmp_path / "s.zip", files)])
    assert handed_in(room) == {}
    assert len(plan.left) == len(NOT_TAKEN)
    for name, reason in NOT_TAKEN.items():
        (left,) = [each for each in plan.left if each.source[:150] == name[:150]]
        assert reason in left.reason


def test_a_broken_notebook_under_the_right_name_is_taken_and_said(room, tmp_path):
    plan = collect(room, [export(tmp_path / "s.zip", [(f"a_101_1_{ADAM}.ipynb", b'{"cells": [')])])
    assert len(plan.new) == 1
    assert any("cannot be read" in note for note in plan.notes)


def test_the_same_file_from_two_students_is_said(room, tmp_path):
    files = [(f"a_{number}_1_{ADAM}.ipynb", notebook(room)) for number in ("101", "102")]
    plan = collect(room, [export(tmp_path / "s.zip", files)])
    assert f"{ADAM}: the same file, byte for byte, from ada, bela" in plan.notes


def test_an_extension_moves_the_time_of_a_late_file(room, tmp_path):
    with open_gradebook(room) as gradebook:
        gradebook.db.autoflush = False
        gradebook.add_submission(ADAM, "ada")
        gradebook.grant_extension(ADAM, "ada", days=2)
    zipped = export(tmp_path / "s.zip", [(f"a_LATE_101_1_{ADAM}.ipynb", notebook(room))])
    collect(room, [zipped])
    assert stamp(room, "ada") == datetime(2026, 10, 14, 22, 1)


def test_the_command_says_what_it_did_and_ends_with_one_when_a_person_must_look(
    room, tmp_path, capsys
):
    zipped = export(tmp_path / "s.zip", [(f"a_101_1_{ADAM}.ipynb", notebook(room)), ("x.pdf", b"")])
    words = ["collect", ADAM, "--class", str(room.root), "--from", str(zipped)]
    assert main([*words, "--dry-run"]) == 1
    assert "nothing was written" in capsys.readouterr().out
    assert main(words) == 1
    said = capsys.readouterr().out
    assert f"{ADAM}: 1 new, 0 replaced, 0 there already" in said
    assert "x.pdf: its name does not say whose it is" in said
    zipped.unlink()
    assert main(words) == 2
    assert "name the zip" in capsys.readouterr().err


def test_nbgraders_own_zip_collect_reads_the_export_too(room, tmp_path):
    archive = room.root / "downloaded" / ADAM / "archive"
    archive.mkdir(parents=True)
    files = [
        (f"a_101_5001_{ADAM}.ipynb", notebook(room, note="first")),
        (f"a_LATE_101_5002_{ADAM}-1.ipynb", notebook(room, note="second")),
        (f"../../b_102_5003_{ADAM}.ipynb", notebook(room, note="climbs")),
        ("x.pdf", b""),
    ]
    export(archive / "s.zip", files)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", ADAM],
        cwd=room.root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert handed_in(room) == {"ada": "second", "bela": "climbs"}
    assert stamp(room, "ada") == datetime(2026, 10, 12, 22, 1)
    assert "not taken: x.pdf" in done.stderr


NAMES_path_system_person_user_late_number = [
    ("lovelaceada_101_5001_a_b.ipynb", "canvas", "lovelaceada", "101", False, 5001),
    ("lovelaceada_late_101_5001_a.ipynb", "canvas", "lovelaceada", "101", True, 5001),
    ("o_brien_c_101_5001_1_2_3.ipynb", "canvas", "o_brien_c", "101", False, 5001),
    ("sub/lovelaceada_101_5001_a.ipynb", "canvas", "lovelaceada", "101", False, 5001),
    ("A B_7_assignsubmission_file_/x/y.ipynb", "moodle", "A B", "7", False, 0),
    ("out/A_B C_7_assignsubmission_file_y.ipynb", "moodle", "A_B C", "7", False, 0),
    ("out/ada/y.ipynb", "plain", "ada", "ada", False, 0),
]


@pytest.mark.parametrize(
    ("path", "system", "person", "user", "late", "number"),
    NAMES_path_system_person_user_late_number,
)
def test_names_say_who(path, system, person, user, late, number):
    name = parse_name(path, {"ada"})
    assert (name.system, name.person, name.user, name.late, name.number) == (
        *(system, person, user),
        *(late, number),
    )


TRIES_file_try = [
    (f"{ADAM}.ipynb", 0),
    (f"{ADAM}-3.ipynb", 3),
    (f"{ADAM}-Copy1.ipynb", 1),
    (f"{ADAM} (2).ipynb", 2),
    (f"{ADAM.upper()}.IPYNB", 0),
    (f"deep/er/{ADAM}.ipynb", 0),
]


@pytest.mark.parametrize(("file", "again"), TRIES_file_try)
def test_names_say_which_try(file, again):
    assert named_assignment(file, [FIRST, ADAM, "08_adaptive_20"]) == (ADAM, again)
