"""Notebook 05: a schedule has two jobs. Its area brings the run there, its end makes it quiet.

A bowl of curvature 1, gradient noise of size s, many copies that start 5 away. Their mean m and
their variance V follow exactly

m <- (1 - lr) m          V <- (1 - lr)^2 V + lr^2 s^2          mean loss = m^2 / 2 + V / 2

(Bottou, Curtis & Nocedal 2018, section 4, on the simplest example). At a constant rate V / 2 ends
at the noise floor s^2 lr / (2 (2 - lr)).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from lrlib.schedules import SCHEDULES
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text, slider

STEPS = 200
BLOCK = 8  # steps in one bar of the left panel
DISTANCE = 5.0
LOWEST = 1e-4  # the loss panel ends here
SHOWN = np.unique(np.geomspace(1, STEPS + 1, 120).astype(int)) - 1  # steps drawn
LISTED = (0, 1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 200)
NOISE = {"none": 0.0, "batches four times as large": 0.5, "small batches": 1.0}
PACES = (2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 110, 150, 200)

# name -> schedule from a base rate (or an array of them) and the steps until the first halving
SHAPES: dict[str, Callable[[Array, int], Callable[[int], Array]]] = {
    "constant": lambda base, _: SCHEDULES["constant"](base),
    "step decay": lambda base, pace: SCHEDULES["step_decay"](base, 0.5, pace),
    "exponential": lambda base, pace: SCHEDULES["exponential_decay"](base, 0.5 ** (1 / pace)),
    "1/t": lambda base, pace: SCHEDULES["inverse_time_decay"](base, 1 / pace),
}


def expected(rates: Array, noise: float) -> tuple[Array, Array]:
    """Distance part and noise part of the mean loss: rates (steps, K) -> two of (steps + 1, K).

    >>> distance, floor = expected(np.full((1000, 1), 0.4), 1.0)
    >>> distance[0].item(), round(floor[-1].item(), 12)
    (12.5, 0.125)
    """
    mean, variance = np.full(rates.shape[1:], DISTANCE), np.zeros(rates.shape[1:])
    means, variances = [mean], [variance]
    for lr in rates:
        mean = (1 - lr) * mean
        variance = (1 - lr) ** 2 * variance + lr**2 * noise**2
        means.append(mean)
        variances.append(variance)
    return np.square(means) / 2, np.array(variances) / 2


def scene(base: Array, shape: str, pace: float, noise: str) -> Scene:
    """Bars of the rates, the two parts of the loss, sentences and a table at every base rate."""
    bases = np.atleast_1d(np.asarray(base, dtype=float))
    schedule = SHAPES[shape](bases, int(pace))
    rates = np.array([np.broadcast_to(schedule(step), bases.shape) for step in range(STEPS)])
    distance, floor = expected(rates, NOISE[noise])
    area = np.concatenate([np.zeros((1, len(bases))), rates.cumsum(axis=0)])
    level, last = (NOISE[noise] ** 2 * lr / (2 * (2 - lr)) for lr in (bases, rates[-1]))
    ends = np.broadcast_to(np.array([0.0, STEPS]), (len(bases), 2))
    floors = np.stack([ends, np.broadcast_to(level[:, None], ends.shape)], axis=-1)
    chosen = np.array(LISTED)
    columns = (
        np.broadcast_to(chosen[:, None], (len(chosen), len(bases))),
        np.concatenate([rates, rates[-1:]])[chosen],
        area[chosen],
        distance[chosen],
        floor[chosen],
    )
    return Scene(
        marks=(
            Mark("bars", 0, bars(rates), f"the rates; a bar holds {BLOCK} steps", "blue"),
            Mark("line", 1, floors, "noise floor of the constant rate", "grey", 1.5, dash=(5, 4)),
            Mark("line", 1, curve(distance), "part from the distance", "green", 2, dash=(9, 4)),
            Mark("line", 1, curve(floor), "part from the noise", "red", 2, dash=(3, 3)),
            Mark("line", 1, curve(distance + floor), "mean loss", "blue", 3),
        ),
        sentences=tuple(
            sentence(bases[k], area[-1, k], distance[-1, k], floor[-1, k], last[k])
            for k in range(len(bases))
        ),
        columns=("step", "rate", "area so far", "loss from distance", "loss from noise"),
        numbers=np.moveaxis(np.stack(columns, axis=-1), 1, 0),
    )


def bars(rates: Array) -> Array:
    """Opposite corners of one bar for each block of steps: (K, 2 blocks, 2)."""
    heights = rates.reshape(-1, BLOCK, rates.shape[1]).mean(axis=1).T
    left = np.arange(0, STEPS, BLOCK, dtype=float)
    corners = np.zeros((len(heights), 2 * len(left), 2))
    corners[:, 0::2, 0], corners[:, 1::2, 0] = left, left + BLOCK
    corners[:, 1::2, 1] = heights
    return corners


def curve(loss: Array) -> Array:
    """One line a base rate: (K, points, 2); what is below the panel stays below it."""
    height = np.maximum(loss[SHOWN], LOWEST / 1000).T
    return np.stack([np.broadcast_to(SHOWN.astype(float), height.shape), height], axis=-1)


def sentence(base: float, area: float, distance: float, noise: float, last: float) -> str:
    """What a schedule achieves and which job it leaves; `last`: floor of its last rate."""
    left = np.sqrt(2 * distance)
    still = "next to nothing" if left < 1e-6 else number_text(left)
    said = (
        f"From {number_text(base)} on, the {STEPS} rates add up to an area of {number_text(area)}: "
        f"of the distance of {DISTANCE:g}, {still} is left. "
    )
    loss = distance + noise
    if loss < LOWEST:
        return said + "The mean loss is next to nothing: without noise there is no floor."
    said += f"Mean loss {number_text(loss)}, {100 * noise / loss:.0f} % of it from the noise. "
    if noise > 0.9 * loss:
        if last < 0.5 * noise:
            return said + "The run arrived, then froze with its noise: a slower decay would help."
        return said + "The run has arrived and hovers: a smaller rate at the end would help."
    if noise < 0.1 * loss:
        return said + "The run has not arrived: more area would help."
    return said + "Distance and noise both count: the two jobs are in balance."


def stage(ink: Ink) -> Figure:
    """What stands still: the two empty panels."""
    figure, (left, right) = panels(ink, size=(8.6, 3.7), widths=(1, 1.25))
    left.set(title="The schedule", xlabel="step", ylabel="rate", xlim=(0, STEPS), ylim=(0, 1.03))
    right.set_yscale("log")
    right.set(title="What it achieves", xlabel="step", ylabel="mean loss of many copies")
    right.set(xlim=(0, STEPS), ylim=(LOWEST, 30))
    return figure


EXPLORER = Explorer(
    title="Schedule composer: curve, area, noise floor",
    controls=(
        slider("base", "base rate", np.round(np.linspace(0.02, 1.0, 50), 2).tolist(), 0.4),
        menu("shape", "shape", list(SHAPES)),
        slider("pace", "first halved after (steps)", PACES, 40),
        menu("noise", "gradient noise", list(NOISE), start=2),
    ),
    stage=stage,
    scene=scene,
)
