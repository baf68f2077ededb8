"""The front page: its commands are verbs, its code runs, and what it points to is there."""

import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import lrlib
from autograder.__main__ import VERBS, parser_for

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"`(autograder [^`]+)`", README)
LINKS = re.findall(r"\]\(([^)#]+)\)", README)
SECTIONS = dict(part.split("\n", 1) for part in re.split(r"^## ", README, flags=re.MULTILINE)[1:])


def run(code, folder):
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_front_page_is_one(command):
    _, verb, *words = shlex.split(command)
    assert verb in VERBS
    if words:
        assert parser_for(verb).parse_args([verb, *words]).verb == verb


@pytest.mark.parametrize("link", [link for link in LINKS if not link.startswith("http")])
def test_what_the_front_page_points_to_is_there(link):
    assert (ROOT / link).exists()


def test_the_example_of_the_library_prints_what_it_says(tmp_path):
    section = SECTIONS["I want to use the library"]
    assert len(section.strip().splitlines()) <= 20
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    (wanted,) = re.findall(r"^# (.*)$", code, re.MULTILINE)
    assert run(code, tmp_path).strip() == wanted


@pytest.mark.frameworks
def test_the_range_test_of_the_docstring_runs_on_a_pytorch_model(tmp_path):
    pytest.importorskip("torch", reason="PyTorch is not installed; its block is run where it is")
    text = inspect.getdoc(lrlib.range_test)
    block = text.split("memory::\n")[1].split("\nSource:")[0]
    code = inspect.cleandoc(block) + "\nassert len(rates) == len(losses) > 20"
    assert 1e-4 < float(run(code, tmp_path)) < 10
