"""Notebook 07: two weights, two streams of gradients, and the rate that each of four methods makes.

Weight A gets a gradient of 1 in every step. Weight B gets a gradient of another size, every so many
steps; its last one arrives in the last step, so that both rates are read while both weights move.
The effective rate is what stands before the gradient, divided by the learning rate.
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, log_slider, menu, number_text

STEPS = 100
METHODS = ("SGD", "AdaGrad", "RMSProp", "Adam")
EVERY = {
    "every step": 1,
    "every 2nd step": 2,
    "every 5th step": 5,
    "every 10th step": 10,
    "every 25th step": 25,
    "once, in the last step": STEPS,
}
EPS = {"0.00000001": 1e-8, "0.01": 1e-2, "1": 1.0}
RHO, BETA2 = 0.9, 0.999
LIMITS = (5e-4, 2e3)  # the panel of the rates
FLOOR = 3e-3  # the panel of the gradients ends here


def stream(size: float, every: int) -> Array:
    """Gradients of weights A and B: array (STEPS, 2)."""
    step = np.arange(1, STEPS + 1)
    return np.stack([np.ones(STEPS), np.where(step % every == 0, size, 0.0)], axis=-1)


def effective_rates(grads: Array, eps: float) -> Array:
    """What each method multiplies the last gradient by, per unit of the rate: (methods, weights).

    SGD 1;  AdaGrad 1 / (sqrt(sum of g^2) + eps);  RMSProp 1 / (sqrt(fading mean of g^2) + eps);
    Adam 1 / (sqrt(corrected fading mean of g^2) + eps), which then multiplies the fading mean of g

    >>> effective_rates(np.ones((4, 1)), 0.0)[1]
    array([0.5])

    Source: Duchi, Hazan & Singer 2011; Tieleman & Hinton 2012; Kingma & Ba 2015, Algorithm 1.
    """
    squares, age = grads**2, np.arange(len(grads))[::-1, None]
    total = squares.sum(axis=0)
    fading = (1 - RHO) * (RHO**age * squares).sum(axis=0)
    slow = (1 - BETA2) * (BETA2**age * squares).sum(axis=0) / (1 - BETA2 ** len(grads))
    adaptive = 1 / (np.sqrt(np.stack([total, fading, slow])) + eps)
    return np.concatenate([np.ones((1, grads.shape[1])), adaptive])


def scene(size: Array, every: str, eps: str) -> Scene:
    """The streams and the bars of effective rates, for every size of B's gradients."""
    sizes = np.atleast_1d(np.asarray(size, dtype=float))
    count = EVERY[every]
    rates = np.stack([effective_rates(stream(s, count), EPS[eps]) for s in sizes])
    steps = np.arange(1.0, STEPS + 1)
    ones = np.stack([steps, np.ones(STEPS)], axis=-1)[None]
    tops = np.stack(np.broadcast_arrays(steps[count - 1 :: count], sizes[:, None]), axis=-1)
    return Scene(
        marks=(
            Mark("bars", 0, _columns(tops, 0.35, FLOOR), "", "red"),
            Mark("points", 0, ones, "weight A", "blue", 2, shape="square"),
            Mark("points", 0, tops, "weight B", "red", 4),
            Mark("bars", 1, _bars(rates[..., 0], -0.2), "", "blue"),
            Mark("bars", 1, _bars(rates[..., 1], 0.2), "", "red"),
        ),
        sentences=tuple(
            sentence(s, count, own) for s, own in zip(sizes.tolist(), rates, strict=True)
        ),
        columns=("weight (1 = A, 2 = B)", "gradients", "sum of squares", *METHODS),
        numbers=_numbers(sizes, count, rates),
    )


def sentence(size: float, every: int, rates: Array) -> str:
    """Say how the rate of B compares with the rate of A, method by method."""
    times = STEPS // every
    often = "1 gradient" if times == 1 else f"{times} gradients"
    total = number_text(times * size**2)
    ratio = ", ".join(
        f"{name} {number_text(b / a)}" for name, (a, b) in zip(METHODS, rates, strict=True)
    )
    return (
        f"A got {STEPS} gradients of 1, sum of squares {STEPS}. B got {often} of "
        f"{number_text(size)}, sum of squares {total}. Rate of B divided by rate of A: {ratio}."
    )


def stage(ink: Ink) -> Figure:
    """What stands still: the empty panels of the gradients and of the rates."""
    figure, (left, right) = panels(ink, size=(8.8, 3.6), widths=(1.2, 1))
    left.set(title="What comes in", xlabel="step", ylabel="size of the gradient")
    left.set_yscale("log")
    left.set(xlim=(-1, STEPS + 2), ylim=(FLOOR, 300))
    right.set(title="What each method makes of it", ylabel="effective rate / learning rate")
    right.set_yscale("log")
    right.set(xlim=(-0.6, len(METHODS) - 0.4), ylim=LIMITS, xticks=range(len(METHODS)))
    right.set_xticklabels(METHODS)
    right.set_xlabel("left bar: weight A, right bar: weight B")
    right.axhline(1, color=ink.text, linewidth=1)
    return figure


def _columns(tops: Array, half: float, floor: float) -> Array:
    """A thin bar from the floor up to each point (rows, points, 2)."""
    left, right = tops.copy(), tops.copy()
    left[..., 0] -= half
    left[..., 1] = floor
    right[..., 0] += half
    return np.stack([left, right], axis=-2).reshape(len(tops), -1, 2)


def _bars(rates: Array, shift: float) -> Array:
    """One bar for each method (rows, methods) beside its tick."""
    at = np.broadcast_to(np.arange(len(METHODS)) + shift, rates.shape)
    return _columns(np.stack([at, np.maximum(rates, LIMITS[0])], axis=-1), 0.17, LIMITS[0])


def _numbers(sizes: Array, every: int, rates: Array) -> Array:
    """Table (sizes, 2 weights, 3 + methods)."""
    times = STEPS // every
    facts = np.empty((len(sizes), 2, 3))
    facts[:, 0] = (1, STEPS, STEPS)
    facts[:, 1] = np.stack(np.broadcast_arrays(2, times, times * sizes**2), axis=-1)
    return np.concatenate([facts, rates.swapaxes(1, 2)], axis=-1)


EXPLORER = Explorer(
    title="Gradient streams: who gets which rate?",
    controls=(
        log_slider("size", "size of B's gradients", 0.01, 100, per_decade=10, start=1.0),
        menu("every", "weight B gets a gradient", list(EVERY), start=3),
        menu("eps", "eps", list(EPS)),
    ),
    stage=stage,
    scene=scene,
)
