"""A faster page of feedback: the same template, without doing the same work for every student.

Most of a page is the course's own text and code, the same for the whole class: both are rendered
once and remembered. nbconvert's second pass over the finished page (it parses half a megabyte of
HTML to add texts to pictures) is left out, because our pages hold no picture without one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat.notebooknode import NotebookNode

REMEMBERED = 4096


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with its two slow filters remembered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._highlight = lru_cache(REMEMBERED)(
            Highlight2HTML(pygments_lexer="python", parent=self)
        )
        self._markdown = lru_cache(REMEMBERED)(
            lambda text: HTMLExporter.markdown2html(self, {}, text)
        )

    def default_filters(self) -> Any:
        """nbconvert's filters, Markdown through the memory."""
        yield from super().default_filters()
        yield ("markdown2html", pass_context(lambda _context, text: self._markdown(text)))

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
