"""Questions with instant feedback for every option, and predictions that hold the outcome back.

A recall question answers at once, and may be tried again. A prediction is committed once: until
then the button stays off; afterwards the choice stands beside the outcome. Answers live in the
browser as long as the notebook is open: running a cell again or a new kernel loses none. First
answers that are asked for again later are also kept beside the notebooks (`progress_file`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets as T

from lrlib.progress_file import keep_answers, learners_folder, read
from lrlib.widgets.paint import png
from lrlib.widgets.questions import Question, question, questions
from lrlib.widgets.still import Still, image_html, show_beside_still

HERE = Path(__file__).parent


class Cards(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget ships no types
    """Question cards. Make them with `recall`, `predict` or `ask`."""

    _esm = HERE / "cards.js"
    _css = HERE / "look.css"
    title = T.Unicode().tag(sync=True)
    cards = T.List().tag(sync=True)
    outcome = T.Dict().tag(sync=True)  # empty, or the picture and sentence a prediction waits for
    answers = T.Dict().tag(sync=True)  # question key -> index of the option last committed

    def __init__(
        self,
        title: str,
        items: Sequence[Question],
        outcome: Still | None = None,
        *,
        folder: Path | None = None,
    ) -> None:
        """`folder` is where first answers are kept for another day; None: in the browser only."""
        self._items = tuple(items)
        self._folder = folder
        shown: dict[str, Any] = {}
        if outcome is not None:
            shown = {"picture": png(outcome.figure), "sentence": outcome.sentence}
        super().__init__(title=title, cards=[_card(item) for item in items], outcome=shown)
        if folder is not None:
            before, keys = read(folder).answers, {item.key for item in items}
            self.answers = {key: place for key, place in before.items() if key in keys}
            self.observe(self._keep, names="answers")

    def _keep(self, change: Any) -> None:
        if self._folder is not None:
            keep_answers(self._folder, change.new)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        data["text/html"] = cards_html(self.title, self._items, self.outcome)
        lines = [self.title]
        for item in self._items:
            lines += [item.ask, *(f"  ( ) {option.text}" for option in item.options)]
        if self.outcome:
            lines.append(f"Outcome: {self.outcome['sentence']}")
        data["text/plain"] = "\n".join(lines)
        return data, metadata

    def _ipython_display_(self) -> None:
        show_beside_still(self)


def _card(item: Question) -> dict[str, Any]:
    options = [{"text": o.text, "why": o.why, "right": o.right} for o in item.options]
    source = f"from notebook {item.source[:2]}" if item.source else ""
    card = {"key": item.key, "ask": item.ask, "source": source, "options": options}
    return {**card, "picture": item.picture, "alt": item.alt}


def cards_html(title: str, items: Sequence[Question], outcome: dict[str, Any]) -> str:
    """The same questions for a reader without JavaScript: each option opens its feedback."""
    parts = [f"<p><b>{escape(title)}</b></p>"]
    for item in items:
        parts.append(f"<p><b>{rich(item.ask)}</b></p>")
        if item.picture:
            parts.append(image_html(item.picture, item.alt))
        for option in item.options:
            verdict = "Right." if option.right else "No."
            parts.append(
                f"<details><summary>{rich(option.text)}</summary>"
                f"<p>{verdict} {rich(option.why)}</p></details>"
            )
    if outcome:
        inside = image_html(outcome["picture"], outcome["sentence"])
        parts.append(
            f"<details><summary>The outcome (choose first)</summary>{inside}"
            f"<p>{escape(outcome['sentence'])}</p></details>"
        )
    return "\n".join(parts)


def rich(text: str) -> str:
    """Text as HTML, with `code` in a code element."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def recall(notebook: str, part: str = "recall") -> Cards:
    """The recall questions of a notebook, or its "prequiz", whose first answers are kept."""
    if part == "recall":
        return Cards("Recall: answer before you look anything up", questions(notebook)[part])
    title = "Before we start: what do you think?"
    return Cards(title, questions(notebook)[part], folder=learners_folder())


def predict(notebook: str, key: str, outcome: Still) -> Cards:
    """A prediction: the outcome is shown as soon as, and not before, a choice is committed."""
    return Cards("Predict first", [question(notebook, "predict", key)], outcome)


def ask(title: str, items: Sequence[Question]) -> Cards:
    """Questions made by code, such as a picture drawn from a seed."""
    return Cards(title, items)
