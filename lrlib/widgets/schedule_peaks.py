"""Notebook 06: every schedule at every peak rate, by an exact recursion instead of training.

On a bowl whose gradient carries noise of variance s, SGD at the rate lr changes the mean square of
each coordinate by  E[x^2] <- (1 - lr curvature)^2 E[x^2] + lr^2 s.  The mean loss follows from it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lrlib.schedules import SCHEDULES
from lrlib.types import Schedule
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, log_slider, menu, number_text

STEPS = 1000
CURVATURES = np.geomspace(0.01, 1, 30)
NOISE = {"small": 0.0002, "medium": 0.02, "large": 0.2}  # variance of each gradient
HORIZONS = {"500 steps: half": 500, "1000 steps: right": STEPS, "2000 steps: double": 2000}
EVERY = 5  # steps between two points that are drawn
FLOOR, CEILING = 3e-5, 3.0  # the panels of the loss


def expected_losses(rates: Array, noise: float) -> Array:
    """Mean loss of SGD on the noisy bowl at every step: rates (steps, ...) -> (steps + 1, ...).

    E[x_i^2] <- (1 - lr h_i)^2 E[x_i^2] + lr^2 noise,  loss = sum_i h_i E[x_i^2] / 2

    Every x_i starts at 1.

    >>> expected_losses(np.ones((1, 1)), 0.0).shape
    (2, 1)

    Source: Bottou, Curtis & Nocedal 2018, section 4.2; exact because the loss is quadratic.
    """
    rates = np.asarray(rates, dtype=float)
    square = np.ones((*rates.shape[1:], len(CURVATURES)))
    losses = np.empty((len(rates) + 1, *rates.shape[1:]))
    losses[0] = square @ CURVATURES / 2
    with np.errstate(all="ignore"):  # a peak that diverges is a result
        for step, rate in enumerate(rates):
            lr = rate[..., None]
            square = (1 - lr * CURVATURES) ** 2 * square + lr**2 * noise
            losses[step + 1] = square @ CURVATURES / 2
    return losses


def options(name: str, total: int) -> dict[str, Any]:
    """What each shape needs besides its peak, to fit a run of `total` steps."""
    fitted: dict[str, dict[str, Any]] = {
        "constant": {},
        "step_decay": {"drop": 0.5, "every": total // 5},
        "multi_step_decay": {"drop": 0.1, "milestones": [total // 2, 3 * total // 4]},
        "exponential_decay": {"gamma": float(np.exp(-5 / total))},
        "inverse_time_decay": {"k": 20 / total},
        "polynomial_decay": {"total": total, "power": 2.0},
        "linear_decay": {"total": total},
        "cosine_annealing": {"total": total},
        "linear_warmup": {"warmup": total // 20},
        "warmup_cosine": {"warmup": total // 20, "total": total},
        "cosine_restarts": {"period": total // 4, "mult": 3},
        "one_cycle": {"total": total},
        "cyclical": {"low": 0.0, "half_period": total // 10},
        "wsd": {"warmup": total // 20, "stable": 3 * total // 4, "decay": total // 5},
    }
    if name not in fitted:
        raise ValueError(
            f"options needs a schedule that it can fit to a run, got {name!r}; add a line for it"
        )
    return fitted[name]


def shaped(name: str, peak: Any, total: int = STEPS) -> Schedule:
    """The schedule `name` with this peak (a rate, or an array of rates), fitted to `total` steps.

    >>> shaped("linear_decay", 0.4)(500)
    0.2
    """
    return SCHEDULES[name](peak, **options(name, total))


@cache
def _race(name: str, noise: float, horizon: int) -> tuple[Array, Array]:
    """Rates and mean losses, (steps, peaks) and (steps + 1, peaks), at every peak of the slider."""
    peaks = np.asarray(PEAK.values)
    schedule = shaped(name, peaks, horizon)
    rates = np.stack([np.broadcast_to(schedule(step), peaks.shape) for step in range(STEPS)])
    return rates, expected_losses(rates, noise)


def scene(peak: Array, shape: str, noise: str, horizon: str) -> Scene:
    """Shape, loss against step, and loss at the end against peak; `peak` holds the slider's values.

    The first panel does not move: a schedule is a shape times a peak.
    """
    peaks = np.atleast_1d(np.asarray(peak, dtype=float))
    rates, losses = _race(shape, NOISE[noise], HORIZONS[horizon])
    constant = _race("constant", NOISE[noise], STEPS)[1][-1]
    ends, seen = losses[-1], _seen(losses)
    best = int(np.nanargmin(ends))
    steps: Array = np.arange(0.0, STEPS + 1, EVERY)
    at = steps.astype(int)
    form = rates[np.minimum(at, STEPS - 1), :1] / peaks[0]  # the same at every peak
    return Scene(
        marks=(
            Mark("line", 0, _lines(steps, form), "", "blue", 2.5),
            Mark("line", 1, _lines(steps, seen[at]), "", "red", 2.5),
            Mark("line", 2, _curve(peaks, constant), "constant rate", "grey", 1.8, dash=(6, 4)),
            Mark("line", 2, _curve(peaks, ends), "this shape at every peak", "blue", 2.5),
            Mark(
                "points", 2, _curve(peaks, ends)[:, [best]], "its best", "blue", 5, shape="diamond"
            ),
            Mark("points", 2, _curve(peaks, ends)[0][:, None], "your peak", "red", 5.5),
        ),
        sentences=tuple(
            sentence(shape, peaks[k], ends[k], losses[:, k], (peaks[best], ends[best]), constant)
            for k in range(len(peaks))
        ),
        columns=("step", "rate", "mean loss"),
        numbers=_numbers(rates, losses),
    )


def sentence(
    shape: str, peak: float, end: float, path: Array, best: tuple[float, float], constant: Array
) -> str:
    """Say what one peak does, and how the shape does at its best."""
    own = (
        f"At its own best peak, {number_text(best[0])}, it ends at {number_text(best[1])}; "
        f"a constant rate at its own best ends at {number_text(np.nanmin(constant))}."
    )
    opening = f"{shape} with the peak {number_text(peak)}"
    if not end < 10 * path[0]:
        return f"{opening} diverges. {own}"
    rise = np.nanmax(path) > 1.05 * path[0]
    wild = f", after a loss of up to {number_text(np.nanmax(path))}" if rise else ""
    return f"{opening} ends at a mean loss of {number_text(end)}{wild}. {own}"


def stage(ink: Ink) -> Figure:
    """What stands still: three empty panels."""
    figure, (left, middle, right) = panels(ink, size=(9.6, 3.4), widths=(1, 1, 1.15))
    left.set(title="The shape", xlabel="step", ylabel="rate / peak", xlim=(0, STEPS))
    left.set_ylim(-0.02, 1.06)
    middle.set(title="The mean loss", xlabel="step", ylabel="mean loss", xlim=(0, STEPS))
    right.set(title="Where it ends", xlabel="peak rate", ylabel=f"mean loss after {STEPS} steps")
    right.set_xscale("log")
    right.set_xlim(PEAK.values[0] * 0.9, PEAK.values[-1] * 1.1)
    for ax in (middle, right):
        ax.set_yscale("log")
        ax.set_ylim(FLOOR, CEILING)
    return figure


def _seen(losses: Array) -> Array:
    """Losses that a panel can hold: what overflowed leads out at the top."""
    return np.where(np.isfinite(losses), np.maximum(losses, FLOOR / 10), np.inf)


def _lines(steps: Array, values: Array) -> Array:
    """(points, rows) values against steps as (rows, points, 2)."""
    across = np.broadcast_to(steps, values.T.shape)
    return np.stack([across, values.T], axis=-1)


def _curve(peaks: Array, ends: Array) -> Array:
    """One line that stands still: (1, peaks, 2)."""
    return np.stack([peaks, _seen(ends)], axis=-1)[None]


def _numbers(rates: Array, losses: Array) -> Array:
    """Table (peaks, 11, 3): every hundredth step with its rate and the loss before it."""
    steps = np.arange(0, STEPS + 1, STEPS // 10)
    used = rates[np.minimum(steps, STEPS - 1)]
    count = np.broadcast_to(steps[:, None].astype(float), used.shape)
    return np.stack([count, used, losses[steps]], axis=-1).swapaxes(0, 1)


PEAK = log_slider("peak", "peak rate", 0.01, 10**0.5, per_decade=24, start=0.1)

EXPLORER = Explorer(
    title="Schedule composer II: every shape deserves its own peak",
    controls=(
        PEAK,
        menu("shape", "shape", list(SCHEDULES), start=list(SCHEDULES).index("cosine_annealing")),
        menu("noise", "noise of the gradient", list(NOISE), start=1),
        menu("horizon", "planned for", list(HORIZONS), start=1),
    ),
    stage=stage,
    scene=scene,
)
