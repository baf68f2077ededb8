"""Rosters as nbgrader, Canvas and Moodle write them, in the encodings that spreadsheets save."""

import pytest

from autograder.bridge.class_folder.csv_file import CsvError
from autograder.bridge.class_folder.roster import Student, read_roster

NBGRADER = "id,first_name,last_name,email\nada,Ada,Lovelace,ada@example.org\nbela,Béla,Nagy,\n"
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,08_adaptive_2 (77),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,26.00,(read only)
"Lovelace, Ada",101,S1,ada,Monday,,
"Nagy, Béla",102,S2,bela,"Monday and Tuesday",,
"Student, Test",999,,0a1b2c,Monday,,
"""
CANVAS_FIRST_LAST = """\
LastName,FirstName,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,,
Lovelace,Ada,101,S1,ada,Monday
Nagy,Béla,102,S2,bela,Monday
Student,Test,999,,0a1b2c,Monday
"""
MOODLE_GRADES = """\
"First name",Surname,"ID number",Institution,Department,"Email address","Course total (Real)"
Ada,Lovelace,ada,,,ada@example.org,-
Béla,Nagy,bela,,,bela@example.org,-
"""
MOODLE_PARTICIPANTS = '\ufeff"First name","Last name",Username,"Email address",Groups\n' + (
    'Ada,Lovelace,ada,ada@example.org,"A, G1"\nBéla,Nagy,bela,bela@example.org,\n'
)
EXPORTS = {
    "nbgrader": NBGRADER,
    "Canvas": CANVAS,
    "Canvas, names in two columns": CANVAS_FIRST_LAST,
    "Moodle's grades": MOODLE_GRADES,
    "Moodle's participants": MOODLE_PARTICIPANTS,
    "Excel's sep= line": "sep=;\n" + NBGRADER.replace(",", ";"),
    "semicolons": NBGRADER.replace(",", ";"),
    "tabs": NBGRADER.replace(",", "\t"),
    "blank lines and CRLF": NBGRADER.replace("\n", "\r\n\r\n"),
    "capital column names": NBGRADER.replace("id,first_name", "ID,First_Name"),
    "old Mac line ends": NBGRADER.replace("\n", "\r"),
}


def roster(tmp_path, content, **options):
    path = tmp_path / "students.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_roster(path, **options)


@pytest.mark.parametrize("content", EXPORTS.values(), ids=EXPORTS)
def test_every_export_gives_the_same_two_students(tmp_path, content):
    found = roster(tmp_path, content).students
    assert [(s.id, s.first_name, s.last_name) for s in found] == [
        ("ada", "Ada", "Lovelace"),
        ("bela", "Béla", "Nagy"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encodings_of_unicode_are_told_apart(tmp_path, encoding):
    assert roster(tmp_path, NBGRADER.encode(encoding)).students[1].first_name == "Béla"


def test_windows_1252_is_read_and_said(tmp_path):
    found = roster(tmp_path, NBGRADER.encode("cp1252"))
    assert found.students[1].first_name == "Béla"
    assert any("Windows-1252" in note for note in found.notes)


def test_canvas_keeps_its_user_number_and_says_what_it_left_out(tmp_path):
    found = roster(tmp_path, CANVAS)
    assert found.system == "canvas"
    assert [student.lms_id for student in found.students] == ["101", "102"]
    assert found.notes == ("line 6 is Canvas's test student and was left out",)


def test_a_name_that_begins_with_an_equals_sign_is_the_name(tmp_path):
    protected = CANVAS.replace('"Lovelace, Ada"', '"=""=HYPERLINK(1), Ada"""')
    assert roster(tmp_path, protected).students[0].last_name == "=HYPERLINK(1)"
    plain = roster(tmp_path, "id,first_name,last_name\nada,=1+1,Lovelace\n").students
    assert plain == (Student("ada", "=1+1", "Lovelace"),)


def test_the_first_column_that_everybody_has_gives_the_ids(tmp_path):
    no_login = CANVAS.replace(",bela,", ",,")
    found = roster(tmp_path, no_login)
    assert [student.id for student in found.students] == ["S1", "S2"]
    assert any("sis user id" in note for note in found.notes)
    assert roster(tmp_path, CANVAS, id_column="ID").students[0].id == "101"


REFUSED = {
    "no id column": ("name\nAda\n", "needs a column named id"),
    "nothing": ("", "an empty file"),
    "a path": ("id\nada\n../../etc\n", "line 3: a student id has letters"),
    "a folder": ("id\na/b\n", "line 2: a student id"),
    "a backslash": ("id\na\\b\n", "line 2: a student id"),
    "a hidden file": ("id\n.ssh\n", "line 2: a student id"),
    "a formula": ("id\n=1+1\n", "line 2: a student id"),
    "no id in one row": ("id,first_name\nada,Ada\n,Bela\n", "line 3: Bela has no id"),
    "twice": ("id\nada\nbela\nada\n", "line 4: the id ada stands twice (line 2)"),
    "upper case": ("id\nada\nAda\n", "differs from ada in upper case only"),
    "too many fields": ("id,first_name\nada,Ada,Lovelace\n", "line 2: 3 fields where"),
    "a quote left open": ('id,first_name\nada,"Ada\n', "save it as CSV again"),
    "a picture": (bytes(range(128, 256)) * 9, "save it as"),
    "two id columns": ("id,id\nada,bela\n", "stands twice"),
    "Moodle without any id": ('"First name",Surname\nAda,Lovelace\n', "username, id number"),
}


@pytest.mark.parametrize(("content", "says"), REFUSED.values(), ids=REFUSED)
def test_a_bad_roster_is_refused_with_row_and_remedy(tmp_path, content, says):
    with pytest.raises(CsvError) as refused:
        roster(tmp_path, content)
    assert says in str(refused.value)
    assert "students.csv" in str(refused.value)


def test_an_unknown_id_column_lists_those_there_are(tmp_path):
    with pytest.raises(CsvError, match="'email'"):
        roster(tmp_path, NBGRADER, id_column="matriculation")
