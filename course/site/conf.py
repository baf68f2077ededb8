"""How Sphinx turns the course into a site: notebooks, the library's reference, the guides.

Everything a page needs lies beside it (formulas are MathML, widgets are their static pictures), so
the site works from a folder, from a server and without a network.
"""

import re
from importlib.metadata import version as installed

import latex2mathml.converter
from docutils import nodes
from sphinx.application import Sphinx

project = "The learning rate"
copyright = "the authors of the course; text and pictures CC BY 4.0, code BSD 3-Clause"
release = installed("learning-rate-course")

extensions = ["myst_nb", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
templates_path: list[str] = []
exclude_patterns = ["README.md"]

nb_execution_mode = "off"  # course/site/build.py has run them
nb_output_stderr = "remove"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_type_aliases = {name: name for name in ("Array", "PerMember", "State", "Schedule", "Batch")}
default_role = "code"
python_use_unqualified_type_names = True
autodoc_preserve_defaults = True

FORMULA = re.compile(r"<-|->| = |^\S+ +: ")


def as_restructured_text(_app, _what, _name, _object, _options, lines: list[str]) -> None:
    """Docstrings here are plain text: formulas keep their lines, examples stay examples."""
    if lines and lines[0].startswith("Alias for field number"):  # what a named tuple says by itself
        lines.clear()
    paragraphs = "\n".join(lines).split("\n\n")
    lines[:] = [*"\n\n".join(_paragraph(text) for text in paragraphs).split("\n"), ""]


def _paragraph(text: str) -> str:
    body = text.strip("\n")
    if body.lstrip().startswith(">>>"):
        return body
    rows = [re.sub(r"([*|\\]|(?<=\w)_(?=\W|$))", r"\\\1", row) for row in body.split("\n")]
    if any(FORMULA.search(row) for row in rows) or any(row.startswith("  ") for row in rows):
        return "::\n\n" + "\n".join(f"    {row}" for row in body.split("\n"))
    return "\n".join(row.strip() for row in rows)


def mathml(self, node: nodes.Element) -> None:
    """A formula as MathML, which browsers draw without a script."""
    block = isinstance(node, nodes.math_block)
    formula = latex2mathml.converter.convert(node.astext(), display="block" if block else "inline")
    self.body.append(f'<div class="formula">{formula}</div>' if block else formula)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", as_restructured_text)
    app.add_html_math_renderer("mathml", (mathml, None), (mathml, None))


html_math_renderer = "mathml"
