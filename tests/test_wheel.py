"""The wheel: everything that the packages read lies in it, and it works without the repository."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMOKE = """
import lrlib, autograder, sys
assert "site" in lrlib.__file__, lrlib.__file__
from lrlib.widgets import live, recall, step_explorer
live(step_explorer.EXPLORER)._repr_mimebundle_()
recall("01_what_it_is")
assert len(lrlib.digits().x_train) > 1000
mine = {"sgd_step": lambda theta, grad, lr: theta - lr * grad}
report = autograder.check("sgd_step", namespace=mine)
print(report.score, report.points)
"""


def files(*places):
    """The repository's files, new ones included, ignored ones not."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *places]
    done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.splitlines() if (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in files("lrlib", "autograder", "pyproject.toml", "README.md", "LICENSE"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(out), str(source)], check=True, capture_output=True)
    (found,) = out.glob("*.whl")
    return found


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel):
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    guides = {name for name in files("autograder") if name.endswith(".md")}
    assert inside == files("lrlib", "autograder") - guides


def test_it_works_where_there_is_no_repository(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    env = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", SMOKE], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    score, points = done.stdout.split()
    assert float(score) == float(points) > 0
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "--help"], cwd=tmp_path, env=env, capture_output=True
    )
    assert b"new-class" in done.stdout
