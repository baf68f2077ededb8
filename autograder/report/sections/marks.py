"""The marks of each assignment: a histogram, and the same numbers as a table."""

from collections.abc import Sequence

from autograder.report.marks import BINS, Marks, histogram, quartiles
from autograder.report.markup import Markup, count, join, percent, table, tag
from autograder.report.picture import histogram_picture

_HEAD = ("Assignment", "Handed in", "Mean", "Median", "Middle half", "Full marks", "Mark open")


def marks_section(marks: Sequence[Marks], roster: int) -> Markup:
    """The section: pictures first, then the summary table and the counts behind the pictures."""
    drawn = [(number, m) for number, m in enumerate(marks) if m.shares]
    return join(
        [
            tag("div", *(_figure(f"marks-{n}", m) for n, m in drawn), class_="histograms"),
            table(
                "Shares of each assignment's points; a submission with an open mark is left out "
                "of the mean and the quartiles",
                _HEAD,
                [_summary(m, roster) for m in marks],
                numeric=range(1, len(_HEAD)),
            ),
            _counts([m for _, m in drawn]),
        ]
    )


def _figure(key: str, marks: Marks) -> Markup:
    median = quartiles(marks.shares)[1]
    title = f"Marks in {marks.assignment}"
    return tag(
        "figure",
        tag(
            "figcaption",
            marks.assignment,
            tag(
                "small",
                f"{count(len(marks.shares), 'student')}, {marks.points:g} points, "
                f"▲ median {percent(median)}",
            ),
        ),
        histogram_picture(key, title, histogram(marks.shares), median),
    )


def _summary(marks: Marks, roster: int) -> tuple[str, ...]:
    handed_in = f"{marks.handed_in} of {roster}"
    if not marks.shares:
        return (marks.assignment, handed_in, "–", "–", "–", "–", str(marks.open))
    low, middle, high = quartiles(marks.shares)
    return (
        marks.assignment,
        handed_in,
        percent(sum(marks.shares) / len(marks.shares)),
        percent(middle),
        f"{percent(low)} to {percent(high)}",
        str(marks.full),
        str(marks.open),
    )


def _counts(marks: Sequence[Marks]) -> Markup | None:
    if not marks:
        return None
    columns = [histogram(m.shares) for m in marks]
    # One row an assignment and tenths of columns would not fit a phone: tenths are the rows.
    head = ("Share of the points", *(m.assignment for m in marks))
    ends = [f"{10 * k}% to {'under ' if k < BINS - 1 else ''}{10 * k + 10}%" for k in range(BINS)]
    rows = [(ends[k], *(str(column[k]) for column in columns)) for k in reversed(range(BINS))]
    return tag(
        "details",
        tag("summary", "The pictures as a table"),
        tag(
            "div",
            table("Students by share of the points", head, rows, numeric=range(1, len(head))),
            class_="wide",
            tabindex=0,
            role="region",
            aria_label="Students by share of the points",
        ),
    )
