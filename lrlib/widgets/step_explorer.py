"""Notebook 01: one weight, one slope, one rate. The arrow is the step.

The loss is f(u), where u is the weight that belongs to inputs in metres. With inputs in a unit that
makes every number s times larger, the weight is w = u / s, its slope is s f'(s w), and one step of
gradient descent moves u by -lr s^2 f'(u): the rate counts s^2 times as much.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import (
    Array,
    Explorer,
    Mark,
    Scene,
    log_slider,
    menu,
    number_text,
    slider,
)

STEPS = 12
FLOOR = 1e-8  # the loss panel ends here
Curve = tuple[Callable[[Array], Array], Callable[[Array], Array], float]

# name -> loss, slope, smallest loss
CURVES: dict[str, Curve] = {
    "a bowl": (lambda u: u**2 / 2, lambda u: u, 0.0),
    "flat far away": (
        lambda u: 2 * u**2 / (1 + u**2),
        lambda u: 4 * u / (1 + u**2) ** 2,
        0.0,
    ),
    "two valleys": (
        lambda u: (u**2 - 2) ** 2 / 8 + 0.3 * u,
        lambda u: u * (u**2 - 2) / 2 + 0.3,
        -0.4447766589715339,  # at u = -1.545396, the only root of the slope below -1
    ),
}
# what a length of 1 m is written as -> how many times larger the numbers get
UNITS = {"10 m": 0.1, "1 m": 1.0, "10 cm": 10.0, "1 cm": 100.0}


def descend(rates: Array, start: float, slope: Callable[[Array], Array], unit: float) -> Array:
    """Gradient descent from u = start at every rate: array (rates, STEPS + 1) of u."""
    path = np.empty((len(rates), STEPS + 1))
    path[:, 0] = start
    with np.errstate(all="ignore"):  # a path that diverges is a result
        for step in range(STEPS):
            path[:, step + 1] = path[:, step] - rates * unit**2 * slope(path[:, step])
    return path


def scene(rate: Array, start: float, function: str, unit: str) -> Scene:
    """Paths, first arrow, loss curves, sentences and table at every rate."""
    loss, slope, lowest = CURVES[function]
    scale = UNITS[unit]
    rates = np.atleast_1d(np.asarray(rate, dtype=float))
    u = descend(rates, start, slope, scale)
    with np.errstate(all="ignore"):
        height, steepness, weight = loss(u), scale * slope(u), u / scale
        above = np.maximum(height - lowest, FLOOR / 10)
        length = np.abs(rates[:, None] * steepness)
    path = np.stack([weight, height], axis=-1)
    arrow = path[:, [0, 1]].copy()
    arrow[:, 1, 1] = arrow[:, 0, 1]  # level: its length is the step
    steps = np.broadcast_to(np.arange(STEPS + 1.0), u.shape)
    curve = np.stack([steps, above], axis=-1)
    return Scene(
        marks=(
            Mark("line", 0, path, "the path", "grey", 1.5, dash=(5, 4)),
            Mark("points", 0, path, "where each step ends", "blue", 4),
            Mark("arrows", 0, arrow, "the first step", "red", 3.5),
            Mark("points", 0, path[:, :1], "start", "red", 5, shape="square"),
            Mark("line", 1, curve, "", "blue", 2.5),
            Mark("points", 1, curve, "", "blue", 4),
        ),
        sentences=tuple(
            sentence(rates[k], steepness[k, 0], u[k], height[k] - lowest) for k in range(len(u))
        ),
        columns=("step", "weight", "loss", "slope", "length of the next step"),
        numbers=np.stack([steps, weight, height, steepness, length], axis=-1),
    )


def sentence(rate: float, slope: float, u: Array, above: Array) -> str:
    """Say in words what the picture shows for one rate."""
    if slope == 0:
        return "The slope is 0 at the start: whatever the rate, the weight does not move."
    first = (
        f"Rate {number_text(rate)} × slope {number_text(slope)}: the first step changes the weight "
        f"by {number_text(-rate * slope)}. "
    )
    wild = ~(np.abs(u) < 1e3)
    if wild.any():
        return first + f"The run diverges: step {int(np.argmax(wild))} is already off by thousands."
    if above[-1] > 1.001 * above[0] and above.max() > 1.001 * above[0]:
        return first + f"After {STEPS} steps the loss is higher than at the start."
    ratio = above[-1] / above[0]
    rises = int((np.diff(above) > 1e-12 * above[0]).sum())
    sides = int((np.diff(np.sign(np.diff(u))) != 0).sum())
    if ratio > 0.9:
        return first + f"After {STEPS} steps the loss has hardly changed."
    how = "on every step" if not rises else f"but not on every step ({rises} of {STEPS} go up)"
    where = " The path jumps from side to side." if sides > 2 else ""
    left = "next to nothing" if ratio < 1e-6 else f"{100 * ratio:.2g}\u00a0%"
    return first + (
        f"The loss falls {how}; after {STEPS} steps {left} of its start is left.{where}"
    )


def stage(ink: Ink, function: str, unit: str) -> Figure:
    """What stands still: the loss curve and the empty panel for loss against step."""
    loss, _, _ = CURVES[function]
    figure, (left, right) = panels(ink, size=(8.4, 3.5), widths=(1.25, 1))
    u = np.linspace(-4, 4, 400)
    left.plot(u / UNITS[unit], loss(u), color=ink.text, linewidth=1.6)
    left.set(
        title="The loss and the steps",
        xlabel=f"weight (price for {unit})",
        ylabel="loss",
        xlim=(-4 / UNITS[unit], 4 / UNITS[unit]),
    )
    left.set_ylim(-1, 9)
    right.set_yscale("log")
    right.set(
        title="The loss after each step",
        xlabel="step",
        ylabel="loss above the minimum",
        xlim=(-0.4, STEPS + 0.4),
        ylim=(FLOOR, 1e3),
    )
    return figure


EXPLORER = Explorer(
    title="Step explorer: what one number does",
    controls=(
        log_slider("rate", "learning rate", 1e-5, 1e3, per_decade=16, start=0.1),
        slider("start", "start (price for 1 m)", np.round(np.linspace(-4, 4, 81), 1).tolist(), 3.0),
        menu("function", "loss", list(CURVES)),
        menu("unit", "one unit of length is", list(UNITS), start=1),
    ),
    stage=stage,
    scene=scene,
    redraws=("function", "unit"),
)
