"""Every exercise: how hard it was and whether it tells the students apart."""

from collections.abc import Sequence

from autograder.report.item_analysis import HARD, MIN_STUDENTS, Item, quality
from autograder.report.markup import Markup, join, percent, table, tag, word
from autograder.report.picture import interval_picture, share_bar

_HEAD = (
    "Exercise",
    "Share of points",
    "Full marks",
    "Unnamed mistakes",
    "Discrimination",
)


def exercises_section(items: Sequence[Item]) -> Markup:
    """The section: the hardest in a sentence, then one table an assignment."""
    by_assignment: dict[str, list[Item]] = {}
    for item in items:
        by_assignment.setdefault(item.assignment, []).append(item)
    tables = (
        table(
            join([tag("strong", assignment), " · shares are means, intervals are 95%"]),
            _HEAD,
            [_row(item) for item in group],
            numeric=(2, 3),
        )
        for assignment, group in by_assignment.items()
    )
    return join([_hardest(items), *tables, _explained()])


def _hardest(items: Sequence[Item]) -> Markup | None:
    graded = [item for item in items if item.difficulty is not None and item.difficulty < 1]
    hardest = sorted(graded, key=lambda item: item.difficulty or 0.0)[:3]
    if not hardest:
        return None
    parts: list[str] = ["Hardest: "]
    for item in hardest:
        parts += [", "] if len(parts) > 1 else []
        parts += [tag("code", item.exercise), f" ({percent(item.difficulty or 0.0)})"]
    return tag("p", *parts, ".")


def _row(item: Item) -> tuple[str, ...]:
    return (
        tag("code", item.exercise, class_="word"),
        _difficulty(item),
        f"{item.full} of {item.students}",
        str(item.unnamed),
        _discrimination(item),
    )


def _difficulty(item: Item) -> Markup:
    if item.difficulty is None:
        return join(["every mark is open"])
    hard = tag("span", " hard", class_="alert") if item.difficulty < HARD else None
    return join([share_bar(item.difficulty), percent(item.difficulty), hard])


def _discrimination(item: Item) -> Markup:
    if item.discrimination is None or item.interval is None:
        return tag("span", item.remark, class_="quiet")
    r, (low, high) = item.discrimination, item.interval
    # The word goes with the number that is shown.
    called = word(f"{_signed(r)} {quality(round(r, 2))}")
    alarm = tag("span", " read this exercise again", class_="alert") if high < 0 else None
    between = tag("small", f"{_signed(low)} to {_signed(high)}")
    return join([interval_picture(r, low, high), called, alarm, between])


def _signed(number: float) -> str:
    return f"{round(number, 2) + 0.0:.2f}".replace("-", "−")


def _explained() -> Markup:
    return tag(
        "details",
        tag("summary", "How to read these numbers"),
        tag(
            "p",
            "Share of points: the mean score divided by the points (the item difficulty p of "
            "Crocker & Algina 1986; a low share is a hard exercise). Unnamed mistakes: "
            "solutions without full marks in which the checker recognised no mistake by name.",
        ),
        tag(
            "p",
            "Discrimination: the correlation of the exercise with the rest of its assignment, "
            "the exercise itself taken out (corrected item-total correlation, Crocker & Algina "
            "1986). Students who do well elsewhere should do well here; an interval below zero "
            "says that they do not, and that the exercise may be misleading. 0.40 and more is "
            "called very good, 0.30 good, 0.20 marginal (Ebel & Frisbie 1991, made for a similar "
            "index). An exercise that nearly everybody solves cannot tell students apart, and in "
            "a course where everybody may try again that is no fault. The interval is Fisher's "
            f"(1921), a rough guide; with fewer than {MIN_STUDENTS} students it could not tell a "
            "very good exercise from a useless one, so nothing is shown.",
        ),
    )
