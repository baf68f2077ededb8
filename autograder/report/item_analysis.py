"""Item analysis: how hard each exercise was, and whether it tells the students apart.

The test that an item belongs to is its assignment. Scores may lie anywhere between 0 and the
exercise's points, so difficulty is a mean share and discrimination a product-moment correlation.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.report.types import Entry

# With fewer students the 95 % interval of a very good item (r = 0.40) still contains zero:
# atanh(0.40) - 1.96 / sqrt(n - 3) > 0 needs n >= 25.
MIN_STUDENTS = 25
HARD = 0.5  # below this mean share of the points an exercise is called hard


@dataclass(frozen=True)
class Item:
    """One exercise seen over the class; `remark` says why there is no discrimination."""

    assignment: str
    exercise: str
    students: int
    full: int
    unnamed: int
    difficulty: float | None
    discrimination: float | None
    interval: tuple[float, float] | None
    remark: str


def difficulty(scores: Iterable[float], points: float) -> float:
    """Mean share of the points: 1 is an exercise that everybody solved.

    p = mean(score) / points

    >>> difficulty([4.0, 4.0, 1.0, 0.0], 4.0)
    0.5625

    Source: Crocker & Algina 1986, ch. 14 (item difficulty, extended from 0/1 to partial credit).
    """
    values = list(scores)
    return math.fsum(values) / (len(values) * points)


def discrimination(item: NDArray[np.float64], rest: NDArray[np.float64]) -> float | None:
    """Corrected item-total correlation, or None when one side is the same for everybody.

    r(X, T - X): the exercise against the total of the *other* exercises of its assignment.
    item, rest : (students,)

    >>> discrimination(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]))
    1.0

    Source: Crocker & Algina 1986, ch. 14 (the item's own part taken out of the total).
    """
    x, y = item - item.mean(), rest - rest.mean()
    spread_x, spread_y = math.sqrt(float(x @ x)), math.sqrt(float(y @ y))
    if spread_x <= 1e-9 * max(1.0, abs(item).max()) or spread_y <= 1e-9 * max(1.0, abs(rest).max()):
        return None
    return max(-1.0, min(1.0, round(float(x @ y) / (spread_x * spread_y), 12)))


def fisher_interval(r: float, students: int) -> tuple[float, float]:
    """The 95 % interval of a correlation of `students` pairs.

    tanh(atanh(r) -+ 1.96 / sqrt(n - 3))

    >>> [round(end, 3) for end in fisher_interval(0.5, 28)]
    [0.156, 0.736]

    Source: Fisher 1921, On the probable error of a coefficient of correlation.
    """
    middle = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, r)))
    half = 1.96 / math.sqrt(students - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def quality(r: float) -> str:
    """What a discrimination is called.

    >>> quality(0.35), quality(-0.1)
    ('good', 'negative')

    Source: Ebel & Frisbie 1991, guide for the upper-lower index; used for r by custom.
    """
    if r < 0:
        return "negative"
    bounds = ((0.4, "very good"), (0.3, "good"), (0.2, "marginal"))
    return next((word for least, word in bounds if r >= least), "weak")


def analyse(entries: Iterable[Entry]) -> list[Item]:
    """Every exercise with its difficulty and discrimination, in the order of the entries."""
    columns: dict[str, dict[str, list[Entry]]] = {}
    for entry in entries:
        columns.setdefault(entry.assignment, {}).setdefault(entry.exercise, []).append(entry)
    items = []
    for assignment, exercises in columns.items():
        correlations = _correlations(exercises)
        for exercise, graded in exercises.items():
            items.append(_item(assignment, exercise, graded, correlations[exercise]))
    return items


def _item(
    assignment: str, exercise: str, graded: list[Entry], correlation: tuple[float | None, int, str]
) -> Item:
    r, students, remark = correlation
    shares = [entry.score / entry.points for entry in graded if entry.score is not None]
    return Item(
        assignment=assignment,
        exercise=exercise,
        students=len(shares),
        full=sum(entry.full for entry in graded),
        unnamed=sum(
            entry.score is not None and not entry.full and not entry.hint_ids for entry in graded
        ),
        difficulty=difficulty(shares, 1.0) if shares else None,
        discrimination=r,
        interval=None if r is None else fisher_interval(r, students),
        remark=remark,
    )


def _correlations(exercises: dict[str, list[Entry]]) -> dict[str, tuple[float | None, int, str]]:
    """(discrimination, students it rests on, why there is none) by exercise of one assignment."""
    scores_by_student: dict[str, list[float]] = {}
    for graded in exercises.values():
        for entry in graded:
            if entry.score is not None:
                scores_by_student.setdefault(entry.student, []).append(entry.score)
    # A student with an open mark has no total: only complete rows count.
    complete = [row for row in scores_by_student.values() if len(row) == len(exercises)]
    students = len(complete)
    if len(exercises) < 2:
        return dict.fromkeys(exercises, (None, students, "needs two exercises"))
    if students < MIN_STUDENTS:
        reason = f"too few students: {students} of {MIN_STUDENTS} needed"
        return dict.fromkeys(exercises, (None, students, reason))
    matrix = np.array(complete)
    total = matrix.sum(axis=1)
    found = {}
    for column, exercise in enumerate(exercises):
        r = discrimination(matrix[:, column], total - matrix[:, column])
        constant = np.ptp(matrix[:, column]) <= 1e-9
        same = "everyone scored the same" if constant else "the other exercises do not differ"
        found[exercise] = (r, students, "" if r is not None else same)
    return found
