"""Feedback pages: nbgrader's content, nothing that runs, nothing that is fetched."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.bridge.giving_back.feedback import write_feedback
from autograder.bridge.giving_back.formulas import mathml
from autograder.bridge.giving_back.page_style import style_sheet, used_rules
from autograder.bridge.giving_back.page_text import page_text

COURSE = Path(__file__).resolve().parents[3] / "course"
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$", re.DOTALL)
FETCHING = {
    "script",
    "img",
    "iframe",
    "link",
    "object",
    "embed",
    "video",
    "audio",
    "source",
    "base",
}


class Page(HTMLParser):
    """What is on a page, as a browser's parser sees it."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def course_formulas():
    found = set()
    for path in sorted(COURSE.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                text = re.sub(r"`[^`]*`", "", "".join(cell["source"]))
                found |= {block or inline for block, inline in FORMULA.findall(text)}
    return found


def test_every_formula_of_the_course_becomes_mathml():
    formulas = course_formulas()
    assert len(formulas) > 200
    for latex in formulas:
        made = mathml(latex)
        assert made.startswith("<math "), latex
        assert not re.search(r"\\[A-Za-z]", made), latex


CASES_latex_part = [
    ("x_{t+1}", "<msub><mi>x</mi>"),
    (r"\frac{a}{2}", "<mfrac>"),
    (r"\text{a<b}", "<mtext>a&lt;b</mtext>"),
    (r"\text{<script>alert(1)</script>}", "<mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext>"),
]


@pytest.mark.parametrize("latex, part", CASES_latex_part)
def test_a_formula_holds_elements_of_mathml_and_escaped_text(latex, part):
    assert part in mathml(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(https://example.org)}{x}",
        r"\class{lrc}{x}",
        r'\color{red" onclick="alert(1)}{x}',
        r"\text{<img src=x onerror=alert(1)>}",
    ],
)
def test_a_formula_cannot_link_style_or_run(latex):
    page = Page(mathml(latex))
    assert not set(page.tags) & (FETCHING | {"a", "style"})
    for _, name, value in page.attributes:
        assert name in {"xmlns", "display", "mathvariant"}, (name, value)


@pytest.mark.parametrize(
    "latex", ["{" * 400, r"\frac" * 90, r"\newcommand{\a}{\b\b}\a", "x" * 2000]
)
def test_what_is_no_formula_stays_text(latex):
    assert mathml(latex).startswith("<code>")


def test_the_style_of_a_page_fetches_nothing_and_is_small():
    css = style_sheet()
    assert "url(" not in css
    assert "@import" not in css
    assert ".panel-heading" in css
    assert len(css) < 15_000


def test_rules_inside_a_rule_for_print_are_sifted_too():
    assert used_rules("@media print{.btn{a:b}}@font-face{src:url(x)}p{a:b}") == "p{a:b}"


def test_text_keeps_tables_code_links_and_formulas():
    page = Page(page_text("| a |\n|---|\n| $x$ |\n\n`c` [w](https://example.org)\n\n# H"))
    assert {"table", "td", "math", "code", "h1"} <= set(page.tags)
    assert ("a", "href", "https://example.org") in page.attributes


@pytest.fixture(scope="module")
def pages(graded, copy_of, tmp_path_factory):
    room = copy_of(graded[0], tmp_path_factory.mktemp("pages") / "class")
    return {
        path: path.read_text(encoding="utf-8") for path in write_feedback(room, room.assignments)
    }


def test_every_graded_submission_has_a_page(pages, graded):
    assert len(pages) == len(list(graded[0].root.glob("autograded/*/*/*.ipynb")))


def test_a_page_fetches_nothing_and_runs_nothing(pages):
    for path, text in pages.items():
        page = Page(text)
        assert not set(page.tags) & FETCHING, path
        assert "url(" not in text, path
        for tag, name, value in page.attributes:
            assert not name.startswith("on"), (path, tag, name)
            assert name not in ("src", "srcset", "xlink:href", "data", "background"), (path, value)


def test_the_browser_is_told_to_fetch_and_run_nothing(pages):
    for path, text in pages.items():
        assert "Content-Security-Policy\" content=\"default-src 'none';" in text, path


def test_a_page_is_small(pages):
    assert max(len(text) for text in pages.values()) < 200_000
