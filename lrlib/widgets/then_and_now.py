"""The ten questions of the first day, asked again at the end, with both answers side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from lrlib.progress_file import learners_folder, read
from lrlib.widgets.cards import Cards, rich
from lrlib.widgets.questions import Question, questions
from lrlib.widgets.table import card, table

THEN, NOW = "00_start_here", "11_edge_and_capstone"
TITLE = "What you thought, and what you think now"


def ask_again() -> Cards:
    """The questions of notebook 00 as questions of notebook 11: a first answer of their own."""
    items = [replace(item, key=_key_now(item)) for item in questions(THEN)["prequiz"]]
    return Cards("The same ten questions, after the course", items, folder=learners_folder())


class ThenAndNow:
    """Both answers to each question, as HTML and as text. Make one with `then_and_now`."""

    def __init__(self, answers: Mapping[str, int]) -> None:
        self.answers = answers

    def _repr_mimebundle_(self, **_kwargs: Any) -> dict[str, str]:
        items = questions(THEN)["prequiz"]
        rows = [self._row(item) for item in items]
        head = ("question", "your first answer in 00", "your first answer now", "what is true")
        said = self.summary()
        pairs = [(self._text(item, item.key), self._text(item, _key_now(item))) for item in items]
        lines = [
            f"{item.ask} Then: {then}. Now: {now}."
            for item, (then, now) in zip(items, pairs, strict=True)
        ]
        return {
            "text/html": card(TITLE, f"<p>{escape(said)}</p>{table(head, rows)}"),
            "text/plain": "\n".join([TITLE, said, *lines]),
        }

    def summary(self) -> str:
        """How many answers were right at first, and how many are now."""
        items = questions(THEN)["prequiz"]
        if not any(_key_now(item) in self.answers for item in items):
            return "Answer the questions above first, then run this cell again."
        now = sum(self._is_right(item, _key_now(item)) for item in items)
        if not any(item.key in self.answers for item in items):
            return f"Right now: {now} of {len(items)}. No answers of notebook 00 were kept."
        then = sum(self._is_right(item, item.key) for item in items)
        return f"Right at the first try: {then} of {len(items)} in notebook 00, {now} now."

    def _row(self, item: Question) -> tuple[str, ...]:
        """One question; what is true is told to those who have answered."""
        then, now = (self._cell(item, key) for key in (item.key, _key_now(item)))
        true = next(option for option in item.options if option.right)
        answered = self._option(item, _key_now(item)) is not None
        why = f"<b>{rich(true.text)}</b>. {rich(true.why)}" if answered else "-"
        return rich(item.ask), then, now, why

    def _cell(self, item: Question, key: str) -> str:
        if self._option(item, key) is None:
            return "-"
        return f"{'✓' if self._is_right(item, key) else '✗'} {rich(self._text(item, key))}"

    def _text(self, item: Question, key: str) -> str:
        option = self._option(item, key)
        return "-" if option is None else option.text

    def _is_right(self, item: Question, key: str) -> bool:
        option = self._option(item, key)
        return option is not None and option.right

    def _option(self, item: Question, key: str) -> Any:
        place = self.answers.get(key)
        return None if place is None or place >= len(item.options) else item.options[place]


def then_and_now() -> ThenAndNow:
    """Show both answers: the last line of a notebook cell, after `ask_again`."""
    folder = learners_folder()
    return ThenAndNow({} if folder is None else read(folder).answers)


def _key_now(item: Question) -> str:
    return f"{NOW}/{item.key.split('/')[1]}"
