"""Score against attempts: a table with a bar for each group, and what it does not say."""

from collections.abc import Sequence

from autograder.report.attempts import LEAST_SHOWN, Group
from autograder.report.markup import Markup, join, percent, table, tag, text
from autograder.report.picture import share_bar

_HEAD = ("Assignment", "Hand-ins", "Students", "Median share of the points")


def attempts_section(groups: Sequence[Group], anonymous: bool) -> Markup:
    """The section; on a page without names, groups that would show single marks are not drawn."""
    return join(
        [
            tag(
                "p",
                "A hand-in counts when it was graded and differs from the one before; what "
                "students tried in their own notebooks is not known. Who hands in again chose to, "
                "so this shows no effect of trying.",
            ),
            table(
                "The last score of those who handed in once, twice, and so on",
                _HEAD,
                [_row(group, anonymous) for group in groups],
                numeric=(2,),
            ),
        ]
    )


def _row(group: Group, anonymous: bool) -> tuple[str, ...]:
    median = join([share_bar(group.median), text(percent(group.median))])
    if anonymous and group.students < LEAST_SHOWN:
        median = text("too few to show")
    return (group.assignment, group.label, str(group.students), median)
