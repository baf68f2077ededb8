"""Open JupyterLab on your own copy of the course.

  autograder lab my-course

Notebooks that are not in the folder yet are copied into it; yours are never overwritten, so a
new version of the course can be pulled at any time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from autograder.commands._places import add_course_argument

SETTINGS = Path(__file__).with_name("lab_settings")  # no pop-up about news over the first picture
LAB = (
    f"--LabApp.app_settings_dir={SETTINGS}",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder lab`."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="your copy of the course")
    parser.add_argument("--copy-only", action="store_true", help="copy, do not open JupyterLab")
    add_course_argument(parser)


def copy_missing(course: Path, target: Path) -> list[Path]:
    """Copy the notebooks that are not in `target` yet; what was copied."""
    notebooks = sorted(course.glob("[0-9][0-9]_*.ipynb"))
    if not notebooks:
        raise FileNotFoundError(f"no notebooks in {course}; run: autograder build")
    target.mkdir(parents=True, exist_ok=True)
    fresh = [path for path in notebooks if not (target / path.name).exists()]
    for path in fresh:
        shutil.copyfile(path, target / path.name)
    return fresh


def run(args: Namespace) -> int:
    """Copy what is missing, then open JupyterLab there and stay until it ends."""
    fresh = copy_missing(args.course, args.directory)
    print(f"{args.directory}: {len(fresh)} notebooks copied, yours left as they are")
    if args.copy_only:
        return 0
    first = "00_start_here.ipynb"
    start = [first] if (args.directory / first).exists() else []
    # In a container one is root as a rule; the server listens on this machine only.
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyterlab", *LAB, *root, *start]
    return subprocess.call(command, cwd=args.directory)
