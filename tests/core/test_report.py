"""The number is for nbgrader, the words and the picture for a person; nothing is left unescaped."""

import re
from xml.etree import ElementTree

import pytest

from autograder.core.report import Report
from autograder.core.svg import chart, describe
from autograder.core.verdict import Verdict

NASTY = '<img src=x onerror="alert(1)">&`'


def make(**changes):
    verdicts = (
        Verdict("a", "the first thing", 2.0, True),
        Verdict(
            *("b", "the second", 1.0, False),
            said=NASTY,
            called=NASTY,
            got=f"2 {NASTY}",
            want=NASTY,
        ),
    )
    base = {"name": "f", "score": 2.0, "points": 3.0, "verdicts": verdicts, "attempt": 2}
    return Report(**{**base, **changes})


@pytest.mark.parametrize(
    ("score", "shown"), [(2.0, "2"), (2.5, "2.5"), (9.0, "3"), (-1.0, "0"), (0.0, "0")]
)
def test_the_representation_is_the_number_within_its_bounds(score, shown):
    assert repr(make(score=score)) == shown
    assert make(score=score)._repr_mimebundle_()["text/plain"] == shown


def test_html_escapes_everything():
    page = make(hint=NASTY, hint_kind="question", pointer=NASTY, alert=NASTY, attempt=3)
    html = page._repr_html_()
    assert "<img" not in html
    assert html.count("&lt;img") >= 6


def test_passed_and_not_passed_differ_by_words_and_signs():
    html = make()._repr_html_()
    assert "✓ passed" in html
    assert "✗ not yet" in html


def test_backticks_become_code():
    assert "<code>eps</code>" in make(hint="Where is `eps`?")._repr_html_()


def test_the_picture_is_well_formed_and_has_words():
    svg = chart("A & B", "step", "rate <1>", [1.0, 0.5, 0.1], [1.0, float("nan"), 1e300])
    tree = ElementTree.fromstring(svg)
    names = {child.tag.rpartition("}")[2]: child.text for child in tree}
    assert names["title"] == "A & B"
    assert names["desc"] == "Yours leaves the right line at step 1."


@pytest.mark.parametrize(
    ("right", "yours"),
    [
        ([1.0] * 10, [1.0] * 10),
        ([0.0, 0.0], [float("inf"), float("-inf")]),
        ([1e-300, 1e300], [0.0, 1.0]),
        ([1.0, 2.0], [1.0]),
        ([float("nan")], [float("nan")]),
    ],
)
@pytest.mark.parametrize("log", [True, False])
def test_any_numbers_can_be_drawn_inside_the_picture(right, yours, log):
    svg = chart("t", "x", "y", right, yours, log=log)
    assert "nan" not in svg
    assert "inf" not in svg
    for height in re.findall(r'cy="([\d.-]+)"', svg):
        assert 0 <= float(height) <= 210


def test_the_description_says_where_the_lines_part():
    assert describe([1, 2, 3], [1, 2, 3]) == "Yours lies on the right line at every step."
    assert describe([1, 2, 3], [1]) == "Yours stops before step 1."


def test_a_function_that_is_not_written_yet_shows_no_empty_evidence():
    said = "This function is not written yet (NotImplementedError)."
    verdict = Verdict("a", "the thing", 3.0, False, said=said, called="f(1)", got=said)
    html = make(verdicts=(verdict,), score=0.0)._repr_html_()
    assert html.count("not written yet") == 1
    assert "We called" not in html
