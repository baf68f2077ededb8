"""What the class misunderstood: the named mistakes, most held first, each with its question."""

from collections.abc import Sequence

from autograder.report.item_analysis import Item
from autograder.report.markup import Markup, code_block, count, join, percent, prose, tag
from autograder.report.mistakes import Mistake
from autograder.report.picture import share_bar

SHOWN = 5  # the rest is one click away: a lecture has time for a few questions


def misunderstood(mistakes: Sequence[Mistake], items: Sequence[Item]) -> Markup:
    """The section: a card for each mistake, the first `SHOWN` open."""
    if not mistakes:
        body = tag("p", "No mistake that the checker knows was found.")
    else:
        body = join(
            [
                tag(
                    "p",
                    "Each question is the hint that the checker gives for the mistake. "
                    "Ask it in the next lecture.",
                    class_="quiet",
                ),
                tag("ol", *map(_card, mistakes[:SHOWN]), class_="mistakes"),
                _rest(mistakes[SHOWN:]),
            ]
        )
    return join([body, _unnamed(items)])


def _rest(mistakes: Sequence[Mistake]) -> Markup | None:
    if not mistakes:
        return None
    return tag(
        "details",
        tag("summary", count(len(mistakes), "more mistake")),
        tag("ol", *map(_card, mistakes), class_="mistakes", start=SHOWN + 1),
    )


def _card(mistake: Mistake) -> Markup:
    held = tag(
        "div",
        tag(
            "div",
            str(mistake.holders),
            tag("small", f"of {mistake.students} ({percent(mistake.share)})"),
            class_="held",
        ),
        share_bar(mistake.share),
    )
    told = tag(
        "div",
        tag("h3", prose(mistake.question or f"Mistake {mistake.hint_id}")),
        tag(
            "p",
            tag("code", mistake.exercise),
            f" in {mistake.assignment} · mistake ",
            tag("code", mistake.hint_id),
            class_="quiet",
        ),
        _example(mistake),
    )
    return tag("li", held, told)


def _example(mistake: Mistake) -> Markup | None:
    if not mistake.example:
        return None
    return tag("details", tag("summary", "An example"), code_block(mistake.example))


def _unnamed(items: Sequence[Item]) -> Markup | None:
    total = sum(item.unnamed for item in items)
    if not total:
        return None
    worst = max(items, key=lambda item: item.unnamed)
    where = tag("code", worst.exercise)
    return tag(
        "p",
        f"{count(total, 'solution')} without full marks "
        f"{'shows' if total == 1 else 'show'} no mistake that the checker knows; most are in ",
        where,
        f" ({worst.unnamed}).",
        class_="quiet",
    )
