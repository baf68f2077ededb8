"""Who needs a person, and why."""

from collections.abc import Sequence

from autograder.report.markup import Markup, count, join, table, tag, word
from autograder.report.people import People, Reading, Waiting

_HEAD = ("Student", "Assignment", "Why")
_ROUTINE_HEAD = ("Assignment", "Submissions", "Students")


def waiting_section(needs: Reading, people: People) -> Markup:
    """The section: own troubles as a table, routine reading folded away."""
    waiting, routine = needs.own, needs.routine
    if not waiting and not routine:
        return tag("p", "Nobody: every mark is final and nothing waits to be read.")
    if people.anonymous:
        submissions = {(w.assignment, w.student) for w in waiting}
        submissions.update(pair for pairs in routine.values() for pair in pairs)
        return tag(
            "p",
            f"{count(len(submissions), 'submission')} to look at. "
            "Who and why is left out of the page without names.",
        )
    parts = []
    if waiting:
        rows = [(people.label(w.student), word(w.assignment), _why(w)) for w in waiting]
        parts.append(table("Submissions with a reason of their own", _HEAD, rows))
    parts += [_routine(why, pairs, people) for why, pairs in routine.items()]
    return join(parts)


def _why(waiting: Waiting) -> Markup:
    mark = tag("span", f"{waiting.alert} ", class_="alert") if waiting.alert else None
    if len(waiting.reasons) == 1:
        return join([mark, waiting.reasons[0]])
    return join([mark, tag("ul", *(tag("li", reason) for reason in waiting.reasons))])


def _routine(why: str, pairs: Sequence[tuple[str, str]], people: People) -> Markup:
    by_assignment: dict[str, list[Markup]] = {}
    for assignment, student in pairs:
        by_assignment.setdefault(assignment, []).append(people.label(student))
    rows = [
        (word(assignment), str(len(labels)), _listed(labels))
        for assignment, labels in by_assignment.items()
    ]
    return tag(
        "details",
        tag("summary", f"{why[:1].upper()}{why[1:]}: {count(len(pairs), 'submission')}"),
        table(
            tag("span", why, class_="unseen"),
            _ROUTINE_HEAD,
            rows,
            numeric=(1,),
        ),
    )


def _listed(labels: Sequence[Markup]) -> Markup:
    parts: list[str] = []
    for label in labels:
        parts += [", ", label] if parts else [label]
    return tag("span", *parts, class_="many")
