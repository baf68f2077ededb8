"""Limits that were hit, and notes about submissions that were put right before grading."""

from collections.abc import Sequence

from autograder.report.markup import Markup, count, join, table, tag, word
from autograder.report.people import People
from autograder.report.types import VERDICTS, Entry

FOLDED = 10  # longer tables are folded away


def limits_section(entries: Sequence[Entry], people: People) -> Markup:
    """The section: verdicts in all, who hit a limit, and the notes (not on an anonymous page)."""
    return join([_verdicts(entries), _limits(entries, people), _notes(entries, people)])


def _verdicts(entries: Sequence[Entry]) -> Markup:
    rows = []
    for verdict, meaning in VERDICTS.items():
        group = [entry for entry in entries if entry.verdict == verdict]
        if group:
            students = len({entry.student for entry in group})
            rows.append((tag("code", verdict), meaning, str(len(group)), str(students)))
    head = ("Verdict", "Meaning", "Exercises", "Students")
    return table("All verdicts", head, rows, numeric=(2, 3))


def _limits(entries: Sequence[Entry], people: People) -> Markup:
    rows = [
        (
            people.label(entry.student),
            word(entry.assignment),
            tag("code", entry.exercise),
            VERDICTS[entry.verdict],
        )
        for entry in entries
        if entry.verdict.startswith("LIMIT_")
    ]
    if not rows:
        return tag("p", "No submission hit a limit.")
    listed = table("Limits hit", ("Student", "Assignment", "Exercise", "Limit"), rows)
    return _folded(f"Limits hit: {count(len(rows), 'exercise')}", listed, len(rows))


def _notes(entries: Sequence[Entry], people: People) -> Markup:
    # A note about the whole submission stands on each of its exercises; it is listed once.
    notes = dict.fromkeys((*entry.submission, note) for entry in entries for note in entry.notes)
    if not notes:
        return tag("p", "No submission had to be put right before it was graded.")
    if people.anonymous:
        submissions = len({(student, assignment) for student, assignment, _ in notes})
        return tag(
            "p",
            f"{count(submissions, 'submission')} with notes. They hold words from the students' "
            "files and are left out of the page without names.",
        )
    rows = [(people.label(student), word(assignment), note) for student, assignment, note in notes]
    listed = table("Notes", ("Student", "Assignment", "Note"), rows)
    return _folded(count(len(rows), "note"), listed, len(rows))


def _folded(summary: str, listed: Markup, rows: int) -> Markup:
    return tag("details", tag("summary", summary), listed) if rows > FOLDED else listed
