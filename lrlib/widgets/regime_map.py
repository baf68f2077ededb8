"""Two pictures of the limit 2 / curvature: a map of all regimes, and a valley at three rates."""

from __future__ import annotations

import sys

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from lrlib.plotting import GREY, figure
from lrlib.widgets import valley_explorer as valley
from lrlib.widgets.ink import LIGHT, panels
from lrlib.widgets.scene import Array
from lrlib.widgets.still import Still, picture

FAINTEST, STRONGEST = -3.0, 2.0  # powers of ten of the distance that the colours span
START = -FAINTEST / (STRONGEST - FAINTEST)  # the colour value of the start's own distance
SIDES = LinearSegmentedColormap.from_list(
    "sides",
    [
        (0, "#2b0f00"),  # far out on the other side
        ((1 - START) / 2, "#d55e00"),
        (0.5, "#fbf7f0"),  # the minimum
        ((1 + START) / 2, "#0072b2"),
        (1, "#001526"),  # far out on the side of the start
    ],
)


def signed_distance(products: Array, steps: int) -> Array:
    """x_t / x_0 = (1 - product)^t for every step and every product of rate and curvature.

    >>> signed_distance(np.array([0.5, 1.5]), 2).tolist()
    [[1.0, 1.0], [0.5, -0.5], [0.25, 0.25]]
    """
    return (1 - np.asarray(products)) ** np.arange(steps + 1)[:, None]


def colour_of(distance: Array) -> Array:
    """From -1 to 1: the sign says which side, the size how far, on a logarithmic scale."""
    with np.errstate(divide="ignore"):
        size = np.log10(np.abs(distance))
    return np.sign(distance) * np.clip((size - FAINTEST) / (STRONGEST - FAINTEST), 0, 1)


def regime_map(steps: int = 30) -> Still:
    """The whole story of one curvature: side and distance at every step, at every rate."""
    products = np.linspace(0.001, 2.4, 960)
    fig = figure(rows=2, width=8.4, height=2.6)
    above, below = fig.axes
    if (grid := above.get_gridspec()) is not None:
        grid.set_height_ratios([3.2, 1])
    colours = colour_of(signed_distance(products, steps))
    extent = (0, 2.4, steps + 0.5, -0.5)
    mesh = above.imshow(colours, cmap=SIDES, vmin=-1, vmax=1, aspect="auto", extent=extent)
    mesh.set_interpolation("nearest")
    above.set(title="One weight in a bowl: where it is after each step", ylabel="step")
    above.grid(False)
    for x, name in ((0.5, "monotone"), (1.5, "oscillating"), (2.2, "diverging")):
        box = {"facecolor": "#fbf7f0", "edgecolor": "none", "boxstyle": "round,pad=0.35"}
        above.text(x, steps - 2.5, name, ha="center", fontsize=12, color="#20262e", bbox=box)
    bar = fig.colorbar(mesh, ax=above, ticks=[-1, -START, 0, START, 1], pad=0.015)
    names = ["100 × as far", "as far as\nthe start", "minimum", "start", "100 × as far"]
    bar.ax.set_yticklabels(names)
    bar.ax.tick_params(colors=above.yaxis.label.get_color(), labelsize=8)
    below.plot(products, 1 - products, color="#0072b2", linewidth=2.5)
    for y in (-1, 0, 1):
        below.axhline(y, color="grey", linewidth=0.8, linestyle=":")
    below.set(xlabel="rate × curvature", ylabel="factor", yticks=[-1, 0, 1])
    for ax, hue in ((above, "#20262e"), (below, GREY)):
        ax.set_xlim(0, 2.4)
        ax.axvline(1, color=hue, linewidth=1, linestyle=":")
        ax.axvline(2, color=hue, linewidth=1.5)
    return picture(
        fig,
        "Blue: the side of the start. Orange: the other side. Pale: near the minimum. Below rate × "
        "curvature = 1 the weight fades in on one side; at 1 it is there after one step; from 1 to "
        "2 it changes sides at every step and still fades; at 2 the stripes never fade; above 2 "
        "they grow.",
    )


def three_rates(curvature: str = "10") -> Figure:
    """The same valley and start, at half the limit, just below it and just above it."""
    limit = 2 / valley.CURVATURES[curvature]
    fig, axes = panels(LIGHT, size=(9.6, 4.0), widths=(1, 1, 1))
    fig.set_facecolor(LIGHT.page)
    fig.suptitle("One valley, one start. Only the learning rate changes.", fontsize=14)
    cases = ((0.5, "walks in", "green"), (0.97, "zigzags in", "purple"), (1.03, "leaves", "red"))
    for ax, (part, word, hue) in zip(axes, cases, strict=True):
        along, across = valley.paths(np.array([part * limit]), valley.CURVATURES[curvature])
        path = valley.turned(along, across, 30.0)[0]
        valley.landscape(LIGHT, ax, curvature, "turned by 30 degrees")
        ax.plot(*path.T, "o-", color=LIGHT.hues[hue], linewidth=2, markersize=4.5)
        ax.plot(*path[0], "s", color=LIGHT.text, markersize=8)
        loss = (along**2 + valley.CURVATURES[curvature] * across**2)[0]
        ratio = loss[-1] / loss[0]
        left = f"{100 * ratio:.2g} % of the loss left" if ratio < 1 else f"loss × {ratio:.0f}"
        ax.set_title(f"{part:g} × the limit: {word}", color=LIGHT.hues[hue], fontsize=12.5)
        ax.set(xlabel=f"after {valley.STEPS} steps: {left}", ylabel="", xticks=[], yticks=[])
        ax.xaxis.label.set_fontsize(11)
    return fig


if __name__ == "__main__":  # python -m lrlib.widgets.regime_map course/pictures/too_high.png
    three_rates().savefig(sys.argv[1], dpi=100)
