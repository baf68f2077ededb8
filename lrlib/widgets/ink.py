"""Colours of the explorers on light and on dark pages, and the empty panels that they draw on.

Hues after Okabe & Ito 2008 (told apart by colour-blind readers), darkened on white and lightened on
black until each has a contrast of at least 4.5 to 1. No mark is told by its colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Ink(NamedTuple):
    """The colours of one theme: page, text, grid, and the named hues of marks."""

    page: str
    text: str
    grid: str
    hues: dict[str, str]


LIGHT = Ink(
    page="#ffffff",
    text="#20262e",
    grid="#d9dee4",
    hues={
        "blue": "#0067a8",
        "red": "#b84300",
        "green": "#00755a",
        "purple": "#8d3f82",
        "grey": "#66707c",
    },
)
DARK = Ink(
    page="#111111",
    text="#e6e9ed",
    grid="#3b424b",
    hues={
        "blue": "#62b6f5",
        "red": "#ff9a55",
        "green": "#3fd0a2",
        "purple": "#e6a1d8",
        "grey": "#9aa4b0",
    },
)
THEMES = {"light": LIGHT, "dark": DARK}


def panels(
    ink: Ink, *, size: tuple[float, float] = (8.4, 3.6), widths: Sequence[float] = (1.0,)
) -> tuple[Figure, list[Axes]]:
    """A figure (inches at 100 dots) with a panel for each of `widths`, in the colours of `ink`."""
    figure = Figure(figsize=size, dpi=100, layout="constrained", facecolor="none")
    axes = figure.subplots(1, len(widths), width_ratios=list(widths), squeeze=False)[0]
    for ax in axes:
        ax.set_facecolor("none")
        ax.grid(True, color=ink.grid, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.tick_params(which="both", colors=ink.text, labelsize=9)
        for name, spine in ax.spines.items():
            spine.set_visible(name in ("left", "bottom"))
            spine.set_color(ink.text)
        for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
            text.set_color(ink.text)
            text.set_fontsize(10)
    return figure, list(axes)
