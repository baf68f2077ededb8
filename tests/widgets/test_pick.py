"""A click into a panel names the nearest values of two sliders."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from lrlib.widgets import paint
from lrlib.widgets.live import live
from lrlib.widgets.scene import Explorer, Mark, Scene, log_slider, slider


def _stage(_ink):
    figure = Figure(figsize=(4, 2), dpi=100)
    ax = figure.add_axes((0.1, 0.2, 0.8, 0.6))
    ax.set_xscale("log")
    ax.set(xlim=(1, 100), ylim=(0, 1))
    return figure


def _scene(rate, mu):
    point = np.stack([rate, np.full_like(rate, mu)], axis=-1)[:, None]
    return Scene((Mark("points", 0, point),), tuple("here" for _ in rate))


def _explorer(pick):
    controls = (
        log_slider("rate", "rate", 1, 100, per_decade=2, start=10),
        slider("mu", "momentum", [0.0, 0.25, 1.0], 0.25),
    )
    return Explorer("a map", controls, _stage, _scene, pick=pick)


def test_targets_are_the_pixels_of_the_values():
    found = paint.targets(_stage(None), _explorer((0, "rate", "mu")))
    assert found["box"] == pytest.approx([40, 40, 320, 120])  # of 400 by 200 pixels
    assert found["across"]["name"] == "rate"
    assert found["across"]["at"] == pytest.approx([40, 120, 200, 280, 360])  # half decades
    assert found["up"]["name"] == "mu"
    assert found["up"]["at"] == pytest.approx([160, 130, 40])  # counted from the top


def test_an_explorer_without_a_map_takes_no_clicks():
    assert paint.targets(_stage(None), _explorer(None)) == {}
    assert live(_explorer(None)).pick == {}


def test_the_marks_of_a_value_and_its_target_are_the_same_pixel():
    widget = live(_explorer((0, "rate", "mu")))
    x_y = np.frombuffer(widget.table, np.float32).reshape(5, 2)
    np.testing.assert_allclose(x_y[:, 0], widget.pick["across"]["at"], rtol=1e-6)
    np.testing.assert_allclose(x_y[:, 1], widget.pick["up"]["at"][1], rtol=1e-6)
