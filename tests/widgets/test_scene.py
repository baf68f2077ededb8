"""Controls say and cover what they promise."""

import numpy as np
import pytest

from lrlib.widgets.scene import log_slider, menu, number_text, slider

CASES_value_text = [
    (0.0003, "0.0003"),
    (3.16e-5, "3.16e-5"),
    (1000.0, "1000"),
    (1670.4, "1670"),
    (0.1, "0.1"),
    (-0.0526, "-0.0526"),
    (0.0, "0"),
    (99950.0, "100000"),
    (2.5e6, "2.5e6"),
    (np.inf, "infinity"),
    (-np.inf, "-infinity"),
    (np.nan, "not a number"),
]


@pytest.mark.parametrize(("value", "text"), CASES_value_text)
def test_numbers_are_written_as_people_read_them(value, text):
    assert number_text(value) == text


def test_log_slider_has_equal_ratios_and_both_ends():
    control = log_slider("rate", "learning rate", 1e-4, 1.0, per_decade=10, start=0.01)
    values = np.array(control.values)
    np.testing.assert_allclose(values[1:] / values[:-1], 10**0.1, rtol=1e-12)
    assert (values[0], values[-1], len(values)) == (1e-4, 1.0, 41)
    assert control.texts[control.start] == "0.01"


def test_log_slider_starts_at_the_nearest_ratio_not_the_nearest_difference():
    control = log_slider("rate", "learning rate", 1.0, 100.0, per_decade=1, start=3.5)
    assert control.values[control.start] == pytest.approx(10.0)


def test_log_slider_refuses_bounds_in_the_wrong_order():
    with pytest.raises(ValueError, match=r"got 1\.0 and 0\.1; swap them"):
        log_slider("rate", "learning rate", 1.0, 0.1, per_decade=4, start=0.5)


def test_slider_starts_at_the_nearest_value():
    control = slider("start", "start", [-1.0, 0.0, 2.0], 1.5)
    assert (control.values[control.start], control.kind) == (2.0, "slider")


def test_menu_values_are_its_words():
    control = menu("unit", "unit", ["m", "cm"], start=1)
    assert (control.values[control.start], control.texts, control.kind) == (
        "cm",
        ("m", "cm"),
        "menu",
    )
