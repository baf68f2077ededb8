"""Making a class, and running it again: what is there stays, what would change is said."""

import hashlib
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.term import TermError, parse_due, parse_time
from autograder.bridge.handing_out.new_class import ClassExists, Wishes, new_class, plan_class
from autograder.bridge.handing_out.sample_class import ADAM, FIRST
from autograder.bridge.recording.gradebook import open_gradebook

COURSE = Path(__file__).resolve().parents[3] / "course"
BOTH = (FIRST, ADAM)


def tree(root):
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def again(room, *, force=False, **wishes):
    said = []
    new_class(room.root, COURSE, force=force, say=said.append, wishes=Wishes(**wishes))
    return said


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text("id,first_name\nada,Ada\nbela,Bela\n")
    return path


def test_the_same_again_changes_no_byte_and_says_so(fresh_class):
    before = tree(fresh_class.root)
    assert again(fresh_class) == ["everything is there already; nothing to change"]
    assert tree(fresh_class.root) == before


def test_without_force_every_difference_is_listed_and_nothing_written(fresh_class, roster):
    (fresh_class.root / "release" / FIRST / f"{FIRST}.ipynb").write_text("{}")
    before = tree(fresh_class.root)
    with pytest.raises(ClassExists) as refused:
        again(fresh_class, roster=roster, due=[f"{ADAM}=2026-10-12"], db_url="sqlite:////x/y.db")
    lines = [line.strip() for line in str(refused.value).splitlines()[1:]]
    assert lines == [
        "changed  settings course learning-rate, gradebook sqlite:////x/y.db",
        f"changed  release/{FIRST}/{FIRST}.ipynb",
        f"new      gradebook entry of {ADAM}",  # in the other gradebook
        f"new      due {ADAM} 2026-10-12 23:59 UTC",
        "new      student ada",
        "new      student bela",
    ]
    assert "--force" in str(refused.value)
    assert tree(fresh_class.root) == before


@pytest.mark.filterwarnings("ignore:Object of type")  # nbgrader's own
def test_force_keeps_seed_marks_hand_ins_and_your_configuration(fresh_class, roster):
    config = fresh_class.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with open_gradebook(fresh_class) as gradebook:
        gradebook.add_student("zoe", first_name="Zoe")
        gradebook.add_submission(FIRST, "zoe")
    handed_in = fresh_class.root / "submitted" / "zoe" / FIRST / f"{FIRST}.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text("mine")
    kept = {path.name: path.read_bytes() for path in (config, handed_in, fresh_class.secret_file)}
    said = again(fresh_class, force=True, roster=roster, due=[f"{ADAM}=2026-10-12 10:00 UTC"])
    assert any("zoe is not on this roster" in line for line in said)
    for path in (config, handed_in, fresh_class.secret_file):
        assert path.read_bytes() == kept[path.name]
    with open_gradebook(fresh_class) as gradebook:
        assert [student.id for student in gradebook.students] == ["ada", "bela", "zoe"]
        assert gradebook.find_submission(FIRST, "zoe")
        assert gradebook.find_assignment(ADAM).duedate == datetime(2026, 10, 12, 10)
    assert again(fresh_class, roster=roster)[-1] == "everything is there already; nothing to change"


def test_another_database_address_is_only_written_down(fresh_class):
    plan = plan_class(fresh_class, COURSE, Wishes(db_url="postgresql://me:word@db.example/marks"))
    assert plan.settings["db_url"] == "postgresql://me:word@db.example/marks"
    assert "word" not in "".join(plan.changes)


BAD_WISHES = {
    "due in no class": ({"due": ["99_x=2026-10-12"]}, "99_x"),
    "due without a date": ({"due": [FIRST]}, "ASSIGNMENT=DATE"),
    "due at no time": ({"due": [f"{FIRST}=next Monday"]}, "2026-10-12 23:59 Europe/Berlin"),
    "a course id with a path": ({"course_id": "../x"}, "course id"),
    "no database address": ({"db_url": "my database"}, "postgresql+psycopg2://"),
    "an unknown assignment": ({"assignments": ["99_x"]}, FIRST),
}


@pytest.mark.parametrize(("wishes", "says"), BAD_WISHES.values(), ids=BAD_WISHES)
def test_bad_wishes_are_refused_before_anything_is_written(tmp_path, wishes, says):
    with pytest.raises(ValueError) as refused:
        new_class(tmp_path / "new", COURSE, wishes=Wishes(**{"assignments": BOTH} | wishes))
    assert says in str(refused.value)
    assert not (tmp_path / "new").exists()


def test_a_class_keeps_its_course_id(fresh_class):
    with pytest.raises(ValueError, match="make another class"):
        again(fresh_class, course_id="spring", force=True)
    assert fresh_class.settings["course_id"] == "learning-rate"


def test_an_interrupted_new_class_is_finished_by_running_it_again(fresh_class):
    seed = fresh_class.secret
    for name in ("nbgrader_config.py", "gradebook.db", f"release/{ADAM}/{ADAM}.ipynb"):
        (fresh_class.root / name).unlink()  # written last, or not yet
    room = new_class(fresh_class.root, COURSE)
    assert room.secret == seed
    assert room.assignments == list(BOTH)
    assert again(room) == ["everything is there already; nothing to change"]


def test_a_lost_gradebook_is_made_again_from_what_is_there(fresh_class):
    (fresh_class.root / "gradebook.db").unlink()
    again(fresh_class, force=True)
    with open_gradebook(fresh_class) as gradebook:
        assert {assignment.name for assignment in gradebook.assignments} == set(BOTH)


def test_a_lost_seed_is_replaced_only_with_force_and_a_warning(fresh_class):
    fresh_class.secret_file.write_text("{broken")
    (fresh_class.root / "autograded" / "ada" / FIRST).mkdir(parents=True)
    with pytest.raises(ClassExists, match="new      secret seed"):
        again(fresh_class)
    said = again(fresh_class, force=True)
    assert any("put .autograder/secret.json back" in line for line in said)
    assert len(Classroom.open(fresh_class.root).secret) == 64


def test_the_seed_is_in_nothing_that_is_handed_out(fresh_class):
    secret = fresh_class.secret.encode()
    files = [path for path in fresh_class.root.rglob("*") if path.is_file()]
    assert [path for path in files if secret in path.read_bytes()] == [fresh_class.secret_file]
    with zipfile.ZipFile(fresh_class.root / "student-bundle.zip") as bundle:
        assert not any(secret in bundle.read(name) for name in bundle.namelist())


TIMES_text_utc = [
    ("2026-10-12 23:59 Europe/Berlin", datetime(2026, 10, 12, 21, 59)),  # summer time, UTC+2
    ("2026-12-01 08:00 Europe/Berlin", datetime(2026, 12, 1, 7)),  # winter time, UTC+1
    ("2026-10-12 23:59", datetime(2026, 10, 12, 23, 59)),
    ("2026-10-12T10:00:00-05:00", datetime(2026, 10, 12, 15)),
    ("2026-10-12", datetime(2026, 10, 12, 23, 59, 59)),
    ("2026-10-12 Asia/Tokyo", datetime(2026, 10, 12, 14, 59, 59)),
]


@pytest.mark.parametrize(("text", "utc"), TIMES_text_utc)
def test_times_become_utc(text, utc):
    assert parse_time(text) == utc


@pytest.mark.parametrize("text", ["", "12.10.2026", "2026-13-01", "2026-10-12 10:00 Mars/Base"])
def test_other_times_are_refused_with_an_example(text):
    with pytest.raises(TermError, match="2026-10-12"):
        parse_time(text)


def test_a_date_belongs_to_an_assignment():
    assert parse_due([f"{ADAM}=2026-10-12"], BOTH) == {ADAM: datetime(2026, 10, 12, 23, 59, 59)}
