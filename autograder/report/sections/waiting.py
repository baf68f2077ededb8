"""Who needs a person, and why."""

from collections.abc import Mapping, Sequence

from autograder.report.markup import Markup, count, join, table, tag
from autograder.report.people import People, Waiting

Routine = Mapping[str, Sequence[tuple[str, str]]]


def waiting_section(waiting: Sequence[Waiting], routine: Routine, people: People) -> Markup:
    """The section: own troubles as a table, routine reading folded away."""
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
        rows = [(_who(w, people), w.assignment, _why(w)) for w in waiting]
        parts.append(table("Submissions with a reason of their own", _HEAD, rows))
    parts += [_routine(why, pairs, people) for why, pairs in routine.items()]
    return join(parts)


_HEAD = ("Student", "Assignment", "Why")


def _who(waiting: Waiting, people: People) -> Markup:
    return tag("bdi", people.label(waiting.student))


def _why(waiting: Waiting) -> Markup:
    mark = tag("span", "Mark open. ", class_="alert") if waiting.urgent else None
    if len(waiting.reasons) == 1:
        return join([mark, waiting.reasons[0]])
    return join([mark, tag("ul", *(tag("li", reason) for reason in waiting.reasons))])


def _routine(why: str, pairs: Sequence[tuple[str, str]], people: People) -> Markup:
    by_assignment: dict[str, list[str]] = {}
    for assignment, student in pairs:
        by_assignment.setdefault(assignment, []).append(people.label(student))
    rows = [
        (assignment, str(len(labels)), _listed(labels))
        for assignment, labels in by_assignment.items()
    ]
    return tag(
        "details",
        tag("summary", f"{why}: {count(len(pairs), 'submission')}"),
        table(why, ("Assignment", "Submissions", "Students"), rows, numeric=(1,)),
    )


def _listed(labels: Sequence[str]) -> Markup:
    parts: list[str] = []
    for label in labels:
        parts += [", "] if parts else []
        parts.append(tag("bdi", label))
    return join(parts)
