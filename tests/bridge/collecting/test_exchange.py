"""Collecting through nbgrader's own exchange folder."""

import sys

import pytest

from autograder.__main__ import main
from autograder.bridge.collecting.exchange import collect_exchange
from autograder.bridge.handing_out.sample_class import ADAM, FIRST

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="nbgrader has no exchange on Windows"
)


@pytest.fixture
def room(fresh_class, tmp_path):
    """A class whose exchange is a folder of this test."""
    config = fresh_class.root / "nbgrader_config.py"
    with config.open("a") as file:
        file.write(f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
        file.write("c.ExchangeCollect.check_owner = False\n")
    (tmp_path / "exchange" / "learning-rate" / "inbound").mkdir(parents=True)
    return fresh_class


def submit(room, tmp_path, student, time, text, name=f"{ADAM}.ipynb"):
    """What `nbgrader submit` leaves in the exchange."""
    inbound = tmp_path / "exchange" / "learning-rate" / "inbound"
    folder = inbound / f"{student}+{ADAM}+{time} UTC+x{len(list(inbound.iterdir()))}"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)
    (folder / "timestamp.txt").write_text(f"{time} UTC")


def handed_in(room):
    return {
        path.parts[-3]: path.read_text()
        for path in sorted(room.root.glob(f"submitted/*/{ADAM}/{ADAM}.ipynb"))
    }


def test_the_last_of_each_student_is_taken_and_a_newer_one_later(room, tmp_path):
    submit(room, tmp_path, "ada", "2026-10-12 10:00:00.000000", "first")
    submit(room, tmp_path, "ada", "2026-10-12 11:00:00.000000", "second")
    submit(room, tmp_path, "bela", "2026-10-12 10:30:00.000000", "only")
    assert collect_exchange(room, ADAM, dry_run=True).new == ["ada", "bela"]
    assert handed_in(room) == {}
    assert collect_exchange(room, ADAM).new == ["ada", "bela"]
    assert handed_in(room) == {"ada": "second", "bela": "only"}
    submit(room, tmp_path, "ada", "2026-10-13 10:00:00.000000", "third")
    done = collect_exchange(room, ADAM)
    assert (done.new, done.replaced, done.same) == ([], ["ada"], ["bela"])
    assert handed_in(room) == {"ada": "third", "bela": "only"}
    kept = list((room.state / "earlier" / "ada" / ADAM).glob("*.ipynb"))
    assert [path.read_text() for path in kept] == ["second"]


def test_a_hand_in_without_the_notebook_is_named(room, tmp_path, capsys):
    submit(room, tmp_path, "ada", "2026-10-12 10:00:00.000000", "x", name="other.ipynb")
    assert main(["collect", ADAM, "--class", str(room.root)]) == 1
    said = capsys.readouterr().out
    assert f"{ADAM}: 1 new, 0 replaced, 0 there already" in said
    assert f"ada: handed in without {ADAM}.ipynb" in said


def test_nothing_handed_in_is_no_fault(room, capsys):
    assert main(["collect", FIRST, "--class", str(room.root)]) == 0
    assert "0 new" in capsys.readouterr().out


def test_a_missing_exchange_says_where_it_is_set_and_what_else_there_is(fresh_class, capsys):
    with (fresh_class.root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.Exchange.root = {str(fresh_class.root / 'nowhere')!r}\n")
    assert main(["collect", ADAM, "--class", str(fresh_class.root)]) == 1
    said = capsys.readouterr().err
    assert "c.Exchange.root" in said
    assert "--from ZIP" in said
