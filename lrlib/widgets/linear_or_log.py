"""Notebook 00: two sliders over the same rates, one linear, one logarithmic. Hit 0.0003."""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
from matplotlib.figure import Figure

from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import (
    Array,
    Control,
    Explorer,
    Mark,
    Scene,
    log_slider,
    number_text,
    slider,
)

LOW, HIGH, TARGET = 1e-5, 1.0, 3e-4
POSITIONS = 201  # both sliders have as many
CLOSE = 1.1  # a hit is within ten percent
Scale = Literal["linear", "logarithmic"]


def scene(rate: Array) -> Scene:
    """Where the slider stands on its axis, and how far that is from the target, as a factor."""
    rates = np.atleast_1d(np.asarray(rate, dtype=float))
    here = np.stack([rates, np.full_like(rates, 0.5)], axis=-1)[:, None, :]
    goal = np.array([[[TARGET, 0.5]]])
    pin = np.concatenate([here, here], axis=1)
    pin[:, 0, 1], pin[:, 1, 1] = 0.0, 1.0
    return Scene(
        marks=(
            Mark("points", 0, goal, "the goal, 0.0003", "red", 6, shape="diamond"),
            Mark("line", 0, pin, "", "blue", 2),
            Mark("points", 0, here, "your rate", "blue", 5),
        ),
        sentences=tuple(sentence(value) for value in rates),
    )


def sentence(rate: float) -> str:
    """The rate and its distance from the target as a factor, which is what counts for a rate."""
    factor = rate / TARGET
    if 1 / CLOSE <= factor <= CLOSE:
        return f"Rate {number_text(rate)}: a hit, within ten percent of 0.0003."
    if factor > 1:
        return f"Rate {number_text(rate)}: {number_text(factor)} times too large."
    return f"Rate {number_text(rate)}: {number_text(1 / factor)} times too small."


def stage(ink: Ink, scale: Scale) -> Figure:
    """A number line from 0.00001 to 1 on the given scale."""
    figure, (ax,) = panels(ink, size=(8.4, 1.3))
    if scale == "logarithmic":
        ax.set_xscale("log")
        ax.set_xlim(LOW / 1.2, HIGH * 1.2)
    else:
        ax.set_xlim(-0.02, 1.02)
    ax.set(ylim=(0, 1), yticks=[], xlabel=f"learning rate, {scale} scale", title="The same rates")
    ax.spines["left"].set_visible(False)
    return figure


def _explorer(scale: Scale, control: Control) -> Explorer:
    title = f"Hit 0.0003 with a {scale} slider"
    return Explorer(title, (control,), partial(stage, scale=scale), scene)


LINEAR = _explorer(
    "linear", slider("rate", "learning rate", np.linspace(LOW, HIGH, POSITIONS).tolist(), 0.5)
)
LOG = _explorer(
    "logarithmic", log_slider("rate", "learning rate", LOW, HIGH, per_decade=40, start=0.5)
)
