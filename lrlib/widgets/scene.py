"""What an explorer shows, as plain data: controls, marks that move, and the sentence that says it.

An explorer is a pure function. It takes every value of its first control at once (an array) and
one value of each other control, and returns a `Scene`: for each of those values a row of points per
mark, a sentence and a table. Nothing here knows a browser: a scene is tested like any function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["line", "points", "arrows", "bars"]


@dataclass(frozen=True)
class Control:
    """One input: the values it can take, the text each shows and speaks, and where it starts."""

    name: str
    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int
    kind: Literal["slider", "menu"] = "slider"


@dataclass(frozen=True)
class Mark:
    """Something that moves: `xy` has shape (rows, points, 2), or (1, points, 2) if it stands still.

    line    a path; a NaN lifts the pen, an infinity leads out of the picture
    points  one symbol at each point
    arrows  point 0 to point 1, point 2 to point 3, ...
    bars    rectangles between the opposite corners 0 and 1, 2 and 3, ...
    """

    kind: Kind
    axes: int
    xy: Array
    label: str = ""
    colour: str = "blue"
    width: float = 2.5
    dash: tuple[int, ...] = ()
    shape: Literal["circle", "diamond", "cross", "square"] = "circle"
    double_casing: bool = False  # over a map: no single colour stands out everywhere


@dataclass(frozen=True)
class Scene:
    """All rows of an explorer: marks, one sentence a row, and a table (rows, lines, columns)."""

    marks: tuple[Mark, ...]
    sentences: tuple[str, ...]
    columns: tuple[str, ...] = ()
    numbers: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))


@dataclass(frozen=True)
class Explorer:
    """A title, controls, what stands still (`stage`) and what moves (`scene`).

    stage(ink, **state) -> Figure : state holds one value of each control named in `redraws`
    scene(**state) -> Scene       : the first control's state is the array of all its values
    pick = (axes, across, up)     : a click into this panel sets the two controls of these names
    """

    title: str
    controls: tuple[Control, ...]
    stage: Callable[..., Figure]
    scene: Callable[..., Scene]
    redraws: tuple[str, ...] = ()
    pick: tuple[int, str, str] | None = None


def number_text(value: float) -> str:
    """A number as people write it: three digits, no exponent between 0.0001 and 100 000.

    >>> number_text(0.000316), number_text(3.16e-5), number_text(1234.5), number_text(0.25)
    ('0.000316', '3.16e-5', '1230', '0.25')
    """
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else ("infinity" if value > 0 else "-infinity")
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{float(mantissa):g}e{int(exponent)}"
    digits = 2 - int(np.floor(np.log10(abs(value))))
    return (
        f"{round(float(value), digits):.{max(digits, 0)}f}".rstrip("0").rstrip(".")
        if (digits > 0)
        else f"{round(float(value), digits):.0f}"
    )


def _nearest(values: Array, start: float) -> int:
    return int(np.argmin(np.abs(values - start)))


def slider(name: str, label: str, values: Sequence[float], start: float) -> Control:
    """A slider over the given numbers; it begins at the one nearest to `start`."""
    array = np.asarray(values, dtype=float)
    texts = tuple(number_text(value) for value in array)
    return Control(name, label, tuple(array.tolist()), texts, _nearest(array, start))


def log_slider(
    name: str, label: str, low: float, high: float, *, per_decade: int, start: float
) -> Control:
    """A slider from `low` to `high` with equal ratios, so that each decade gets equal room."""
    if not 0 < low < high:
        raise ValueError(f"log_slider needs 0 < low < high, got {low} and {high}; swap them?")
    count = round(float(np.log10(high / low)) * per_decade) + 1
    values = np.geomspace(low, high, count)
    texts = tuple(number_text(value) for value in values)
    nearest = _nearest(np.log(values), float(np.log(start)))
    return Control(name, label, tuple(values.tolist()), texts, nearest)


def menu(name: str, label: str, options: Sequence[str], start: int = 0) -> Control:
    """A menu of words; the words are the values."""
    return Control(name, label, tuple(options), tuple(options), start, kind="menu")
