"""Notebook 11: a rate above the limit of the start, and where the run comes to rest.

The loss is (x y - 1)^2 / 2. All minima lie on the curve x y = 1; the curvature there is
x^2 + y^2, so there are sharp minima and flat ones.

Source: after the warm-up model of Lewkowycz et al. 2020, section 2.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text, slider

STEPS = 600
SHOWN = 60  # steps that the two curves show
RATES = np.round(np.arange(0.01, 0.1601, 0.0025), 4)
STARTS = {"a sharp place, (5.5, 0.3)": (5.5, 0.3), "a less sharp one, (4, 0.5)": (4.0, 0.5)}
LOST = 1e6


def paths(rates: Array, start: tuple[float, float]) -> Array:
    """Every point of gradient descent, (rates, STEPS + 1, 2); NaN once a run is lost.

    x <- x - lr (x y - 1) y,    y <- y - lr (x y - 1) x
    """
    points = np.full((len(rates), STEPS + 1, 2), np.nan)
    point = np.broadcast_to(np.asarray(start), (len(rates), 2))
    for step in range(STEPS + 1):
        points[:, step] = point
        error = point[:, 0] * point[:, 1] - 1
        point = point - (rates * error)[:, None] * point[:, ::-1]
        point = np.where(np.abs(point).max(axis=1, keepdims=True) < LOST, point, np.nan)
    return points


def loss_of(points: Array) -> Array:
    """The loss (...) at points (..., 2)."""
    loss: Array = (points[..., 0] * points[..., 1] - 1) ** 2 / 2
    return loss


def curvature(points: Array) -> Array:
    """The largest curvature (...) at points (..., 2): the larger eigenvalue of the Hessian."""
    x, y = points[..., 0], points[..., 1]
    largest: Array = (x**2 + y**2) / 2 + np.sqrt((x**2 - y**2) ** 2 / 4 + (2 * x * y - 1) ** 2)
    return largest


def scene(rate: Array, start: str) -> Scene:
    """Paths, losses and curvatures at every rate."""
    rates = np.atleast_1d(np.asarray(rate, dtype=float))
    points = paths(rates, STARTS[start])
    steps = np.broadcast_to(np.arange(SHOWN + 1.0), (len(rates), SHOWN + 1))
    early = points[:, : SHOWN + 1]
    loss, sharp = loss_of(early), curvature(early)
    loss_line = np.stack([steps, np.maximum(loss, 1e-8)], axis=-1)
    sharp_line = np.stack([steps, sharp], axis=-1)
    ends = np.array([0.0, SHOWN])
    limit = np.stack(
        [np.broadcast_to(ends, (len(rates), 2)), np.repeat(2 / rates, 2).reshape(-1, 2)], -1
    )
    return Scene(
        marks=(
            Mark("line", 0, early, "the path", "red", 1.3),
            Mark("points", 0, early, "", "red", 3),
            Mark("points", 0, points[:1, :1], "start", "red", 6, shape="square"),
            Mark("points", 0, points[:, -1:], "end", "blue", 7, shape="diamond"),
            Mark("line", 1, loss_line, "loss", "blue", 2.5),
            Mark("line", 2, limit, "2 / rate", "grey", 2, dash=(5, 3)),
            Mark("line", 2, sharp_line, "largest curvature", "red", 2.5),
        ),
        sentences=tuple(map(sentence, rates, points)),
        columns=("step", "x", "y", "loss", "curvature"),
        numbers=np.stack([steps, early[..., 0], early[..., 1], loss, sharp], axis=-1),
    )


def sentence(rate: float, points: Array) -> str:
    """Say whether the start is above the limit, how high the loss went, and where it ended."""
    first, last = float(curvature(points[0])), float(curvature(points[-1]))
    said = f"Rate {number_text(rate)}, limit 2/rate = {number_text(2 / rate)}; the start has "
    said += f"curvature {number_text(first)}. "
    if not np.isfinite(last):
        return said + "The run is lost: it diverges."
    losses = loss_of(points)
    if losses.max() > losses[0] * 1.001:
        said += f"The loss climbs to {number_text(losses.max())} "
        said += f"from {number_text(losses[0])} before it falls. "
    else:
        said += "The loss never rises above its start. "
    end = "It comes to rest" if losses[-1] < 1e-6 else f"After {STEPS} steps it is"
    return said + f"{end} where the curvature is {number_text(last)}."


def stage(ink: Ink) -> Figure:
    """What stands still: the curve of all minima, and empty panels."""
    figure, (left, middle, right) = panels(ink, size=(8.8, 3.4), widths=(1.25, 1, 1))
    across = np.linspace(0.16, 6.2, 200)
    for sign in (1, -1):
        left.plot(sign * across, sign / across, color=ink.hues["green"], linewidth=2)
    left.text(-6.0, 0.3, "all minima: x y = 1", color=ink.hues["green"], fontsize=9)
    left.set(title="The path", xlabel="x", ylabel="y", xlim=(-6.2, 6.2), ylim=(-4.2, 4.2))
    middle.set_yscale("log")
    middle.set(title="The loss", xlabel="step", ylabel="loss", xlim=(0, SHOWN), ylim=(1e-8, 1e3))
    right.set(title="The curvature", xlabel="step", ylabel="largest curvature")
    right.set(xlim=(0, SHOWN), ylim=(0, 60))
    return figure


EXPLORER = Explorer(
    title="Catapult toy: start above the limit",
    controls=(
        slider("rate", "learning rate", RATES.tolist(), 0.05),
        menu("start", "start", list(STARTS)),
    ),
    stage=stage,
    scene=scene,
)
