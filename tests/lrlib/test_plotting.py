"""Pictures draw what they are given, on the axes they are given, with labels and an alternative."""

import subprocess
import sys

import numpy as np
import pytest

from lrlib import plotting, sweep, train
from lrlib.optimizers import heavy_ball, sgd
from lrlib.problems import bowl, ravine, wavy
from lrlib.schedules import cosine_annealing, wsd

RUN = train(ravine(30), sgd(), 0.05, 20)
DIVERGING = train(ravine(30), sgd(), 0.08, 400)
SWEEP = sweep(bowl([1.0, 9.0]), sgd(), np.geomspace(1e-3, 10, 12), 50, seeds=(0, 1))
GRID = sweep(bowl(1.0), heavy_ball, np.geomspace(0.1, 10, 5), 50, axes={"mu": [0.0, 0.5, 0.9]})
CURVE = np.geomspace(1e-3, 1, 9), np.linspace(2, 1, 9)

DRAWINGS = {
    "losses": lambda ax: plotting.losses(ax, RUN),
    "losses_of_several": lambda ax: plotting.losses(ax, {"a": RUN, "b": DIVERGING}),
    "losses_below_zero": lambda ax: plotting.losses(ax, train(wavy(), sgd(), 0.2, 9)),
    "path": lambda ax: plotting.path(ax, ravine(30), {"a": RUN, "b": RUN}),
    "loss_by_lr": lambda ax: plotting.loss_by_lr(ax, SWEEP, name="SGD", unit="nats"),
    "heat_map": lambda ax: plotting.heat_map(ax, GRID, "lr", "mu"),
    "range_test": lambda ax: plotting.range_test(ax, *CURVE, {"min": 0.5}, smoothed=CURVE[1]),
    "search": lambda ax: plotting.search(ax, *CURVE, name="grid"),
    "schedules": lambda ax: plotting.schedules(
        ax, {"cosine": cosine_annealing(1.0, 9), "wsd": wsd(1.0, 2, 3, 4)}, 12
    ),
    "curve": lambda ax: plotting.curve(ax, wavy().loss, train(wavy(), sgd(), 0.1, 9), (-2, 2)),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_returns_its_axes_labelled_and_renders_without_a_warning(name):
    figure = plotting.figure()
    ax = figure.axes[0]
    assert DRAWINGS[name](ax) is ax
    assert ax.get_xlabel() and ax.get_ylabel()
    assert ax.has_data()
    figure.canvas.draw()


def test_losses_are_drawn_as_they_are():
    ax = plotting.losses(plotting.figure().axes[0], RUN)
    assert np.array_equal(ax.lines[0].get_ydata(), RUN.losses)
    assert ax.get_yscale() == "log"


def test_diverged_runs_end_in_a_cross():
    ax = plotting.losses(plotting.figure().axes[0], DIVERGING)
    assert [line.get_marker() for line in ax.lines] == ["None", "x"]


def test_rates_that_diverged_are_marked_and_not_joined():
    ax = plotting.loss_by_lr(plotting.figure().axes[0], SWEEP)
    lost = SWEEP.axes["lr"] > 2 / 9  # the limit 2/L of this bowl
    crosses = next(line for line in ax.lines if line.get_marker() == "x")
    assert np.array_equal(crosses.get_xdata(), SWEEP.axes["lr"][lost])
    assert np.isnan(ax.lines[0].get_ydata()[lost]).all()


def test_lines_differ_in_more_than_colour():
    ax = plotting.losses(plotting.figure().axes[0], {str(k): RUN for k in range(6)})
    assert len({(line.get_linestyle(), line._unscaled_dash_pattern[1]) for line in ax.lines}) == 6


def luminance(colour):
    rgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_text_can_be_read_on_light_and_dark_pages(page):
    dark, light = sorted([luminance(plotting.GREY), luminance(page)])
    assert (light + 0.05) / (dark + 0.05) > 4.1  # WCAG asks for 3 in large text, 4.5 in small


def test_figure_shows_itself_with_a_text_alternative_and_a_clear_background():
    figure = plotting.figure(2, alt='loss "falls" & <ends>')
    assert len(figure.axes) == 2
    shown = figure._repr_mimebundle_()
    assert 'alt="loss &quot;falls&quot; &amp; &lt;ends&gt;"' in shown["text/html"]
    assert shown["text/plain"] == 'loss "falls" & <ends>'
    assert figure.patch.get_alpha() == 0


def test_titles_stand_in_for_a_missing_alternative():
    figure = plotting.figure(2)
    figure.axes[0].set_title("Loss")
    figure.axes[1].set_title("Path")
    assert figure._repr_mimebundle_()["text/plain"] == "Loss; Path"


def test_pyplot_is_never_imported():
    code = (
        "import sys, lrlib; lrlib.plotting.figure(); sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
