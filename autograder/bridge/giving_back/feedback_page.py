"""A faster page of feedback: nbgrader's template, without doing the same work for every student.

Most of a page is the course's own text and code, the same for the whole class: both are rendered
once and remembered. nbconvert's checks of the notebook's form between its steps and its second
pass over the finished page (it parses half a megabyte of HTML to add texts to pictures) are left
out: the notebooks are ours, and they hold no picture without a text.

A page runs no script and loads nothing: formulas are MathML, and a policy in its head tells the
browser so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import DictLoader
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat.notebooknode import NotebookNode
from traitlets import List

from autograder.bridge.giving_back.page_style import STYLE_SHEET, style_sheet
from autograder.bridge.giving_back.page_text import page_text

REMEMBERED = 4096
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
# nbgrader's template loads MathJax from the net by this macro; the policy stands in its place.
HEAD = (
    "{%- macro mathjax() -%}"
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta name="referrer" content="no-referrer">'
    "{%- endmacro -%}"
)


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with its two slow filters remembered."""

    default_preprocessors = List(["nbconvert.preprocessors.CoalesceStreamsPreprocessor"]).tag(
        config=True
    )

    def __init__(self, **options: Any) -> None:
        ours = {"mathjax.html.j2": HEAD, STYLE_SHEET: style_sheet()}
        super().__init__(extra_loaders=[DictLoader(ours)], **options)
        self._highlight = lru_cache(REMEMBERED)(
            Highlight2HTML(pygments_lexer="python", parent=self)
        )
        self._markdown = lru_cache(REMEMBERED)(page_text)

    def default_filters(self) -> Any:
        """nbconvert's filters, Markdown through our own and through the memory."""
        yield from super().default_filters()
        yield ("markdown2html", lambda text: self._markdown(text))

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """One page."""
        resources = self._init_resources(resources)
        self.register_filter(
            "highlight_code", lambda text, language=None, metadata=None: self._highlight(text)
        )
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(notebook_metadata={}, parent=self, resources=resources),
        )
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)

    def _preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """nbconvert's steps, without validating the notebook after every one."""
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        return nb, resources
