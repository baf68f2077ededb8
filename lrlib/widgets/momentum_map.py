"""Notebook 04: the plane of rate and momentum. A point of it is a run; its colour is the speed.

The valley has curvature 1 across and 1/condition along. For one curvature c and a = rate c, the
weight follows x_{t+1} = p x_t - q x_{t-1}, so it grows or shrinks like the larger root of
z^2 - p z + q = 0 (Goh 2017, Distill, "The Dynamics of Momentum"), with

heavy ball   p = 1 + mu - a          q = mu
Nesterov     p = (1 + mu)(1 - a)     q = mu (1 - a)
"""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from lrlib.plotting import GREY
from lrlib.widgets.ink import LIGHT, Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text, slider

STEPS = 60
START = (10.0, 4.0)
SLOWEST = 1000.0  # steps a digit: the map's darkest colour
LEVELS = (1.5, 2, 3, 5, 7, 10, 14, 20, 30, 50, 100, 200, 500)
RATES = np.linspace(0.05, 4.2, 84)  # the slider
ON_ANY_PAGE = LIGHT._replace(text=GREY, grid=f"{GREY}40")  # reads on white and on black
METHODS = ("heavy ball", "Nesterov")
# name -> how many times steeper across than along
VALLEYS = {"a round bowl": 1.0, "10 times steeper": 10.0, "100 times steeper": 100.0}


def growth(rate: ArrayLike, mu: ArrayLike, method: str, condition: float) -> Array:
    """Factor by which the error grows with each step in the long run: the spectral radius.

    >>> round(float(growth(1.0, 0.81, "heavy ball", 1.0)), 12)
    0.9

    Source: Goh 2017, Distill; Nesterov: Sutskever et al. 2013, section 2.
    """
    mu = np.asarray(mu, dtype=float)
    worst = np.zeros(np.broadcast_shapes(np.shape(rate), np.shape(mu)))
    for curvature in (1.0, 1.0 / condition):
        a = np.multiply(rate, curvature)
        p, q = (1 + mu - a, mu) if method == "heavy ball" else ((1 + mu) * (1 - a), mu * (1 - a))
        root = np.sqrt(np.asarray(p**2 - 4 * q, dtype=complex))
        worst = np.maximum(worst, np.maximum(abs(p + root), abs(p - root)) / 2)
    return worst


def steps_per_digit(factor: ArrayLike) -> Array:
    """Steps until the error is ten times smaller: -1 / log10(factor); infinite from 1 on.

    >>> steps_per_digit(np.array([0.1, 0.01, 1.0])).tolist()
    [1.0, 0.5, inf]
    """
    safe = np.clip(factor, 1e-12, 1 - 1e-12)
    return np.where(np.asarray(factor) < 1, -1 / np.log10(safe), np.inf)


def limit(mu: ArrayLike, method: str) -> Array:
    """The largest rate that converges where the curvature is 1 (Cohen et al. 2021, section 2)."""
    plain = 2 * (1 + np.asarray(mu))
    return plain if method == "heavy ball" else plain / (1 + 2 * np.asarray(mu))


@cache
def landscape(method: str, condition: float) -> tuple[Array, Array, Array]:
    """The plane on a fine grid: rates (R,), momenta (M,), steps for one more digit (M, R)."""
    rates, momenta = np.linspace(0.005, 4.4, 400), np.linspace(0.0, 0.999, 300)
    factor = growth(rates[None, :], momenta[:, None], method, condition)
    return rates, momenta, steps_per_digit(factor)


def best(method: str, condition: float) -> tuple[float, float, float]:
    """The fastest point of the plane: rate, momentum, steps for one more digit."""
    rates, momenta, steps = landscape(method, condition)
    row, column = np.unravel_index(int(np.argmin(steps)), steps.shape)
    return float(rates[column]), float(momenta[row]), float(steps[row, column])


def draw_map(ax: Axes, method: str, condition: float, ink: Ink = ON_ANY_PAGE) -> Axes:
    """The plane as a map: the brighter, the faster; the star is the fastest point of all."""
    rates, momenta, steps = landscape(method, condition)
    shown = np.where(np.isfinite(steps), np.clip(steps, 1, SLOWEST), np.nan)
    fastest = max(1.0, best(method, condition)[2])
    norm = LogNorm(fastest, SLOWEST)
    ax.set_facecolor(ink.grid)
    ax.grid(False)
    ends = (rates[0], rates[-1], momenta[0], momenta[-1])
    ax.imshow(shown, cmap="cividis_r", norm=norm, extent=ends, origin="lower", aspect="auto")
    levels = [level for level in LEVELS if level > fastest]
    colours = ["#000000" if norm(level) < 0.5 else "#ffffff" for level in levels]
    lines = ax.contour(rates, momenta, shown, levels=levels, colors=colours, linewidths=0.7)
    ax.clabel(lines, fmt="%g", fontsize=8)
    ax.plot(limit(momenta, method), momenta, color=ink.text, linewidth=2)
    ax.plot(*best(method, condition)[:2], "*", markersize=13, color="#ffffff", mec="#000000")
    at = (3.62, 0.22) if method == "heavy ball" else (3.1, 0.5)
    ax.text(*at, "diverges", color=ink.text, fontsize=11, ha="center", style="italic")
    ax.set(xlim=(0, 4.3), ylim=(0, 1), xlabel="rate × steepest curvature", ylabel="momentum μ")
    return ax


def run(rates: Array, mu: float, method: str, condition: float) -> Array:
    """STEPS steps down the valley at every rate: (rates, STEPS + 1, 2), along and across."""
    curvature = np.array([1 / condition, 1.0])
    theta = np.broadcast_to(START, (len(rates), 2)).astype(float)
    velocity, path = np.zeros_like(theta), [theta]
    with np.errstate(all="ignore"):  # a path that diverges is a result
        for _ in range(STEPS):
            at = theta if method == "heavy ball" else theta + mu * velocity
            velocity = mu * velocity - rates[:, None] * curvature * at
            theta = theta + velocity
            path.append(theta)
    return np.stack(path, axis=1)


def scene(rate: Array, mu: float, method: str, valley: str) -> Scene:
    """The point on the map, the path, a sentence and a table at every rate."""
    condition = VALLEYS[valley]
    rates = np.atleast_1d(np.asarray(rate, dtype=float))
    path = run(rates, mu, method, condition)
    with np.errstate(all="ignore"):
        loss = (path**2 @ np.array([1 / condition, 1.0])) / 2
    point = np.stack([rates, np.full_like(rates, mu)], axis=-1)[:, None]
    steps = np.broadcast_to(np.arange(STEPS + 1.0), loss.shape)
    factors = growth(rates, mu, method, condition)
    return Scene(
        marks=(
            Mark("points", 0, point, "the run that you chose", "red", 6, double_casing=True),
            Mark("line", 1, path, f"its path, {STEPS} steps", "blue", 1.5),
            Mark("points", 1, path, "", "blue", 2.5),
            Mark("points", 1, path[:, :1], "start", "red", 5, shape="square"),
        ),
        sentences=tuple(
            sentence(rates[k], mu, factors[k], path[k], loss[k]) for k in range(len(rates))
        ),
        columns=("step", "weight along", "weight across", "loss"),
        numbers=np.stack([steps, path[..., 0], path[..., 1], loss], axis=-1),
    )


def sentence(rate: float, mu: float, factor: float, path: Array, loss: Array) -> str:
    """Say in words what the picture shows for one point of the plane."""
    here = f"Rate {number_text(rate)}, momentum {number_text(mu)}: "
    if factor > 1 + 1e-9:
        return here + (
            f"in the long run every step makes the error {number_text(factor)} times as large. "
            "The run diverges."
        )
    if factor > 1 - 1e-9:
        return here + "on the border. The error neither grows nor shrinks."
    turns = [int((np.diff(np.sign(path[:, k])) != 0).sum()) for k in (0, 1)]
    digit = float(steps_per_digit(np.asarray(factor)))
    pace = "two steps or fewer" if digit < 2 else f"{number_text(digit)} steps"
    left = "next to nothing" if loss[-1] < 1e-9 * loss[0] else f"{100 * loss[-1] / loss[0]:.2g} %"
    return here + (
        f"one more digit takes {pace}. In {STEPS} steps the path crosses the floor of the valley "
        f"{turns[1]} times and runs past the minimum {turns[0]} times; {left} of the loss is left."
    )


def stage(ink: Ink, method: str, valley: str) -> Figure:
    """What stands still: the map, and the contours of the valley."""
    condition = VALLEYS[valley]
    figure, (left, right) = panels(ink, size=(8.6, 3.9), widths=(1.25, 1))
    draw_map(left, method, condition, ink).set_title("Steps for one more digit", color=ink.text)
    along, across = np.meshgrid(np.linspace(-7, 11, 120), np.linspace(-8, 8, 110))
    height = np.sqrt(along**2 / condition + across**2)
    right.contour(along, across, height, levels=8, colors=ink.hues["grey"], linewidths=0.7)
    right.plot(0, 0, "+", color=ink.text, markersize=12)
    right.set(title="The path in the valley", xlim=(-7, 11), ylim=(-8, 8))
    right.set(xlabel="weight along the valley", ylabel="weight across")
    return figure


EXPLORER = Explorer(
    title="The plane of rate and momentum",
    controls=(
        slider("rate", "rate × steepest curvature", RATES.tolist(), 1.0),
        slider("mu", "momentum μ", np.round(np.linspace(0, 0.99, 100), 2).tolist(), 0.5),
        menu("valley", "the valley is", list(VALLEYS), start=2),
        menu("method", "method", list(METHODS)),
    ),
    stage=stage,
    scene=scene,
    redraws=("method", "valley"),
    pick=(0, "rate", "mu"),
)
