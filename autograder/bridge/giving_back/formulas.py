"""LaTeX formulas as MathML, which every browser shows without a script and without the net.

The converter's own text output puts markup that stands in a formula into the page as it is, so its
tree is taken instead, and only known elements, attributes and plain text of it are written.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import Converter

LONGEST = 1_000  # characters; the course's longest formula has 346
MACROS = re.compile(r"\\(?:\w*newcommand|def|let|DeclareMathOperator)\b")  # they can grow at will
ELEMENTS = re.compile(
    "math|mfrac|mi|mn|mo|mover|mpadded|mphantom|mroot|mrow|mspace|msqrt|mstyle|msub|msubsup|msup|"
    "mtable|mtd|mtext|mtr|munder|munderover"
)
ATTRIBUTES = re.compile(
    "accent|columnalign|display|displaystyle|fence|form|linethickness|lspace|mathvariant|maxsize|"
    "minsize|rspace|scriptlevel|stretchy|width|xmlns"
)
VALUE = re.compile(r"[\w.:/ -]{1,40}")


def mathml(latex: str, *, display: bool = False) -> str:
    """A formula as MathML, or its own text where it cannot be converted.

    >>> "<msup><mi>x</mi><mn>2</mn></msup>" in mathml("x^2")
    True
    """
    if len(latex) > LONGEST or MACROS.search(latex):
        return _as_text(latex)
    try:
        converter = Converter(display="block" if display else "inline")
        tree = converter.convert_to_element(latex)
    except Exception:  # a boundary: a student's formula may be anything, the converter gives up
        return _as_text(latex)
    return tostring(_known(tree), encoding="unicode", short_empty_elements=False)


def _as_text(latex: str) -> str:
    return f"<code>{html.escape(latex)}</code>"


def _known(found: Element, parent: Element | None = None) -> Element:
    """A copy with known elements and attributes only; what is not known becomes a plain row."""
    tag = found.tag if ELEMENTS.fullmatch(found.tag) else "mrow"
    attributes = {
        name: value
        for name, value in found.attrib.items()
        if ATTRIBUTES.fullmatch(name) and VALUE.fullmatch(value)
    }
    copy = Element(tag, attributes) if parent is None else SubElement(parent, tag, attributes)
    copy.text = html.unescape(found.text) if found.text else None
    for child in found:
        _known(child, copy)
    return copy
