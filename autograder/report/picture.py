"""Small pictures as inline SVG, drawn by hand: no script, no font, no request.

A picture that says more than the text beside it has role img, a title and a description; one that
only repeats a number in the same table cell is hidden from screen readers.
Colours come from classes of the page's style sheet, so they follow the light and the dark scheme.
"""

from collections.abc import Sequence

from autograder.report.markup import Markup, tag


def histogram_picture(key: str, title: str, counts: Sequence[int], median: float) -> Markup:
    """How many students lie in each tenth of the points, with the median as a triangle below.

    `key` makes the ids of title and description unique on the page.
    """
    left, width, top, bottom = 12.0, 296.0, 22.0, 118.0
    step, most = width / len(counts), max(counts)
    parts = []
    for number, students in enumerate(counts):
        if not students:
            continue
        height = (bottom - top) * students / most
        x = left + number * step
        box = {"x": f"{x + 2:.1f}", "y": f"{bottom - height:.1f}", "width": f"{step - 4:.1f}"}
        parts.append(tag("rect", **box, height=f"{height:.1f}", rx=2, class_="mark"))
        middle = f"{x + step / 2:.1f}"
        parts.append(_label(middle, f"{bottom - height - 5:.1f}", str(students)))
    parts.append(tag("line", x1=left, x2=left + width, y1=bottom, y2=bottom, class_="axis"))
    at = left + width * median
    tip = f"{at:.1f},{bottom + 2} {at - 5:.1f},{bottom + 11} {at + 5:.1f},{bottom + 11}"
    parts.append(tag("polygon", points=tip, class_="median"))
    for share in (0.0, 0.5, 1.0):
        parts.append(_label(f"{left + width * share:.1f}", "142", f"{round(100 * share)}%", share))
    tenths = ", ".join(
        f"{10 * number} to {10 * number + 10}%: {students}"
        for number, students in enumerate(counts)
        if students
    )
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", f"Students by share of the points. {tenths}.", id=f"{key}-desc"),
        *parts,
        viewBox="0 0 320 147",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        class_="histogram",
    )


def _label(x: str, y: str, words: str, share: float = 0.5) -> Markup:
    anchor = "start" if share == 0 else "end" if share == 1 else "middle"
    return tag("text", words, x=x, y=y, text_anchor=anchor)


def share_bar(share: float) -> Markup:
    """A bar filled to `share` of its length, beside the same number in words."""
    filled = f"{100 * max(0.0, min(1.0, share)):.1f}"
    return tag(
        "svg",
        tag("rect", x=0, y=0, width=100, height=10, rx=2, class_="track"),
        tag("rect", x=0, y=0, width=filled, height=10, rx=2, class_="mark"),
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="bar",
    )


def interval_picture(value: float, low: float, high: float) -> Markup:
    """A value between -1 and 1 with its interval; the tall line is zero."""

    def place(number: float) -> str:
        return f"{60 + 56 * number:.1f}"

    return tag(
        "svg",
        tag("line", x1=4, x2=116, y1=9, y2=9, class_="rail"),
        tag("line", x1=60, x2=60, y1=1, y2=17, class_="axis"),
        tag("line", x1=place(low), x2=place(high), y1=9, y2=9, class_="whisker"),
        tag("circle", cx=place(value), cy=9, r=4, class_="mark"),
        viewBox="0 0 120 18",
        aria_hidden="true",
        class_="interval",
    )
