"""The four numbers that an instructor asks for first."""

from collections.abc import Sequence

from autograder.report.marks import Marks, quartiles
from autograder.report.markup import Markup, count, percent, tag
from autograder.report.mistakes import Mistake
from autograder.report.people import Reading
from autograder.report.types import Entry


def figures(
    entries: Sequence[Entry],
    marks: Sequence[Marks],
    mistakes: Sequence[Mistake],
    roster: int,
    needs: Reading,
) -> Markup:
    """The strip at the top: what the class holds, who waits, the middle mark, who handed in."""
    routine = sum(map(len, needs.routine.values()))
    students = len({entry.student for entry in entries})
    submissions = count(len({entry.submission for entry in entries}), "submission")
    shares = [share for m in marks for share in m.shares]
    middle = percent(quartiles(shares)[1]) if shares else "–"
    waiting = f"and {routine} routine" if routine else "submissions"
    numbers = [
        _most_held(mistakes),
        ("Needs a person", str(len(needs.own)), waiting),
        ("Median mark", middle, f"of {count(len(shares), 'submission')}"),
        ("Handed in", f"{students} of {roster}", f"students, {submissions}"),
    ]
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", number, tag("small", detail)))
            for name, number, detail in numbers
        ),
        class_="figures",
    )


def _most_held(mistakes: Sequence[Mistake]) -> tuple[str, str, str]:
    if not mistakes:
        return "Most held mistake", "none", "of those the checker knows"
    most = mistakes[0]
    return "Most held mistake", f"{most.holders} of {most.students}", f"students, {most.exercise}"
