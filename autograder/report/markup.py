"""HTML that cannot be broken out of: every child and attribute is escaped unless it is `Markup`.

`Markup` is made here only, by `text`, `tag`, `join` and `trusted`, so a name or a note that holds
`<script>` can reach the page in no other form than as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from autograder.core.text import clean

_VOID = frozenset({"meta", "rect", "line", "circle", "polygon"})
_LONGEST = 20_000


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object, limit: int = _LONGEST) -> Markup:
    """Any text as HTML: control characters and direction overrides replaced, then escaped.

    >>> text("<b>&")
    '&lt;b&gt;&amp;'
    """
    return Markup(escape(clean(str(value), limit), quote=True))


def join(parts: Iterable[str | None]) -> Markup:
    """The parts one after another, each escaped unless it is markup; None is nothing."""
    return Markup("".join(p if isinstance(p, Markup) else text(p) for p in parts if p is not None))


def tag(name: str, /, *children: str | None, **attributes: str | float | None) -> Markup:
    """One element. `_` in an attribute's name is `-` and a last `_` is dropped (`class_`).

    >>> tag("p", "1 < 2", class_="note")
    '<p class="note">1 &lt; 2</p>'
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{pairs}/>" if name != "meta" else f"<{name}{pairs}>")
    return Markup(f"<{name}{pairs}>{join(children)}</{name}>")


def trusted(html: str) -> Markup:
    """Our own constant text as markup; never for anything that came from outside."""
    return Markup(html)


def word(value: str) -> Markup:
    """A short text that is not broken over lines where there is room, such as an id."""
    return tag("span", value, class_="word")


def prose(words: str) -> Markup:
    """A sentence in which `backticks` mark code, as in the hints.

    >>> prose("Is `lr` used?")
    'Is <code>lr</code> used?'
    """
    parts = re.split("`([^`]+)`", words)
    return join(tag("code", part) if odd % 2 else part for odd, part in enumerate(parts))


def code_block(source: str, most_lines: int = 40) -> Markup:
    """Program text, line by line, cut after `most_lines`."""
    lines = source.splitlines()
    shown = [clean(line.replace("\t", "    "), 200) for line in lines[:most_lines]]
    if len(lines) > most_lines:
        shown.append("…")
    body = Markup("\n".join(escape(line, quote=True) for line in shown))
    return tag("pre", tag("code", body), tabindex=0)


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int] = ()
) -> Markup:
    """A table whose first column heads its rows; on a phone each row becomes a small card.

    The roles are written out because a table that is laid out as blocks loses them otherwise.
    """
    right = set(numeric)
    kind = ["n" if column in right else None for column in range(len(head))]
    header = tag(
        "tr",
        *(
            tag("th", name, scope="col", role="columnheader", class_=kind[column])
            for column, name in enumerate(head)
        ),
        role="row",
    )
    body = []
    for row in rows:
        first = tag("th", row[0], scope="row", role="rowheader")
        others = (
            tag("td", tag("span", cell), role="cell", class_=kind[column], data_label=head[column])
            for column, cell in enumerate(row[1:], start=1)
        )
        body.append(tag("tr", first, *others, role="row"))
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", header, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
    )


def percent(share: float) -> str:
    """A share in whole percent; 0 and 100 are said only when they are exact.

    >>> percent(0.996), percent(1.0), percent(0.001)
    ('99%', '100%', '1%')
    """
    if share <= 0:
        return "0%"
    if share >= 1 - 1e-9:
        return "100%"
    return f"{min(99, max(1, round(100 * share)))}%"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> count(1, "student"), count(2, "student")
    ('1 student', '2 students')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
