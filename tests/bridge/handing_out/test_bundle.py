"""The student bundle works on a machine that has never seen the repository."""

import html
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from packaging.requirements import Requirement

from autograder.bridge.handing_out.bundle import bundle_files, start_page, write_bundle
from autograder.bridge.handing_out.sample_class import ADAM, FIRST
from autograder.bridge.handing_out.student_lock import environment, student_lock
from autograder.bridge.handing_out.wheel import CHECKOUT, NEEDED, wheel

LOCK = (CHECKOUT / "requirements.txt").read_text(encoding="utf-8")
ANSWER = "def sgd_step(theta, grad, lr):\n    return theta - lr * grad\n"


@pytest.fixture
def unpacked(empty_class, tmp_path):
    """The bundle, unpacked in an empty folder: its one folder."""
    with zipfile.ZipFile(write_bundle(empty_class, tmp_path / "bundle.zip")) as bundle:
        bundle.extractall(tmp_path)
    return tmp_path / "learning-rate"


def commands(page, system, step):
    found = re.search(rf'data-system="{system}" data-step="{step}"><code>(.*?)</code>', page, re.S)
    return html.unescape(found[1]).splitlines()


def solved(notebook):
    """The first notebook with one exercise done, ready to be run by nbclient."""
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "sgd_step_solution":
            cell.source = ANSWER
    last = next(i for i, cell in enumerate(notebook.cells) if cell.source == 'check("sgd_step")')
    notebook.cells = [
        cell for cell in notebook.cells[: last + 1] if "demo" not in cell.metadata.get("tags", [])
    ]
    return notebook


RUN = """
import json, sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, allow_errors=True).execute()
print(json.dumps([cell.get("outputs", []) for cell in notebook.cells][-1]))
"""


def last_output(python, folder, **environment):
    """What the last cell of the first notebook shows when that Python's own kernel runs it."""
    path = folder / "notebooks" / f"{FIRST}.ipynb"
    nbformat.write(solved(nbformat.read(path, as_version=4)), path)
    done = subprocess.run(
        [python, "-c", RUN, path.name],
        cwd=path.parent,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_holds_what_students_need_and_nothing_that_only_the_teacher_has(empty_class):
    files = bundle_files(empty_class)
    names = {PurePosixPath(name).relative_to("learning-rate").as_posix() for name in files}
    wheel_name, _ = wheel()
    assert names == {
        *("START.html", "requirements.txt", "environment.yml", "LICENSE", wheel_name),
        *(f"notebooks/{name}.ipynb" for name in (FIRST, ADAM)),
    }
    for name in (FIRST, ADAM):
        notebook = files[f"learning-rate/notebooks/{name}.ipynb"].decode()
        assert "BEGIN SOLUTION" not in notebook
        assert notebook.count("raise NotImplementedError") >= 3


def test_the_wheel_holds_the_checker_and_neither_grading_nor_sandbox(tmp_path):
    name, content = wheel()
    (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / name) as archive:
        tops = {"/".join(path.split("/")[:2]) for path in archive.namelist() if "/" in path}
    assert {top for top in tops if top.startswith("autograder")} == {
        *("autograder/__init__.py", "autograder/core", "autograder/exercises")
    }
    assert "lrlib/data" in tops


def test_the_same_class_gives_the_same_bytes(empty_class, tmp_path):
    first, second = (write_bundle(empty_class, tmp_path / name) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_its_names_are_legal_on_every_system(empty_class):
    names = list(bundle_files(empty_class))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]{1,100}", name) for name in names)
    assert all(not part.endswith(".") for name in names for part in name.split("/"))


def test_the_installed_wheel_alone_checks_a_notebook(unpacked, tmp_path):
    name, _ = wheel()
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, unpacked / name], check=True, timeout=120)
    where = "import autograder, lrlib; print(autograder.__file__, lrlib.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where],
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout.split()
    assert all(Path(path).is_relative_to(target) for path in found)
    (output,) = last_output(sys.executable, unpacked, PYTHONPATH=str(target))
    assert output["data"]["text/plain"] == "4"


def test_the_lock_of_students_is_a_part_of_ours_without_our_tools():
    lock = student_lock(LOCK, NEEDED)
    entries = {line for line in lock.splitlines() if "==" in line and "--hash" not in line}
    assert entries <= set(LOCK.splitlines())
    names = {Requirement(entry.rstrip("\\ ")).name for entry in entries}
    assert set(NEEDED) <= names
    assert {"pywinpty", "appnope"} <= names  # for Windows, for macOS
    assert not names & {"pytest", "mypy", "ruff", "nbgrader", "sqlalchemy", "jupytext"}


def test_conda_users_get_the_same_pins_and_the_wheel():
    lock = student_lock(LOCK, NEEDED)
    pins = re.findall(r"^(\S+==[^\\\n]*?) *\\?$", lock, re.MULTILINE)
    listed = re.findall(r'^      - "(.+)"$', environment(lock, ">=3.11", "x.whl"), re.MULTILINE)
    assert listed == [*pins, "./x.whl"]


def test_both_systems_get_the_same_steps_in_their_own_spelling():
    page = start_page("learning-rate", "x.whl")
    for step in ("setup", "work"):
        windows, posix = (commands(page, system, step) for system in ("windows", "posix"))
        spelled = [line.replace("py -m", "python3 -m", 1) for line in windows]
        assert [line.replace(".venv\\Scripts\\", ".venv/bin/") for line in spelled] == posix


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_commands_of_the_start_page_as_written(unpacked):
    page = (unpacked / "START.html").read_text(encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    clean["PATH"] = os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]])
    for line in commands(page, "posix", "setup"):
        done = subprocess.run(
            ["sh", "-ec", line], cwd=unpacked, env=clean, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    python = unpacked / ".venv" / "bin" / "python"
    (output,) = last_output(python, unpacked, PYTHONPATH="")
    assert output["data"]["text/plain"] == "4"
    (work,) = commands(page, "posix", "work")
    opened = subprocess.run(
        ["sh", "-c", work.replace("jupyterlab notebooks", "jupyterlab --version")],
        cwd=unpacked,
        env=clean,
        capture_output=True,
        text=True,
    )
    assert opened.stdout.startswith("4.")
