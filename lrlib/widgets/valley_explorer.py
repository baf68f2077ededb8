"""Notebook 02: a valley, a path, a rate that is dragged through the limit.

The loss is (x_along^2 + h x_across^2) / 2. In these two directions gradient descent is exact: one
step multiplies x_along by 1 - lr and x_across by 1 - lr h. The valley may lie turned in the plane
of the weights: the picture turns, the two factors do not.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text, slider

STEPS = 40
START = (-2.8, 1.0)  # along, across
CURVATURES = {"5": 5.0, "10": 10.0, "20": 20.0}  # across; along the valley it is 1
TURNS = {"along an axis": 0.0, "turned by 30 degrees": 30.0}
RATES = np.round(np.arange(0.005, 0.4451, 0.005), 3)
VIEW = (-3.5, 1.9, -2.3, 2.1)  # left, right, bottom, top
LOWEST = -1.7  # the panel of the factors ends here


def paths(rates: Array, curvature: float) -> tuple[Array, Array]:
    """Where gradient descent is: along and across the valley, each (rates, STEPS + 1)."""
    steps = np.arange(STEPS + 1)
    along = START[0] * (1 - rates[:, None]) ** steps
    across = START[1] * (1 - rates[:, None] * curvature) ** steps
    return along, across


def turned(along: Array, across: Array, degrees: float) -> Array:
    """Points (..., 2) of the plane of the weights."""
    angle = np.deg2rad(degrees)
    first = np.cos(angle) * along - np.sin(angle) * across
    return np.stack([first, np.sin(angle) * along + np.cos(angle) * across], axis=-1)


def scene(rate: Array, curvature: str, valley: str) -> Scene:
    """Paths, losses, factors, sentences and tables at every rate."""
    rates = np.atleast_1d(np.asarray(rate, dtype=float))
    h = CURVATURES[curvature]
    along, across = paths(rates, h)
    loss, steep_part = (along**2 + h * across**2) / 2, h * across**2 / 2
    steps = np.broadcast_to(np.arange(STEPS + 1.0), loss.shape)
    path = turned(along, across, TURNS[valley])
    factors = np.stack([1 - rates, 1 - rates * h], axis=-1)
    shown = np.maximum(factors, LOWEST + 0.12)
    curve = np.stack([steps, np.maximum(loss, 1e-12)], axis=-1)
    steep_curve = np.stack([steps, np.maximum(steep_part, 1e-12)], axis=-1)
    return Scene(
        marks=(
            Mark("line", 0, path, "the path", "red", 1.8),
            Mark("points", 0, path, "", "red", 3),
            Mark("points", 0, path[:1, :1], "start", "red", 5.5, shape="square"),
            Mark("line", 1, steep_curve, "its part across the valley", "red", 2, dash=(5, 3)),
            Mark("line", 1, curve, "loss", "blue", 2.5),
            Mark("points", 2, _at(0.14, shown[:, 0]), "along the valley", "blue", 6),
            Mark("points", 2, _at(0.34, shown[:, 1]), "across it", "red", 6, shape="diamond"),
        ),
        sentences=tuple(
            sentence(one, pair[0], pair[1], left[-1] / left[0])
            for one, pair, left in zip(rates, factors, loss, strict=True)
        ),
        columns=("step", "along the valley", "across the valley", "loss"),
        numbers=np.stack([steps, along, across, loss], axis=-1),
    )


def _at(across: float, up: Array) -> Array:
    """One point a row, all at the same place on the horizontal axis."""
    return np.stack([np.full_like(up, across), up], axis=-1)[:, None]


def sentence(rate: float, along: float, across: float, left: float) -> str:
    """Say the regime in words: both factors, and what is left of the loss."""
    if left > 1.001:
        end = f"After {STEPS} steps the loss is {number_text(left)} times what it was."
    else:
        end = f"After {STEPS} steps {number_text(100 * left)} % of the loss is left."
    return (
        f"Rate {number_text(rate)}. Across the valley each step multiplies the distance by "
        f"{number_text(across)}: {in_words(across)}. Along the valley by {number_text(along)}: "
        f"{in_words(along)}. {end}"
    )


def in_words(factor: float) -> str:
    """The regime of a factor, and how it looks."""
    if abs(factor) < 1e-9:
        return "it is there after one step"
    if abs(factor + 1) < 1e-9:
        return "it jumps from side to side for ever, exactly at the limit"
    if factor > 0:
        return "monotone, it comes closer on one side"
    if factor > -1:
        return "oscillating, it jumps across and comes closer"
    return "diverging, it jumps across and lands farther away"


def landscape(ink: Ink, ax: Axes, curvature: str, valley: str) -> None:
    """Draw the valley as contours, closer together where it is steep."""
    first, second = np.meshgrid(np.linspace(*VIEW[:2], 110), np.linspace(*VIEW[2:], 90))
    back = turned(first, second, -TURNS[valley])
    height = (back[..., 0] ** 2 + CURVATURES[curvature] * back[..., 1] ** 2) / 2
    levels = np.geomspace(0.02, height.max(), 15)
    depth = LinearSegmentedColormap.from_list("depth", [ink.page, ink.hues["blue"]])
    fills = depth(np.linspace(0.0, 0.45, len(levels) - 1))
    ax.contourf(first, second, height, levels=levels, colors=fills)
    ax.contour(first, second, height, levels=levels, colors=ink.page, linewidths=0.8)
    ax.grid(False)
    ax.plot(0, 0, "*", color=ink.text, markersize=10)
    ax.set(xlabel="first weight", ylabel="second weight", xlim=VIEW[:2], ylim=VIEW[2:])


def stage(ink: Ink, curvature: str, valley: str) -> Figure:
    """What stands still: the valley, the panel of the loss, the three zones of the factor."""
    figure, (left, middle, right) = panels(ink, size=(8.6, 3.5), widths=(1.5, 1.15, 0.8))
    landscape(ink, left, curvature, valley)
    left.set_title("The valley from above")
    middle.set_yscale("log")
    middle.set(title="The loss", xlabel="step", ylabel="loss", xlim=(0, STEPS), ylim=(1e-6, 1e4))
    for low, high, hue, name in (
        (0, 1, "green", "monotone"),
        (-1, 0, "purple", "oscillating"),
        (LOWEST, -1, "red", "diverging"),
    ):
        right.axhspan(low, high, color=ink.hues[hue], alpha=0.13, linewidth=0)
        right.text(0.97, high - 0.05, name, color=ink.hues[hue], ha="right", va="top", fontsize=9)
    right.grid(False)
    right.set(title="What a step does", ylabel="distance after / before", xticks=[])
    right.set(xlim=(0, 1), ylim=(LOWEST, 1.15), yticks=[1, 0.5, 0, -0.5, -1, -1.5])
    return figure


EXPLORER = Explorer(
    title="Valley explorer: drag the rate through the limit",
    controls=(
        slider("rate", "learning rate", RATES.tolist(), 0.02),
        menu("curvature", "curvature across the valley", list(CURVATURES), start=1),
        menu("valley", "the valley lies", list(TURNS)),
    ),
    stage=stage,
    scene=scene,
    redraws=("curvature", "valley"),
)
