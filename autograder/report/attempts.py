"""Scores by how often a student handed in: only what is known, and no claim about causes."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.report.types import Entry

MANY = 4  # this many attempts and more are one group
LEAST_SHOWN = 3  # on a page without names, a smaller group would show single marks


@dataclass(frozen=True)
class Group:
    """The students who handed an assignment in `attempts` times; the last group holds more."""

    assignment: str
    attempts: int
    students: int
    median: float

    @property
    def label(self) -> str:
        """The number of attempts in words."""
        return f"{self.attempts} or more" if self.attempts == MANY else str(self.attempts)


def groups_by_attempts(
    entries: Iterable[Entry], attempts: Mapping[tuple[str, str], int]
) -> list[Group]:
    """The median share of the points by number of graded hand-ins, in the order of the entries.

    Submissions with an open mark, and those whose attempts are not known, are left out. An
    assignment that everybody handed in once has nothing to compare and is left out, too.
    """
    work: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        work.setdefault(entry.assignment, {}).setdefault(entry.student, []).append(entry)
    found: list[Group] = []
    for assignment, by_student in work.items():
        shares: dict[int, list[float]] = {}
        for student, mine in by_student.items():
            scores = [entry.score for entry in mine if entry.score is not None]
            known = attempts.get((student, assignment))
            if known is not None and len(scores) == len(mine):
                share = sum(scores) / sum(entry.points for entry in mine)
                shares.setdefault(min(MANY, known), []).append(share)
        if max(shares, default=1) > 1:
            found += [
                Group(assignment, times, len(some), statistics.median(some))
                for times, some in sorted(shares.items())
            ]
    return found
