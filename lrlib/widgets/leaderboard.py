"""Where a recipe of the capstone stands: among the class, or among what others have reached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from lrlib.course import home
from lrlib.recipe import LEVELS, points_for
from lrlib.widgets.table import card, table

FILE = "leaderboard.json"
VERSION = 1
YOU = "your recipe, on seeds of your own"


class Row(NamedTuple):
    """One line of a board: who, and what stands behind it."""

    name: str
    value: float


class Leaderboard:
    """A board with the learner's own line in it. Make one with `leaderboard`."""

    def __init__(self, loss: float, graded: Sequence[Row]) -> None:
        self.loss, self.graded = loss, tuple(graded)

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        title, head, ranked = self._class() if self.graded else self._levels()
        digits = ".4g" if self.graded else ".3f"  # points, or losses
        rows = [(f"{rank}", escape(row.name), f"{row.value:{digits}}") for rank, row in ranked]
        mine = next(k for k, (_, row) in enumerate(ranked) if row.name == YOU)
        lines = [". ".join(row[:2]) + f": {row[2]}" for row in rows]
        body = table(head, rows, numbers=(2,), current=mine)
        return {
            "text/html": card(title, f"<p>{escape(self.sentence())}</p>{body}"),
            "text/plain": "\n".join([title, self.sentence(), *lines]),
        }

    def sentence(self) -> str:
        """The learner's own standing in words."""
        points = points_for(self.loss)
        said = f"Your recipe: validation loss {self.loss:.3f}, which is worth {points} points."
        if not self.graded:
            return f"{said} Other seeds move it a little."
        better = sum(row.value > points for row in self.graded)
        many = len(self.graded)
        return f"{said} In the class, {better} of {many} hand-ins have more."

    def _class(self) -> tuple[str, tuple[str, ...], list[tuple[int, Row]]]:
        rows = sorted([*self.graded, Row(YOU, points_for(self.loss))], key=lambda row: -row.value)
        return "Leaderboard of the class", ("rank", "who", "points"), _ranked(rows)

    def _levels(self) -> tuple[str, tuple[str, ...], list[tuple[int, Row]]]:
        levels = [Row(name, loss) for name, loss in LEVELS.items()]
        rows = sorted([*levels, Row(YOU, self.loss)], key=lambda row: row.value)
        return "Where you stand", ("rank", "recipe", "validation loss"), _ranked(rows)


def leaderboard(loss: float) -> Leaderboard:
    """Show where a validation loss stands: in the class's board, if one lies beside the notebooks.

    >>> leaderboard(0.05).sentence()
    'Your recipe: validation loss 0.050, which is worth 20 points. Other seeds move it a little.'
    """
    return Leaderboard(loss, handed_out(home()))


def handed_out(folder: Path) -> list[Row]:
    """The rows of the board that the teacher has handed out; none if there is no such file."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            return []
        return [Row(str(row["name"]), float(row["points"])) for row in data["rows"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _ranked(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """Equal values share a rank; the next one is counted on: 1, 1, 3."""
    first = {value: k for k, value in reversed(list(enumerate((r.value for r in rows), start=1)))}
    return [(first[row.value], row) for row in rows]
