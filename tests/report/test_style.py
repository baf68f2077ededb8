"""Contrast of both palettes by the formula of WCAG 2.2, and a sheet that asks for nothing."""

import pytest

from autograder.report.style import DARK, LIGHT, STYLE, CONTRAST_shape, CONTRAST_text


def luminance(colour: str) -> float:
    # WCAG 2.2, definition of relative luminance.
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_formula_gives_the_published_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # known near miss


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reaches_4_5_and_shapes_3(palette):
    assert min(contrast(palette[a], palette[b]) for a, b in CONTRAST_text) >= 4.5
    assert min(contrast(palette[a], palette[b]) for a, b in CONTRAST_shape) >= 3.0


def test_both_palettes_have_the_same_names():
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("asks", ["url(", "@import", "http", "<"])
def test_sheet_asks_for_nothing(asks):
    assert asks not in STYLE
