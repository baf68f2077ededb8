"""The recognised mistakes of a class, ranked by how many students hold them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.report.types import Entry

# hint id, or (exercise, hint id) -> (exercise, the hint as a question, example source or None).
# The pair serves a mistake that several exercises know by the same name.
Hints = Mapping[str | tuple[str, str], tuple[str, str, str | None]]


@dataclass(frozen=True)
class Mistake:
    """One misconception in one exercise: `holders` of the `students` who handed it in."""

    hint_id: str
    exercise: str
    assignment: str
    holders: int
    students: int
    question: str
    example: str | None

    @property
    def share(self) -> float:
        """The part of those who handed in the exercise that holds the misconception."""
        return self.holders / self.students


def rank_mistakes(entries: Iterable[Entry], hints: Hints) -> list[Mistake]:
    """The mistakes by number of holders, most first; ties by share, then in course order.

    A student counts once, however many properties of the exercise showed the mistake. A hint that
    `hints` does not describe for this exercise keeps its id and has no question.
    """
    handed_in: dict[tuple[str, str], set[str]] = {}
    holders: dict[tuple[str, str, str], set[str]] = {}
    for entry in entries:
        place = (entry.assignment, entry.exercise)
        handed_in.setdefault(place, set()).add(entry.student)
        for hint_id in entry.hint_ids:
            holders.setdefault((*place, hint_id), set()).add(entry.student)
    mistakes = []
    for (assignment, exercise, hint_id), who in holders.items():
        question, example = _described(hints, exercise, hint_id)
        mistakes.append(
            Mistake(
                hint_id=hint_id,
                exercise=exercise,
                assignment=assignment,
                holders=len(who),
                students=len(handed_in[assignment, exercise]),
                question=question,
                example=example,
            )
        )
    # sorted() is stable: what is equal stays in the order of the course.
    return sorted(mistakes, key=lambda mistake: (-mistake.holders, -mistake.share))


def _described(hints: Hints, exercise: str, hint_id: str) -> tuple[str, str | None]:
    for key in ((exercise, hint_id), hint_id):
        if key in hints and hints[key][0] == exercise:
            return hints[key][1], hints[key][2]
    return "", None
