"""The notebooks of the course as data, and where a learner's copies of them lie.

`course.json` beside this file is derived by `autograder build`, like the notebooks.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple


class Exercise(NamedTuple):
    """A graded cell: its name and points; `by_hand` is a written answer that a person reads."""

    name: str
    points: float
    by_hand: bool = False


class Notebook(NamedTuple):
    """A notebook: its file name without suffix, title, minutes, goals and graded cells."""

    name: str
    title: str
    minutes: int
    goals: tuple[str, ...]
    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> float:
        """What its exercises are worth together."""
        return sum(each.points for each in self.exercises)

    @property
    def number(self) -> str:
        """The two digits in front of its name."""
        return self.name[:2]


@cache
def notebooks() -> tuple[Notebook, ...]:
    """Every notebook, in the order of the course.

    >>> notebooks()[0].name, notebooks()[0].exercises[0].name
    ('00_start_here', 'log_spaced')
    """
    text = files("lrlib").joinpath("course.json").read_text(encoding="utf-8")
    return tuple(
        Notebook(
            **{**entry, "goals": tuple(entry["goals"])},
            exercises=tuple(Exercise(**each) for each in exercises),
        )
        for entry in json.loads(text)["notebooks"]
        for exercises in [entry.pop("exercises")]
    )


def home(folder: Path | None = None) -> Path:
    """The folder of a learner's course, seen from the folder of one of its notebooks.

    Notebooks lie side by side, or, as nbgrader hands them out, each in a folder of its own name.

    >>> home(Path("my-course")).name, home(Path("my-class/01_what_it_is")).name
    ('my-course', 'my-class')
    """
    here = Path.cwd() if folder is None else folder
    own_folder = here.name in {notebook.name for notebook in notebooks()}
    return here.parent if own_folder else here


def notebook_path(name: str, folder: Path | None = None) -> Path:
    """Where the notebook `name` lies, seen from the folder of another one.

    >>> notebook_path("09_lr_finder", Path("my-class/01_what_it_is")).as_posix()
    'my-class/09_lr_finder/09_lr_finder.ipynb'
    """
    here = Path.cwd() if folder is None else folder
    course = home(here)
    return course / name / f"{name}.ipynb" if course != here else here / f"{name}.ipynb"
