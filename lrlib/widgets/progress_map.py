"""The progress map: every notebook and exercise with the best score so far, and what comes next."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from lrlib.course import Exercise, Notebook, notebook_path, notebooks
from lrlib.progress_file import Kept, learners_folder, read
from lrlib.widgets.table import card, table

TITLE = "Your way through the course"


class ProgressMap:
    """The map as HTML and as text. Make one with `progress_map`."""

    def __init__(self, here: str, kept: Kept, folder: Path) -> None:
        self.here, self.kept, self.folder = here, kept, folder

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        said = [summary(self.kept.scores), self.kept.remark]
        rows = [self._row(notebook) for notebook in notebooks()]
        head = ("notebook", "exercises: best score so far", "minutes", "points")
        body = table(head, rows, numbers=(2, 3), current=self._current())
        paragraphs = "".join(f"<p>{escape(each)}</p>" for each in said if each)
        lines = [f"{n.number} {n.title}: {_sum(n, self.kept.scores)}" for n in notebooks()]
        return {
            "text/html": card(TITLE, paragraphs + body),
            "text/plain": "\n".join([TITLE, *(each for each in said if each), *lines]),
        }

    def _current(self) -> int | None:
        return next((k for k, n in enumerate(notebooks()) if n.name == self.here), None)

    def _row(self, notebook: Notebook) -> tuple[str, ...]:
        name = f"{notebook.number} {escape(notebook.title)}"
        path = notebook_path(notebook.name, self.folder)
        if path.is_file():
            link = Path(os.path.relpath(path, self.folder)).as_posix()
            name = f'<a href="{escape(link, quote=True)}">{name}</a>'
        each = " ".join(_chip(e, self.kept.scores) for e in notebook.exercises) or "not graded"
        return name, each, str(notebook.minutes), escape(_sum(notebook, self.kept.scores))


def progress_map(here: str = "") -> ProgressMap:
    """Show the map: the last line of a notebook cell. `here` is the notebook's own name.

    >>> "of 260 points" in progress_map()._repr_mimebundle_()["text/plain"]
    True
    """
    folder = learners_folder()
    return ProgressMap(here, Kept() if folder is None else read(folder), Path.cwd())


def summary(scores: Mapping[str, float]) -> str:
    """Points and exercises so far, and the next step.

    >>> summary({})
    '0 of 260 points, 0 of 51 exercises solved. Next: log_spaced in 00 Start here (3 points).'
    """
    checked = [(n, e) for n in notebooks() for e in n.exercises if not e.by_hand]
    solved = sum(_best(e, scores) >= e.points for _, e in checked)
    points = sum(_best(e, scores) for _, e in checked)
    total = sum(notebook.points for notebook in notebooks())
    said = f"{points:g} of {total:g} points, {solved} of {len(checked)} exercises solved."
    for notebook, exercise in checked:
        if _best(exercise, scores) < exercise.points:
            where = f"{exercise.name} in {notebook.number} {notebook.title}"
            return f"{said} Next: {where} ({exercise.points:g} points)."
    return f"{said} All of it: take 12 In your framework, or your own network."


def _best(exercise: Exercise, scores: Mapping[str, float]) -> float:
    """The best score, which an older version of the exercise may have given."""
    return min(exercise.points, scores.get(exercise.name, 0.0))


def _sum(notebook: Notebook, scores: Mapping[str, float]) -> str:
    if not notebook.exercises:
        return "-"
    return f"{sum(_best(e, scores) for e in notebook.exercises):g} / {notebook.points:g}"


def _chip(exercise: Exercise, scores: Mapping[str, float]) -> str:
    """One exercise: a sign, its name, best score and points; never by colour alone."""
    if exercise.by_hand:
        return f'<span class="lr-chip">an answer in words, {exercise.points:g}</span>'
    best = _best(exercise, scores)
    solved, tried = best >= exercise.points, exercise.name in scores
    sign = "✓" if solved else "◐" if tried else "○"
    style = "lr-chip lr-solved" if solved else "lr-chip"
    name = f"<code>{escape(exercise.name)}</code>"
    return f'<span class="{style}">{sign} {name} {best:g}/{exercise.points:g}</span>'
