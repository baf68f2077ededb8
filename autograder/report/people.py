"""Who a line of the report is about, and what waits for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.report.anonymity import neutral_labels
from autograder.report.types import Entry

# A reason that more students share is routine work (written answers), not somebody's trouble.
ROUTINE = 5


@dataclass(frozen=True)
class People:
    """How students are called on the page."""

    label_by_student: Mapping[str, str]
    anonymous: bool

    def label(self, student: str) -> str:
        """The student's display name and id, or the neutral label on an anonymous page."""
        return self.label_by_student[student]


def name_people(
    students: Iterable[str], names: Mapping[str, str], anonymous: bool, salt: str
) -> People:
    """The labels of everybody who may appear on the page.

    >>> name_people(["ada", "ben"], {"ada": "Ada Lovelace"}, False, "").label("ada")
    'Ada Lovelace (ada)'
    """
    everybody = {*students, *names}
    if anonymous:
        return People(neutral_labels(everybody, salt), True)
    labels = {}
    for student in everybody:
        name = str(names.get(student) or "").strip()
        labels[student] = f"{name} ({student})" if name and name != student else student
    return People(labels, False)


@dataclass(frozen=True)
class Waiting:
    """One submission that needs a person, with every reason."""

    student: str
    assignment: str
    reasons: tuple[str, ...]
    urgent: bool


def waiting_for_a_person(
    to_read: Iterable[tuple[str, str, str]], entries: Iterable[Entry]
) -> tuple[list[Waiting], dict[str, list[tuple[str, str]]]]:
    """(submissions with a reason of their own, routine: reason -> (assignment, student) pairs).

    A submission without a mark (a fault of the grader, an unreadable file) is urgent, comes first
    and is listed even when the caller did not name it.
    """
    found = dict.fromkeys((str(who), str(what), str(why)) for who, what, why in to_read)
    named = {(who, what) for who, what, _ in found}
    urgent: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.score is None or entry.verdict in ("INFRA", "BAD_FILE"):
            urgent.add(entry.submission)
            if entry.submission not in named:
                reason = "the grader failed" if entry.verdict == "INFRA" else entry.verdict
                found[(*entry.submission, f"{reason}: {entry.exercise}")] = None
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for who, what, why in found:
        by_reason.setdefault(why, []).append((what, who))
    routine = {
        why: sorted(pairs)
        for why, pairs in by_reason.items()
        if len({who for _, who in pairs}) > ROUTINE
    }
    own: dict[tuple[str, str], list[str]] = {}
    for who, what, why in found:
        if why not in routine or (who, what) in urgent:
            own.setdefault((who, what), []).append(why)
    waiting = [Waiting(*key, tuple(reasons), key in urgent) for key, reasons in own.items()]
    return sorted(waiting, key=lambda w: (not w.urgent, w.assignment, w.student)), routine
