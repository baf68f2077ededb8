"""The instructor's guide: its commands exist, and its worked example gives the numbers it says."""

import re
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from autograder.__main__ import VERBS, parser_for
from autograder.bridge.handing_out.sample_class import ADAM, SAMPLES, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import Options, grade

GUIDE = (Path(__file__).resolve().parents[2] / "autograder" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE, re.DOTALL)
POLICY, EXTENSION = (text for kind, text in BLOCKS if kind == "python")
CONSOLE = "\n".join(text for kind, text in BLOCKS if kind == "console").replace("\\\n", " ")
COMMANDS = [
    *re.findall(r"^\$ (autograder .*)$", CONSOLE, re.MULTILINE),
    *re.findall(r"`(autograder [^`]*)`", re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL)),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_guide_is_one(command):
    _, verb, *words = shlex.split(command)
    assert verb in VERBS
    assert parser_for(verb).parse_args([verb, *words]).verb == verb


def test_the_worked_example_of_late_work_gives_the_marks_it_says(
    fresh_class, tier, tmp_path, monkeypatch
):
    fresh_class.root.rename(tmp_path / "my-class")
    room = type(fresh_class).open(tmp_path / "my-class")
    (bela,) = (s for s in SAMPLES if (s.student, s.assignment) == ("bela", ADAM))
    hand_in(room, (type(bela)(**{**vars(bela), "timestamp": "2026-10-13 07:00:00 UTC"}),))
    with open_gradebook(room) as gradebook:
        gradebook.update_or_create_assignment(ADAM, duedate=datetime(2026, 10, 12, 21, 59))
    with (room.root / "nbgrader_config.py").open("a") as file:
        file.write("\n" + POLICY)

    def marks():
        grade(room, [ADAM], Options(tier))
        with open_gradebook(room) as gradebook:
            found = gradebook.find_submission(ADAM, "bela")
            return found.score, found.late_submission_penalty or 0.0

    assert marks() == (20.0, 2.0)
    monkeypatch.chdir(tmp_path)
    exec(compile(EXTENSION, "guide", "exec"), {})
    assert marks() == (20.0, 0.0)
