"""An explorer sends every row once, answers other controls, and says so when it cannot."""

import numpy as np
import pytest

from lrlib.widgets.ink import panels
from lrlib.widgets.live import Live
from lrlib.widgets.scene import Explorer, Mark, Scene, menu, slider


def _scene(height, power):
    if power == "broken":
        raise RuntimeError("no such power")
    heights = np.atleast_1d(np.asarray(height, float)) ** {"one": 1, "two": 2}[power]
    xy = np.stack([np.tile([0.0, 1.0], (len(heights), 1)), np.tile(heights, (2, 1)).T], axis=-1)
    sentences = tuple(f"height {h:g}" for h in heights)
    return Scene((Mark("line", 0, xy, "line"),), sentences, ("height",), heights[:, None, None])


def _stage(ink, **_state):
    figure, (ax,) = panels(ink, size=(4, 2))
    ax.set(xlim=(0, 1), ylim=(0, 10), title="Heights")
    return figure


@pytest.fixture
def explorer():
    controls = (
        slider("height", "height", [1.0, 2.0, 3.0], 2.0),
        menu("power", "power", ["one", "two", "broken"]),
    )
    return Live(Explorer("A line", controls, _stage, _scene, redraws=()))


def _heights(widget):
    return np.frombuffer(widget.numbers, np.float32).tolist()


def test_all_rows_are_there_before_anybody_drags(explorer):
    assert explorer.sentences == ["height 1", "height 2", "height 3"]
    assert _heights(explorer) == [1.0, 2.0, 3.0]
    assert len(np.frombuffer(explorer.table, np.float32)) == 3 * 2 * 2


def test_the_first_control_needs_no_kernel(explorer):
    before = explorer.answered
    explorer.choice = {**explorer.choice, "height": 0}
    assert explorer.answered is before
    assert explorer.sentences[explorer.row] == "height 1"


def test_another_control_computes_a_new_table(explorer):
    explorer.choice = {**explorer.choice, "power": 1}
    assert _heights(explorer) == [1.0, 4.0, 9.0]
    assert explorer.answered == explorer.choice


def test_a_setting_that_cannot_be_computed_is_said_and_recovered_from(explorer):
    explorer.choice = {**explorer.choice, "power": 2}
    assert "RuntimeError: no such power" in explorer.problem
    assert _heights(explorer) == [1.0, 2.0, 3.0]  # the last good table stays
    explorer.choice = {**explorer.choice, "power": 1}
    assert explorer.problem == ""
    assert _heights(explorer) == [1.0, 4.0, 9.0]


def test_pictures_are_drawn_again_only_when_a_control_changes_them():
    drawn = []

    def stage(ink, power):
        drawn.append(power)
        return _stage(ink)

    controls = (slider("height", "height", [1.0, 2.0], 1.0), menu("power", "power", ["one", "two"]))
    widget = Live(Explorer("A line", controls, stage, _scene, redraws=("power",)))
    once = len(drawn)
    widget.choice = {"height": 1, "power": 0}
    assert len(drawn) == once
    widget.choice = {"height": 1, "power": 1}
    assert drawn[once:] == ["two"] * once


def test_a_reader_without_javascript_gets_the_picture_and_the_sentence(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == "A line. height 2"
    assert 'alt="A line. height 2"' in data["text/html"]
    assert "data:image/png;base64," in data["text/html"]


def test_the_page_carries_no_address_to_load_from():
    for asset in (Live._esm, Live._css):
        assert "http" not in str(asset)
        assert "import(" not in str(asset)
