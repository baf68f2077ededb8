"""The frame of the page: head, security policy, headings, links to the sections."""

import base64
import hashlib
from collections.abc import Sequence

from autograder.report.markup import Markup, tag, trusted
from autograder.report.style import STYLE

Section = tuple[str, str, Markup]  # anchor, heading, body


def document(title: str, lead: Markup, sections: Sequence[Section]) -> str:
    """A complete HTML document that allows its own style sheet and nothing else."""
    links = (tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections)
    body = tag(
        "body",
        tag("header", tag("h1", title), lead),
        tag("nav", tag("ul", *links), aria_label="Sections"),
        tag("main", *map(_section, sections)),
    )
    return f"<!DOCTYPE html>\n{tag('html', _head(title), body, lang='en')}\n"


def _head(title: str) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", trusted(STYLE)),
    )


def _policy() -> str:
    # No script, image, font, frame or form at all; the one style sheet by its digest.
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _section(section: Section) -> Markup:
    anchor, heading, body = section
    name = f"{anchor}-heading"
    return tag("section", tag("h2", heading, id=name), body, id=anchor, aria_labelledby=name)
