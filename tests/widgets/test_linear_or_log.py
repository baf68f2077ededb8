"""Only the logarithmic slider can hit 0.0003."""

import numpy as np

from lrlib.widgets.linear_or_log import LINEAR, LOG, scene


def _hits(explorer):
    rates = np.array(explorer.controls[0].values)
    return sum("a hit" in said for said in scene(rates).sentences)


def test_the_linear_slider_cannot_hit_and_the_logarithmic_can():
    assert len(LINEAR.controls[0].values) == len(LOG.controls[0].values)
    assert _hits(LINEAR) == 0
    assert _hits(LOG) == 3


def test_the_distance_is_told_as_a_factor():
    low, high = scene(np.array([3e-5, 0.3])).sentences
    assert "10 times too small" in low
    assert "1000 times too large" in high
