"""Who a line of the report is about, and what waits for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.report.anonymity import neutral_labels
from autograder.report.markup import Markup, join, tag, text
from autograder.report.types import VERDICTS, Entry

# A reason that more students share is routine work (written answers), not somebody's trouble.
ROUTINE = 5


@dataclass(frozen=True)
class People:
    """How students are called on the page."""

    label_by_student: Mapping[str, Markup]
    anonymous: bool

    def label(self, student: str) -> Markup:
        """The student's display name and id, or the neutral label on an anonymous page."""
        return self.label_by_student[student]


def name_people(
    students: Iterable[str], names: Mapping[str, str], anonymous: bool, salt: str
) -> People:
    """The labels of everybody who may appear on the page.

    >>> name_people(["ada", "ben"], {"ada": "Ada Lovelace"}, False, "").label("ada")
    '<bdi>Ada Lovelace</bdi> (<bdi>ada</bdi>)'
    """
    everybody = {*students, *names}
    if anonymous:
        neutral = neutral_labels(everybody, salt)
        return People({student: text(label) for student, label in neutral.items()}, True)
    return People({student: _label(student, names.get(student)) for student in everybody}, False)


def _label(student: str, name: str | None) -> Markup:
    # <bdi>: a name written from right to left leaves the rest of the line as it is.
    own = tag("bdi", student)
    shown = (name or "").strip()
    return own if shown in ("", student) else join([tag("bdi", shown), " (", own, ")"])


@dataclass(frozen=True)
class Waiting:
    """One submission that needs a person, with every reason; `alert` says that no mark stands."""

    student: str
    assignment: str
    reasons: tuple[str, ...]
    alert: str


@dataclass(frozen=True)
class Reading:
    """What a person has to look at.

    `own` are the submissions with a reason of their own, those without a standing mark first;
    `routine` maps a reason that many share to its (assignment, student) pairs.
    """

    own: tuple[Waiting, ...]
    routine: Mapping[str, Sequence[tuple[str, str]]]


def waiting_for_a_person(
    to_read: Iterable[tuple[str, str, str]], entries: Iterable[Entry]
) -> Reading:
    """Everything named by the caller, and every submission without a mark whether named or not."""
    found = dict.fromkeys(to_read)
    alerts = _alerts(entries)
    for submission, (_, reason) in alerts.items():
        found[(*submission, reason)] = None
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
        if why not in routine or (who, what) in alerts:
            own.setdefault((who, what), []).append(why)
    waiting = [
        Waiting(*key, tuple(reasons), alerts.get(key, ("", ""))[0]) for key, reasons in own.items()
    ]
    waiting.sort(key=lambda one: (not one.alert, one.assignment, one.student))
    return Reading(tuple(waiting), routine)


def _alerts(entries: Iterable[Entry]) -> dict[tuple[str, str], tuple[str, str]]:
    """(alert, reason) of each submission that has no mark to stand on."""
    open_exercises: dict[tuple[str, str], list[str]] = {}
    alerts: dict[tuple[str, str], tuple[str, str]] = {}
    for entry in entries:
        if entry.verdict == "BY_HAND":
            continue  # its reason is among the notes
        if entry.score is None:
            open_exercises.setdefault(entry.submission, []).append(entry.exercise)
        elif entry.verdict == "BAD_FILE":
            alerts[entry.submission] = ("Unreadable.", VERDICTS["BAD_FILE"])
    for submission, exercises in open_exercises.items():
        alerts[submission] = ("Mark open.", f"a fault of the grader in {', '.join(exercises)}")
    return alerts
