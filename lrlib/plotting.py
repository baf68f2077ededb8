"""Pictures of runs, sweeps, range tests and searches, drawn on the axes they are given.

Nothing is computed here. Colours are those of Okabe & Ito (2008), told apart by everyone, always
with a second sign (dash or marker); text and frame are a grey that reads on white and on black.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from html import escape
from io import BytesIO
from itertools import cycle
from typing import Any, TypeAlias

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from lrlib.types import Array, Outcome, Problem, Run, Schedule, Sweep

Axes: TypeAlias = Any  # matplotlib.axes.Axes

GREY = "#767676"  # contrast 4.5 on white, 4.6 on black
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P")
MAP = "cividis"  # even in lightness, the same for colour-blind readers


class Picture(Figure):
    """A Figure that a notebook shows by itself, without pyplot, with a text alternative."""

    alt = ""

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=2 * self.dpi, transparent=True)
        image = b64encode(buffer.getvalue()).decode()
        words = self.alt or "; ".join(ax.get_title() for ax in self.axes if ax.get_title())
        width = round(self.get_figwidth() * self.dpi)
        html = (
            f'<img width="{width}" style="max-width: 100%" alt="{escape(words, quote=True)}" '
            f'src="data:image/png;base64,{image}">'
        )
        return {"text/html": html, "text/plain": words}


def figure(
    columns: int = 1,
    rows: int = 1,
    *,
    width: float | None = None,
    height: float = 3.4,
    alt: str = "",
) -> Picture:
    """A figure with empty axes in `fig.axes`, row by row; sizes in inches, `alt` says it in words.

    The last expression of a cell, or `display(fig)`, shows it.

    >>> left, right = figure(2, alt="loss and path").axes
    """
    fig = Picture(figsize=(width or min(4.8 * columns, 11.0), height * rows), dpi=100)
    fig.alt = alt
    fig.set_layout_engine("constrained")
    fig.patch.set_alpha(0)
    for ax in np.ravel(fig.subplots(rows, columns, squeeze=False)):
        _dress(ax)
    return fig


def losses(ax: Axes, runs: Run | Mapping[str, Run], *, unit: str = "") -> Axes:
    """Loss against step on a log axis, one line for each run or for each member of a population."""
    named = runs if isinstance(runs, Mapping) else {"": runs}
    for (name, run), style in zip(named.items(), cycle(_styles()), strict=False):
        lines = np.reshape(run.losses, (len(run.losses), -1))
        lines = np.where(np.isfinite(lines), lines, np.nan)
        ax.plot(lines, **style, lw=1.6, label=name or None)
        for line in lines.T[np.ravel(np.array(run.outcome == Outcome.DIVERGED))]:
            last = int(np.flatnonzero(np.isfinite(line))[-1]) if np.isfinite(line).any() else 0
            ax.plot(last, line[last], marker="x", ms=8, mew=2, color=style["color"])
    if all((run.losses[np.isfinite(run.losses)] > 0).all() for run in named.values()):
        ax.set_yscale("log")
    return _label(ax, "step (updates)", _with_unit("loss", unit), legend=any(named))


def path(
    ax: Axes,
    problem: Problem,
    runs: Run | Mapping[str, Run],
    *,
    span: Sequence[float] | None = None,
    points: int = 120,
) -> Axes:
    """Contours of a loss of two parameters and the way a run took; span = (x0, x1, y0, y1)."""
    named = runs if isinstance(runs, Mapping) else {"": runs}
    x0, x1, y0, y1 = span or _span([run.thetas for run in named.values()], problem.optimum)
    x, y = np.meshgrid(np.linspace(x0, x1, points), np.linspace(y0, y1, points))
    height = problem.loss(np.stack([x, y], axis=-1))
    height = height - height.min()
    levels = np.quantile(height, np.linspace(0.005, 1, 16) ** 2)
    ax.contour(x, y, height, levels=np.unique(levels), colors=GREY, linewidths=0.7, alpha=0.6)
    for (name, run), style, marker in zip(
        named.items(), cycle(_styles()), cycle(MARKERS), strict=False
    ):
        for way in np.moveaxis(np.reshape(run.thetas, (len(run.thetas), -1, 2)), 1, 0):
            ax.plot(*way.T, **style, marker=marker, ms=3, lw=1.3, label=name or None)
            name = ""
    if problem.optimum is not None:
        ax.plot(*problem.optimum, "*", ms=12, color=COLOURS[4], label="minimum", zorder=3)
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    return _label(ax, "first parameter", "second parameter", legend=True)


def loss_by_lr(ax: Axes, sweep: Sweep, *, name: str = "", unit: str = "", nth: int = 0) -> Axes:
    """Last loss against rate: median over the other axes, a band from best to worst, x: diverged.

    `nth` picks colour and marker, for several sweeps on the same axes.
    """
    rates = sweep.axes["lr"]
    table = np.reshape(_of_finished_runs(sweep, np.nan), (len(rates), -1))
    whole = np.isfinite(table).all(axis=1)
    colour, marker = COLOURS[nth % len(COLOURS)], MARKERS[nth % len(MARKERS)]
    middle = np.median(table, axis=1)
    ax.plot(rates, middle, color=colour, marker=marker, ms=3.5, lw=1.5, label=name or None)
    lowest, highest = table[whole].min(axis=1), table[whole].max(axis=1)
    ax.fill_between(rates[whole], lowest, highest, color=colour, alpha=0.2, lw=0)
    lost = ~whole
    if lost.any() and whole.any():
        top = np.full(lost.sum(), 1.03)
        ax.plot(
            rates[lost],
            top,
            "x",
            color=colour,
            ms=6,
            clip_on=False,
            transform=ax.get_xaxis_transform(),
            label="diverged",
        )
    ax.set_xscale("log")
    if (table[np.isfinite(table)] > 0).all():
        ax.set_yscale("log")
    return _label(ax, "learning rate (log scale)", _with_unit("last loss", unit), legend=bool(name))


def heat_map(ax: Axes, sweep: Sweep, across: str, up: str, *, unit: str = "") -> Axes:
    """Median last loss over two of a sweep's axes as colours; blank: most runs diverged."""
    names = list(sweep.axes)
    table = _of_finished_runs(sweep, np.inf)
    table = np.moveaxis(table, [names.index(up), names.index(across)], [0, 1])
    table = np.median(table.reshape(*table.shape[:2], -1), axis=-1)
    table = np.where(np.isfinite(table), table, np.nan)
    seen = table[np.isfinite(table)]
    positive = seen.size > 0 and seen.min() > 0
    mesh = ax.pcolormesh(
        sweep.axes[across],
        sweep.axes[up],
        table,
        cmap=MAP,
        norm=LogNorm(vmin=max(seen.min(), seen.max() * 1e-9)) if positive else None,
        shading="nearest",
        rasterized=True,
    )
    bar = ax.figure.colorbar(mesh, ax=ax)
    bar.set_label(_with_unit("last loss", unit), color=GREY)
    bar.ax.tick_params(colors=GREY)
    for axis, values, name in ((ax.xaxis, across, across), (ax.yaxis, up, up)):
        if name == "lr" or _is_geometric(sweep.axes[values]):
            axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    return _label(ax, _name_of_axis(across), _name_of_axis(up))


def range_test(
    ax: Axes,
    rates: Array,
    test_losses: Array,
    suggestions: Mapping[str, float] | None = None,
    *,
    smoothed: Array | None = None,
    unit: str = "",
) -> Axes:
    """The loss while the rate rises, and a line at each suggested rate."""
    if smoothed is None:
        ax.plot(rates, test_losses, color=GREY, lw=1.6, label="loss")
    else:
        ax.plot(rates, test_losses, color=GREY, lw=0.8, alpha=0.7, label="loss of each batch")
        ax.plot(rates, smoothed, color=GREY, lw=2, label="smoothed")
    for (rule, rate), style in zip((suggestions or {}).items(), cycle(_styles()), strict=False):
        ax.axvline(rate, **style, lw=1.8, label=f"{rule}: {rate:.2g}")
    ax.set_xscale("log")
    return _label(ax, "learning rate (log scale)", _with_unit("loss", unit), legend=True)


def search(ax: Axes, rates: Array, trial_losses: Array, *, name: str = "", nth: int = 0) -> Axes:
    """Every trial of a search as a point; the best is ringed."""
    colour, marker = COLOURS[nth % len(COLOURS)], MARKERS[nth % len(MARKERS)]
    ax.plot(rates, trial_losses, marker, color=colour, ms=5, label=name or None)
    finite = np.isfinite(trial_losses)
    if finite.any():
        best = int(np.argmin(np.where(finite, trial_losses, np.inf)))
        ring = {"ms": 13, "mfc": "none", "mec": colour, "mew": 2}
        ax.plot(rates[best], trial_losses[best], "o", **ring)
    ax.set_xscale("log")
    if (np.asarray(trial_losses)[finite] > 0).all():
        ax.set_yscale("log")
    return _label(ax, "learning rate (log scale)", "loss", legend=bool(name))


def schedules(ax: Axes, named: Mapping[str, Schedule], steps: int) -> Axes:
    """The rate of every step, one line for each schedule."""
    for (name, schedule), style in zip(named.items(), cycle(_styles()), strict=False):
        ax.plot([schedule(step) for step in range(steps)], **style, lw=1.8, label=name)
    ax.set_ylim(bottom=0)
    return _label(ax, "step (updates)", "learning rate", legend=True)


def curve(ax: Axes, loss: Callable[[Array], Array], run: Run, span: tuple[float, float]) -> Axes:
    """A loss of one parameter, and the points that a run visited on it."""
    x = np.linspace(span[0], span[1], 300)
    ax.plot(x, loss(x[:, None]), color=GREY, lw=1.6)
    visited = np.reshape(run.thetas, (len(run.thetas), -1))
    for way, style, marker in zip(visited.T, cycle(_styles()), cycle(MARKERS), strict=False):
        ax.plot(way, loss(way[:, None]), **style, marker=marker, ms=4, lw=1)
    ax.set_xlim(*span)
    return _label(ax, "parameter", "loss")


def _of_finished_runs(sweep: Sweep, otherwise: float) -> Array:
    """The last losses, with another value in place of those of diverged runs."""
    kept = np.isfinite(sweep.loss) & (sweep.outcome != Outcome.DIVERGED)
    table: Array = np.where(kept, sweep.loss, otherwise)
    return table


def _dress(ax: Axes) -> None:
    ax.patch.set_alpha(0)
    ax.tick_params(which="both", colors=GREY)
    for side, spine in ax.spines.items():
        spine.set_color(GREY)
        spine.set_visible(side in ("left", "bottom"))
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set_color(GREY)
    ax.grid(color=GREY, alpha=0.2, lw=0.6)
    ax.set_prop_cycle(color=COLOURS)
    ax.set_axisbelow(True)


def _label(ax: Axes, x: str, y: str, *, legend: bool = False) -> Axes:
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    if legend and ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, labelcolor=GREY, fontsize="small")
    return ax


def _styles() -> list[dict[str, Any]]:
    return [{"color": c, "ls": d} for c, d in zip(COLOURS, DASHES, strict=True)]


def _with_unit(quantity: str, unit: str) -> str:
    return f"{quantity} ({unit})" if unit else quantity


def _name_of_axis(name: str) -> str:
    return "learning rate (log scale)" if name == "lr" else name


def _is_geometric(values: Array) -> bool:
    if values.dtype.kind not in "fi" or len(values) < 3 or not (values > 0).all():
        return False
    ratios = values[1:] / values[:-1]
    return bool(np.allclose(ratios, ratios[0]) and not np.isclose(ratios[0], 1))


def _span(paths: list[Array], optimum: Array | None) -> tuple[float, float, float, float]:
    points = np.concatenate([np.reshape(path[:1], (-1, 2)) for path in paths])
    if optimum is not None:
        points = np.concatenate([points, -points + 2 * optimum, optimum[None]])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.15 * np.maximum(high - low, 1e-3)
    return (low - room)[0], (high + room)[0], (low - room)[1], (high + room)[1]
