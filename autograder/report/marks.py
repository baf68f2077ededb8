"""The marks of each assignment: how many handed in, and how the shares of the points spread."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.report.types import Entry

BINS = 10


@dataclass(frozen=True)
class Marks:
    """One assignment over the class. `shares` holds the finished submissions only, sorted."""

    assignment: str
    points: float
    shares: tuple[float, ...]
    open: int

    @property
    def handed_in(self) -> int:
        """How many students handed something in."""
        return len(self.shares) + self.open

    @property
    def full(self) -> int:
        """How many have every point."""
        return sum(share >= 1 - 1e-9 for share in self.shares)


def marks_by_assignment(entries: Iterable[Entry]) -> list[Marks]:
    """The marks of every assignment, in the order of the entries."""
    submissions: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        submissions.setdefault(entry.assignment, {}).setdefault(entry.student, []).append(entry)
    return [_marks(assignment, by_student) for assignment, by_student in submissions.items()]


def _marks(assignment: str, by_student: dict[str, list[Entry]]) -> Marks:
    points_by_exercise = {e.exercise: e.points for work in by_student.values() for e in work}
    shares = []
    for work in by_student.values():
        scores = [entry.score for entry in work if entry.score is not None]
        if len(scores) == len(work):
            shares.append(sum(scores) / sum(entry.points for entry in work))
    return Marks(
        assignment=assignment,
        points=sum(points_by_exercise.values()),
        shares=tuple(sorted(shares)),
        open=len(by_student) - len(shares),
    )


def histogram(shares: Sequence[float]) -> list[int]:
    """How many shares lie in each tenth; full marks belong to the last.

    [0, 0.1), [0.1, 0.2), ..., [0.9, 1]

    >>> histogram([0.0, 0.1, 0.95, 1.0])
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    """
    counts = [0] * BINS
    for share in shares:
        # Partial credit adds up to 0.7999999999999999 instead of 0.8: the small lift mends that.
        counts[min(BINS - 1, int(share * BINS + 1e-9))] += 1
    return counts


def quartiles(shares: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile, with linear interpolation between neighbours.

    >>> quartiles([0.0, 0.5, 1.0])
    (0.25, 0.5, 0.75)

    Source: Hyndman & Fan 1996, definition 7.
    """
    if len(shares) == 1:
        return shares[0], shares[0], shares[0]
    low, middle, high = statistics.quantiles(shares, n=4, method="inclusive")
    return low, middle, high
