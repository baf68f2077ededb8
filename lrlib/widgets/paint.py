"""From data to pixels: the table that the browser strokes, and the still picture for all others."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from lrlib.widgets.ink import DARK, LIGHT, Ink
from lrlib.widgets.scene import Array, Explorer, Mark, Scene

FAR = 1e5  # pixels: an infinite coordinate leads out of every picture, and float32 holds it exactly
POINT = 0.72  # page pixels to printer's points, at 100 dots an inch
SYMBOLS = {"circle": "o", "diamond": "D", "cross": "X", "square": "s"}


def png(figure: Figure, scale: int = 2) -> bytes:
    """The figure as PNG with `scale` dots per page pixel (2: crisp on high-density screens)."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100 * scale)
    return buffer.getvalue()


def pixels(figure: Figure, axes: int, xy: Array) -> NDArray[np.float32]:
    """Data coordinates (..., 2) as page pixels from the top left corner; NaN stays NaN.

    The figure must have been drawn once, so that its layout is settled. Log axes are included.
    """
    ax = figure.axes[axes]
    with np.errstate(all="ignore"):
        flat = ax.transData.transform(np.reshape(xy, (-1, 2)))
    flat[:, 1] = figure.bbox.height - flat[:, 1]
    clipped = np.where(np.isnan(flat), np.nan, np.clip(flat, -FAR, FAR))
    return clipped.reshape(np.shape(xy)).astype(np.float32)


def table(figure: Figure, scene: Scene) -> tuple[bytes, list[dict[str, Any]]]:
    """All rows of all marks as float32 pixels in one block; where and how each mark is drawn."""
    blocks: dict[tuple[int, int], tuple[int, NDArray[np.float32]]] = {}
    specs, end = [], 0
    height = figure.bbox.height
    for mark in scene.marks:
        key = (mark.axes, id(mark.xy))  # a line and its points are sent once
        if key not in blocks:
            blocks[key] = end, pixels(figure, mark.axes, mark.xy)
            end += blocks[key][1].size
        offset, block = blocks[key]
        box = figure.axes[mark.axes].bbox
        specs.append(
            {
                "kind": mark.kind,
                "offset": offset,
                "rows": block.shape[0],
                "points": block.shape[1],
                "box": [box.x0, height - box.y1, box.width, box.height],
                "label": mark.label,
                "colours": [LIGHT.hues[mark.colour], DARK.hues[mark.colour]],
                "width": mark.width,
                "dash": list(mark.dash),
                "shape": mark.shape,
                "double": mark.double_casing,
            }
        )
    return b"".join(block.tobytes() for _, block in blocks.values()), specs


def targets(figure: Figure, explorer: Explorer) -> dict[str, Any]:
    """Where a click may land: the panel's box and, for both controls, the pixel of each value."""
    if explorer.pick is None:
        return {}
    axes, *names = explorer.pick
    values = {control.name: control.values for control in explorer.controls}
    box = figure.axes[axes].bbox
    found: dict[str, Any] = {"box": [box.x0, figure.bbox.height - box.y1, box.width, box.height]}
    for axis, name in enumerate(names):
        other = sum(figure.axes[axes].get_ylim() if axis == 0 else figure.axes[axes].get_xlim()) / 2
        points = [(value, other) if axis == 0 else (other, value) for value in values[name]]
        at = pixels(figure, axes, np.array(points))[:, axis]
        found["up" if axis else "across"] = {"name": name, "at": at.tolist()}
    return found


def still(figure: Figure, scene: Scene, row: int, ink: Ink = LIGHT) -> Figure:
    """Draw one row of the scene on its stage with matplotlib, for who has no JavaScript."""
    limits = [(ax.get_xlim(), ax.get_ylim()) for ax in figure.axes]
    for mark in scene.marks:
        _draw(figure, mark, mark.xy[row if len(mark.xy) > 1 else 0], ink)
    for ax, (across, up) in zip(figure.axes, limits, strict=True):
        ax.set_xlim(across)
        ax.set_ylim(up)
        if any(mark.label and figure.axes[mark.axes] is ax for mark in scene.marks):
            ax.legend(fontsize=8, facecolor=ink.page, edgecolor=ink.grid, labelcolor=ink.text)
    figure.set_facecolor(ink.page)
    return figure


def _draw(figure: Figure, mark: Mark, xy: Array, ink: Ink) -> None:
    ax, colour, label = figure.axes[mark.axes], ink.hues[mark.colour], mark.label or None
    if mark.kind == "line":
        style = (0, mark.dash) if mark.dash else "-"
        ax.plot(*xy.T, color=colour, linewidth=mark.width * POINT, linestyle=style, label=label)
    elif mark.kind == "points":
        ax.plot(
            *xy.T, SYMBOLS[mark.shape], color=colour, markersize=2 * mark.width * POINT, label=label
        )
    elif mark.kind == "arrows":
        ax.plot([], [], color=colour, linewidth=mark.width, label=label)
        for tail, head in zip(xy[0::2], xy[1::2], strict=True):
            arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": mark.width}
            if np.isfinite([tail, head]).all():
                ax.annotate("", xy=head, xytext=tail, arrowprops=arrow, annotation_clip=False)
    else:
        for corner, other in zip(xy[0::2], xy[1::2], strict=True):
            if np.isfinite([corner, other]).all():
                ax.add_patch(Rectangle(corner, *(other - corner), color=colour, label=label))
                label = None
