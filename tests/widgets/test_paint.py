"""The table holds the pixels that matplotlib itself would draw at."""

import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from lrlib.widgets import paint
from lrlib.widgets.ink import LIGHT, panels
from lrlib.widgets.scene import Mark, Scene


def _stage(log=False):
    figure = Figure(figsize=(4, 2), dpi=100)
    ax = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    ax.set(xlim=(0, 10), ylim=(1, 100) if log else (0, 1))
    if log:
        ax.set_yscale("log")
        ax.set_ylim(1, 100)
    return figure


def test_pixels_count_from_the_top_left_corner():
    corners = np.array([[[0.0, 0.0], [10.0, 1.0]]])
    # axes from 10 % to 90 % of 400 pixels across, 20 % to 80 % of 200 pixels up
    np.testing.assert_allclose(paint.pixels(_stage(), 0, corners), [[[40, 160], [360, 40]]])


def test_pixels_follow_a_logarithmic_axis():
    middle = paint.pixels(_stage(log=True), 0, np.array([[[5.0, 10.0]]]))
    np.testing.assert_allclose(middle, [[[200, 100]]], rtol=1e-6)  # 10 is midway from 1 to 100


def test_a_diverged_path_leaves_the_picture_and_nan_stays_nan():
    wild = np.array([[[1.0, np.inf], [2.0, -np.inf], [np.nan, 0.5], [3.0, 1e300]]])
    x_y = paint.pixels(_stage(), 0, wild)[0]
    assert x_y[0, 1] == x_y[3, 1] == -paint.FAR
    assert x_y[1, 1] == paint.FAR
    assert np.isnan(x_y[2, 0])


def test_nothing_above_zero_on_a_log_axis_falls_out_at_the_bottom():
    below = paint.pixels(_stage(log=True), 0, np.array([[[5.0, 0.0]]]))
    assert below[0, 0, 1] > 200


def test_the_table_is_one_block_that_the_marks_share():
    scene = Scene(
        marks=(
            Mark("line", 0, np.zeros((3, 5, 2)), "moves"),
            Mark("points", 0, np.ones((1, 2, 2)), "stands still"),
        ),
        sentences=("a", "b", "c"),
    )
    block, specs = paint.table(_stage(), scene)
    assert len(np.frombuffer(block, np.float32)) == 3 * 5 * 2 + 1 * 2 * 2
    assert [(s["offset"], s["rows"], s["points"]) for s in specs] == [(0, 3, 5), (30, 1, 2)]
    np.testing.assert_allclose(specs[0]["box"], [40, 40, 320, 120])


def test_a_line_and_its_points_are_sent_once():
    xy = np.zeros((2, 4, 2))
    scene = Scene((Mark("line", 0, xy), Mark("points", 0, xy)), ("a", "b"))
    block, specs = paint.table(_stage(), scene)
    assert len(block) == xy.size * 4
    assert [spec["offset"] for spec in specs] == [0, 0]


def _pixels_of(figure):
    return matplotlib.image.imread(io.BytesIO(paint.png(figure, scale=1)))[..., :3]


@pytest.mark.parametrize("kind", ["line", "points", "arrows", "bars"])
def test_the_still_picture_shows_every_kind_of_mark(kind):
    xy = np.array([[[1.0, 0.2], [4.0, 0.8]]])
    scene = Scene((Mark(kind, 0, xy, "it"),), ("said",))
    empty = _pixels_of(paint.still(panels(LIGHT)[0], Scene((), ("said",)), 0))
    drawn = _pixels_of(paint.still(panels(LIGHT)[0], scene, 0))
    assert (np.abs(empty - drawn) > 0.3).sum() > 50


def test_the_still_picture_shows_the_row_asked_for():
    rows = np.array([[[0.2, 0.2], [0.4, 0.2]], [[0.2, 0.8], [0.4, 0.8]]])
    scene = Scene((Mark("line", 0, rows, width=6),), ("low", "high"))
    low, high = (_pixels_of(paint.still(panels(LIGHT)[0], scene, row)) for row in (0, 1))
    dark = [np.argwhere(image.sum(axis=2) < 1.2)[:, 0].mean() for image in (low, high)]
    assert dark[0] > dark[1]  # rows of an image count downwards


def test_a_still_picture_survives_a_path_of_nan():
    scene = Scene((Mark("arrows", 0, np.full((1, 4, 2), np.nan), "gone"),), ("diverged",))
    assert paint.png(paint.still(panels(LIGHT)[0], scene, 0)).startswith(b"\x89PNG")
