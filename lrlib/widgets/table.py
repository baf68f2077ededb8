"""A table in a card that needs no JavaScript: the look of the other widgets, light and dark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from pathlib import Path

LOOK = Path(__file__).with_name("look.css")


def card(title: str, body: str) -> str:
    """HTML in a card of the course, which brings its look along. `body` is HTML."""
    look = LOOK.read_text(encoding="utf-8")
    return (
        f'<style>{look}</style><div class="lr-widget" role="group" aria-label="{escape(title)}">'
        f'<p class="lr-title">{escape(title)}</p>{body}</div>'
    )


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    current: int | None = None,
) -> str:
    """A table whose first column names its rows.

    head    : text
    rows    : HTML, one string for each column
    numbers : the columns that stand to the right
    current : the number of the row to be marked as the present one
    """
    side = ['class="lr-right-side"' if k in numbers else "" for k in range(len(head))]
    top = "".join(f'<th scope="col" {s}>{escape(h)}</th>' for h, s in zip(head, side, strict=True))
    lines = []
    for number, row in enumerate(rows):
        first, *others = (f"{s}>{each}" for each, s in zip(row, side, strict=True))
        cells = "".join(f"<td {each}</td>" for each in others)
        mark = ' aria-current="true"' if number == current else ""
        lines.append(f'<tr{mark}><th scope="row" {first}</th>{cells}</tr>')
    return (
        f'<div class="lr-scroll" tabindex="0"><table class="lr-table"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
