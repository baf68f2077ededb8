"""Pictures as HTML with a text alternative: what remains where no widget runs."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

from IPython.display import display
from matplotlib.figure import Figure

from lrlib.plotting import GREY
from lrlib.widgets.paint import png

# A saved notebook is opened without a kernel as a rule; where a widget was, JupyterLab then has an
# error only: its model was not found. So the still picture is an output of its own before the
# widget's: hidden while that one lives, in its place when it does not, and in every export.
BESIDE = """<style>
.jp-OutputArea-child:has(.lr-still):has(+ .jp-OutputArea-child .lr-widget) { display: none; }
.jp-OutputArea-child:has(.lr-still) + .jp-OutputArea-child .jupyter-widgets:not(:has(*)) {
  display: none;
}
</style>"""


def image_html(data: bytes, alt: str) -> str:
    """An image that carries its bytes and its text alternative."""
    source = base64.b64encode(data).decode("ascii")
    return (
        f'<img alt="{escape(alt, quote=True)}" src="data:image/png;base64,{source}" '
        'style="max-width:100%;height:auto">'
    )


def still_html(data: bytes, title: str, sentence: str) -> str:
    """A picture with its sentence below it."""
    return (
        f'<figure style="margin:0">{image_html(data, f"{title}. {sentence}")}'
        f"<figcaption>{escape(sentence)}</figcaption></figure>"
    )


def show_beside_still(widget: Any) -> None:
    """Show a widget and, as an output before it, its still twin: the bundle's `text/html`."""
    data, metadata = widget._repr_mimebundle_()
    still = f'{BESIDE}<div class="lr-still">{data.pop("text/html")}</div>'
    display({"text/html": still, "text/plain": data["text/plain"]}, raw=True)
    display({**data, "text/plain": widget.title}, raw=True, metadata=metadata)


def legible(figure: Figure) -> Figure:
    """Make the legends of a transparent figure read on light and on dark pages."""
    for ax in figure.axes:
        if legend := ax.get_legend():
            legend.set_frame_on(False)
            for text in legend.get_texts():
                text.set_color(GREY)
    return figure


class Still:
    """A figure and the sentence that says what it shows. Both are shown; the sentence is also the
    picture's text alternative."""

    def __init__(self, figure: Figure, sentence: str) -> None:
        self.figure = legible(figure)
        self.sentence = sentence

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        title = "; ".join(ax.get_title() for ax in self.figure.axes if ax.get_title())
        data = png(self.figure)
        width = int(self.figure.get_figwidth() * 100)
        html = still_html(data, title, self.sentence).replace("<img ", f'<img width="{width}" ')
        return {"text/html": html, "text/plain": f"{title}. {self.sentence}"}


def picture(figure: Figure, sentence: str) -> Still:
    """Show a figure with its sentence: the last line of a notebook cell.

    >>> picture(Figure(), "Nothing is drawn yet.").sentence
    'Nothing is drawn yet.'
    """
    return Still(figure, sentence)
