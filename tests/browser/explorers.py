"""What Python computes for the state of an explorer: the oracle of the browser tests."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import lrlib.widgets
from lrlib.widgets import paint
from lrlib.widgets.ink import LIGHT
from lrlib.widgets.scene import Control, Explorer, Mark, Scene


@cache
def explorers() -> dict[str, Explorer]:
    """Every explorer of the course by its title."""
    modules = [
        import_module(f"lrlib.widgets.{m.name}") for m in iter_modules(lrlib.widgets.__path__)
    ]
    found = [value for module in modules for value in vars(module).values()]
    return {item.title: item for item in found if isinstance(item, Explorer)}


@cache
def _scene(title: str, others: tuple[int, ...]) -> Scene:
    first, *rest = explorers()[title].controls
    values = {c.name: c.values[index] for c, index in zip(rest, others, strict=True)}
    return explorers()[title].scene(**{first.name: np.asarray(first.values)}, **values)


def scene_of(title: str, choice: dict[str, int]) -> tuple[Scene, int]:
    """The scene of a choice (control name -> index), and the row of its first control."""
    first, *rest = explorers()[title].controls
    return _scene(title, tuple(choice[control.name] for control in rest)), choice[first.name]


def sentence(title: str, choice: dict[str, int]) -> str:
    """What the explorer must say."""
    scene, row = scene_of(title, choice)
    return scene.sentences[row]


@cache
def _stage(title: str, redraws: tuple[int, ...]) -> tuple[Figure, bytes]:
    explorer = explorers()[title]
    known = {control.name: control.values for control in explorer.controls}
    state = {name: known[name][i] for name, i in zip(explorer.redraws, redraws, strict=True)}
    figure = explorer.stage(LIGHT, **state)
    return figure, paint.png(figure, scale=1)


def stage_of(title: str, choice: dict[str, int]) -> tuple[Figure, bytes]:
    """What stands still in a state: the figure, with its layout settled, and its picture."""
    return _stage(title, tuple(choice[name] for name in explorers()[title].redraws))


def moved(title: str, one: dict[str, int], other: dict[str, int]) -> bool:
    """Whether the second state must look different: a mark in sight is a pixel or more away."""
    (figure, picture), (_, other_picture) = stage_of(title, one), stage_of(title, other)
    if picture != other_picture:
        return True
    (a, row), (b, other_row) = scene_of(title, one), scene_of(title, other)
    for x, y in zip(a.marks, b.marks, strict=True):
        here, there = _in_sight(figure, x, row), _in_sight(figure, y, other_row)
        if len(here) == len(there) and (np.abs(here - there) >= 1).any():
            return True
    return False


def _in_sight(figure: Figure, mark: Mark, row: int) -> Any:
    """Page pixels of a mark's points; not a number where a point is outside its panel."""
    xy = paint.pixels(figure, mark.axes, mark.xy[row if len(mark.xy) > 1 else 0])
    box = figure.axes[mark.axes].bbox
    top = figure.bbox.height - box.y1
    inside = (xy >= (box.x0, top)) & (xy <= (box.x1, top + box.height))
    return np.where(inside.all(axis=-1, keepdims=True), xy, np.nan)


def keys_of(control: Control) -> list[tuple[str, int]]:
    """Key presses and the index at which the control stands after each."""
    last = len(control.values) - 1
    if control.kind == "menu":
        return [("End", last), ("Home", 0), ("ArrowDown", min(1, last))]
    leap = max(2, round(len(control.values) / 10))
    up = min(leap, last)
    return [
        ("End", last),
        ("Home", 0),
        ("PageUp", up),
        ("ArrowRight", min(up + 1, last)),
        ("ArrowUp", min(up + 2, last)),
        ("ArrowLeft", min(up + 2, last) - 1),
        ("PageDown", max(min(up + 2, last) - 1 - leap, 0)),
    ]
