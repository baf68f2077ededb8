"""Nothing but our own elements reaches the page."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report.markup import Markup, code_block, join, percent, prose, table, tag, text


def test_child_and_attribute_are_escaped():
    assert tag("p", "<b>", title='"x"') == '<p title="&quot;x&quot;">&lt;b&gt;</p>'


def test_markup_is_not_escaped_again():
    assert tag("p", tag("b", "&")) == "<p><b>&amp;</b></p>"


def test_markup_joined_with_plain_text_by_plus_is_plain_again():
    assert join([Markup("<b>") + "<i>"]) == "&lt;b&gt;&lt;i&gt;"


@given(st.text(max_size=200))
def test_escaped_text_has_no_markup_and_reads_as_before(value):
    escaped = text(value)
    assert not set(escaped) & set("<>\"'")
    visible = [c for c in value if c.isalnum()]
    assert [c for c in unescape(escaped) if c.isalnum()] == visible


@given(st.text(st.characters(codec=None), max_size=50))
def test_any_text_can_be_written_as_utf8(value):
    assert text(value).encode("utf-8") is not None


def test_backticks_mark_code_and_a_lone_one_stays():
    assert prose("`<lr>` and `") == "<code>&lt;lr&gt;</code> and `"


def test_code_keeps_its_lines_and_is_cut():
    block = code_block("\n".join(f"x = {n} < 3" for n in range(100)))
    assert block.count("\n") == 40
    assert "x = 39 &lt; 3\n…" in block
    assert "x = 40" not in block


def test_table_names_its_columns_in_every_cell():
    made = table("Marks", ("Who", "Mark"), [("ada", "4")], numeric=(1,))
    assert '<td role="cell" class="n" data-label="Mark"><span>4</span></td>' in made
    assert '<th scope="row" role="rowheader">ada</th>' in made
    assert "<caption>Marks</caption>" in made


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (1e-6, "1%"), (0.5, "50%"), (0.9999, "99%"), (1 - 1e-12, "100%"), (1, "100%")],
)
def test_percent_says_all_and_none_only_when_exact(share, said):
    assert percent(share) == said
