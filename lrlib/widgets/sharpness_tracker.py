"""Notebook 11: the sharpness of a small network during training, at every learning rate.

Gradient descent on all the data, tanh, squared error: the sharpness (the largest curvature at the
present weights) rises until it meets 2 / rate, and stays there.

Source: after Cohen et al. 2021, figure 1.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lrlib.problems.mlp import mlp
from lrlib.types import Problem
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, number_text, slider

RATES = (0.02, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4)
STEPS = 3000
LOOK = 25  # steps between two looks at the run
HIGHEST = 45.0  # of the curvature axis


def network() -> Problem:
    """The network of the notebook's first experiment: fifty points of a curve with a jump."""
    x = np.linspace(-2, 2, 50)[:, None]
    y = np.sin(3 * x) + 0.5 * np.sign(x)
    return mlp((1, 24, 24, 1), "tanh", "squared_error", data=(x, y), batch_size=None)


def largest_curvature(problem: Problem, theta: Array, v: Array, steps: int) -> tuple[Array, Array]:
    """The sharpness of every member, theta (members, d) -> (members,), and the direction v.

    steps times: v <- v / |v|;  w = (grad(theta + h v) - grad(theta - h v)) / (2 h);  v . w;  v <- w
    """
    h, found = 1e-5, np.zeros(len(theta))
    for _ in range(steps):
        v = v / np.linalg.norm(v, axis=-1, keepdims=True)
        up, down = problem.grad(np.stack([theta + h * v, theta - h * v]), None)
        w = (up - down) / (2 * h)
        found, v = (v * w).sum(axis=-1), w
    return found, v


@cache
def tracks(rates: tuple[float, ...]) -> tuple[Array, Array]:
    """Loss and sharpness at every look, both (rates, looks); NaN once a run is lost.

    All rates are one population. The direction is kept from one look to the next, so that a few
    rounds of power iteration follow it.
    """
    problem, lrs = network(), np.array(rates)[:, None]
    theta: Any = np.repeat(problem.theta0[None], len(rates), axis=0)
    v = np.random.default_rng(0).standard_normal(theta.shape)
    _, v = largest_curvature(problem, theta, v, 30)
    looks = []
    with np.errstate(all="ignore"):  # a run that diverges is a result
        for step in range(STEPS + 1):
            if step % LOOK == 0:
                sharp, v = largest_curvature(problem, theta, v, 6)
                looks.append((problem.loss(theta, None), sharp))
            theta = theta - lrs * problem.grad(theta, None)
    loss, sharp = np.array(looks).transpose(1, 2, 0)
    lost = np.maximum.accumulate(~(np.isfinite(loss) & (loss < 1e3)), axis=-1)
    return np.where(lost, np.nan, loss), np.where(lost, np.nan, sharp)


def scene(rate: Array) -> Scene:
    """Sharpness with its limit, and the loss, at every rate."""
    rates = tuple(np.atleast_1d(np.asarray(rate, dtype=float)).tolist())
    loss, sharp = tracks(rates)
    steps = np.broadcast_to(np.arange(0.0, STEPS + 1, LOOK), loss.shape)
    limits = 2 / np.array(rates)
    ends = np.broadcast_to([0.0, STEPS], (len(rates), 2))
    limit = np.stack([ends, np.repeat(limits[:, None], 2, axis=1)], axis=-1)
    return Scene(
        marks=(
            Mark("line", 0, limit, "2 / rate", "grey", 2, dash=(5, 3)),
            Mark("line", 0, np.stack([steps, sharp], axis=-1), "sharpness", "red", 2.5),
            Mark("line", 1, np.stack([steps, loss], axis=-1), "loss", "blue", 2.5),
        ),
        sentences=tuple(map(sentence, rates, loss, sharp)),
        columns=("step", "loss", "sharpness"),
        numbers=np.stack([steps, loss, sharp], axis=-1),
    )


def sentence(rate: float, loss: Array, sharp: Array) -> str:
    """Say whether the run met its limit, and what the loss did meanwhile."""
    limit = 2 / rate
    said = f"Rate {number_text(rate)}, limit 2/rate = {number_text(limit)}; the start has "
    said += f"sharpness {number_text(sharp[0])}. "
    if not np.isfinite(loss[-1]):
        return said + "The run is lost: it diverges."
    late = float(np.median(sharp[-len(sharp) // 3 :]))
    if abs(late - limit) < 0.05 * limit:
        said += f"In the last third it stays at the limit: median {number_text(late)}. "
    elif sharp.max() > 0.95 * limit:
        said += f"It reaches the limit late: {number_text(sharp[-1])} after {STEPS} steps. "
    else:
        said += f"After {STEPS} steps it is {number_text(sharp[-1])}, still below the limit. "
    return said + f"The loss fell from {number_text(loss[0])} to {number_text(loss[-1])}."


def stage(ink: Ink) -> Figure:
    """Empty panels: the scales stay the same at every rate."""
    figure, (left, right) = panels(ink, size=(8.8, 3.4), widths=(1.25, 1))
    left.set(title="The sharpness", xlabel="step", ylabel="largest curvature")
    left.set(xlim=(0, STEPS), ylim=(0, HIGHEST))
    right.set_yscale("log")
    right.set(title="The loss", xlabel="step", ylabel="training loss")
    right.set(xlim=(0, STEPS), ylim=(1e-3, 3))
    return figure


EXPLORER = Explorer(
    title="Sharpness tracker: where does it stop rising?",
    controls=(slider("rate", "learning rate", RATES, 0.15),),
    stage=stage,
    scene=scene,
)
