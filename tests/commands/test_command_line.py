"""The command line teaches, and says in one message what is wrong; never a traceback."""

import json
import os
import subprocess
import sys

import pytest

from autograder.__main__ import VERBS, main
from autograder.bridge.class_folder.classroom import Classroom, NotAClass


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_help_lists_every_verb_and_imports_nothing_heavy():
    code = (
        "import sys; from autograder.__main__ import parser_for; parser_for(None).format_help();"
        "print([m for m in ('numpy', 'nbgrader', 'IPython', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
    text = run("--help").stdout
    for verb, summary in VERBS.items():
        assert verb in text
        assert summary.split(",")[0] in " ".join(text.split())


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb, capsys):
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])
    assert stop.value.code == 0
    said = capsys.readouterr().out
    assert len(said.split()) > 15
    assert f"autograder {verb}" in said


WRONG_USE = {
    "no worker": ["grade", "--class", "x", "--workers", "0"],
    "half a worker": ["regrade", "--preview", "--class", "x", "--workers", "0.5"],
    "unknown verb": ["mark"],
    "no class": ["grade"],
    "unknown option": ["build", "--fast"],
    "unknown sandbox": ["grade", "--class", ".", "--sandbox", "paper"],
}


@pytest.mark.parametrize("words", WRONG_USE.values(), ids=WRONG_USE)
def test_wrong_use_ends_with_two_and_says_where_to_look(words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    assert "--help says more" in capsys.readouterr().err


REFUSED = {
    "a folder that is no class": (["grade", "--class", "{tmp}"], "new-class"),
    "feedback of no class": (["feedback", "--class", "{tmp}"], "new-class"),
    "report of no class": (["report", "--class", "{tmp}"], "new-class"),
    "unknown exercise": (["verify", "adm_step"], "adam_step"),
    "someone's folder": (["demo", "{tmp}"], "name another folder"),
    "roster without ids": (["new-class", "{tmp}/new", "--roster", "{tmp}/names.csv"], "column"),
    "roster with a path as id": (
        ["new-class", "{tmp}/new", "--roster", "{tmp}/path.csv"],
        "line 2",
    ),
    "roster with a double": (["new-class", "{tmp}/new", "--roster", "{tmp}/two.csv"], "twice"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_one_message_with_a_remedy(words, says, tmp_path, capsys):
    (tmp_path / "names.csv").write_text("name\nAda\n")
    (tmp_path / "path.csv").write_text("id\n../../etc\n")
    (tmp_path / "two.csv").write_text("id\nada\nada\n")
    code = main([word.format(tmp=tmp_path) for word in words])
    said = capsys.readouterr().err
    assert code == 2
    assert says in said
    assert "Traceback" not in said
    assert not (tmp_path / "new" / "gradebook.db").exists()


def test_a_missing_course_says_where_it_looked(tmp_path, capsys):
    assert main(["build", "--course", str(tmp_path)]) == 1
    assert "--course" in capsys.readouterr().err


def test_lab_copies_what_is_missing_and_leaves_yours_alone(tmp_path, capsys):
    course, mine = tmp_path / "course", tmp_path / "mine"
    course.mkdir()
    for name in ("00_a.ipynb", "01_b.ipynb"):
        (course / name).write_text("new")
    mine.mkdir()
    (mine / "00_a.ipynb").write_text("my work")
    assert main(["lab", str(mine), "--course", str(course), "--copy-only"]) == 0
    assert (mine / "00_a.ipynb").read_text() == "my work"
    assert (mine / "01_b.ipynb").read_text() == "new"
    assert "1 notebooks copied" in capsys.readouterr().out


def test_without_bubblewrap_grading_is_refused_with_the_command_that_installs_it(tmp_path):
    if sys.platform != "linux":
        pytest.skip("bubblewrap is a Linux program")
    done = run("demo", str(tmp_path / "demo"), PATH=str(tmp_path))
    assert done.returncode == 1
    assert "bubblewrap" in done.stderr
    assert "apt" in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_tries_the_sandbox_and_says_so():
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    assert "strong: holds" in done.stdout


def test_verify_writes_its_figures(tmp_path):
    target = tmp_path / "figures.json"
    assert run("verify", "sgd_step", "--json", str(target)).returncode == 0
    assert json.loads(target.read_text())["totals"]["wrong_passed"] == 0


def test_no_verb_at_all_shows_every_verb(capsys):
    assert main([]) == 2
    assert "new-class" in capsys.readouterr().out


def test_an_assignment_that_is_not_released_is_named_with_those_that_are(tmp_path):
    (tmp_path / ".autograder").mkdir()
    (tmp_path / "release" / "01_what_it_is").mkdir(parents=True)
    (tmp_path / "release" / "01_what_it_is" / "01_what_it_is.ipynb").write_text("{}")
    with pytest.raises(NotAClass, match=r"'9' has not been released .* are: 01_what_it_is; to"):
        Classroom(tmp_path).master("9")
