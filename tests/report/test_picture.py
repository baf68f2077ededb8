"""Pictures: heights in proportion, a title and a description, valid XML."""

from xml.etree import ElementTree

import pytest

from autograder.report.picture import histogram_picture, interval_picture, share_bar


def histogram(counts=(0, 0, 1, 0, 0, 2, 0, 0, 0, 4), median=0.75):
    return ElementTree.fromstring(histogram_picture("k", "Marks in <a>", counts, median))


def test_histogram_has_a_name_and_a_description():
    picture = histogram()
    assert picture.attrib["role"] == "img"
    named = {child.attrib["id"]: child.text for child in picture if "id" in child.attrib}
    title, description = (named[key] for key in picture.attrib["aria-labelledby"].split())
    assert title == "Marks in <a>"
    assert "20 to 30%: 1, 50 to 60%: 2, 90 to 100%: 4" in description


def test_bars_are_in_proportion_and_stand_on_the_axis():
    bars = histogram().findall("rect")
    heights = [float(bar.attrib["height"]) for bar in bars]
    assert heights == [24.0, 48.0, 96.0]
    assert {float(bar.attrib["y"]) + float(bar.attrib["height"]) for bar in bars} == {118.0}


def test_median_points_at_its_share():
    tip = histogram(median=0.25).find("polygon").attrib["points"].split(",")[0]
    assert float(tip) == pytest.approx(12 + 296 / 4)


def test_share_bar_is_filled_to_its_share():
    bars = ElementTree.fromstring(share_bar(0.375)).findall("rect")
    assert [bar.attrib["width"] for bar in bars] == ["100", "37.5"]


def test_interval_runs_from_low_to_high_about_zero():
    picture = ElementTree.fromstring(interval_picture(0.0, -0.5, 0.5))
    whisker = picture.findall("line")[2]
    assert (whisker.attrib["x1"], whisker.attrib["x2"]) == ("32.0", "88.0")
    assert picture.find("circle").attrib["cx"] == "60.0"
