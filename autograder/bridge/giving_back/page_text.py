"""Markdown on a feedback page: rendered as nbconvert does, sanitised, formulas as MathML.

Written answers reach this as text without HTML or links (see `recording.assemble`); what is
left of their rendering goes through ammonia's list of allowed elements (the library nh3) all the
same, and so does the course's own text.
"""

from __future__ import annotations

import html
import re

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.bridge.giving_back.formulas import mathml

FORMULA = re.compile(r'<span class="formula( block)?">([^<]*)</span>')
TAGS = (nh3.ALLOWED_TAGS | {"input"}) - {"img", "map", "area"}  # a page loads nothing
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "span": {"class"},
    "div": {"class"},
    "code": {"class"},
    "pre": {"class"},
    "a": {"href", "title", "class"},
    "input": {"type", "checked", "disabled", "class"},  # lists of tasks
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
SCHEMES = {"http", "https", "mailto"}


class Renderer(IPythonRenderer):
    """nbconvert's renderer, with formulas kept apart instead of left to a script of the page."""

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return f'<span class="formula block">{html.escape(body)}</span>'

    def inline_math(self, body: str) -> str:
        """A formula in the text."""
        return f'<span class="formula">{html.escape(body)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        """A LaTeX environment, such as align."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def page_text(markdown: str) -> str:
    """The HTML of a Markdown text, safe to show whoever wrote it.

    >>> page_text("**a** <script>alert(1)</script>").strip()
    '<p><strong>a</strong> </p>'
    """
    rendered = MarkdownWithMath(renderer=Renderer(escape=False)).render(markdown)
    clean = nh3.clean(
        rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noreferrer"
    )
    return FORMULA.sub(lambda found: mathml(html.unescape(found[2]), display=bool(found[1])), clean)
