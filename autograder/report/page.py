"""The class report: one self-contained HTML page for the instructor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.report.anonymity import name_words, tells_who
from autograder.report.attempts import groups_by_attempts
from autograder.report.document import Section, document
from autograder.report.item_analysis import analyse
from autograder.report.marks import marks_by_assignment
from autograder.report.markup import Markup, tag
from autograder.report.mistakes import Hints, Mistake, rank_mistakes
from autograder.report.people import People, Reading, name_people, waiting_for_a_person
from autograder.report.sections.attempts import attempts_section
from autograder.report.sections.exercises import exercises_section
from autograder.report.sections.figures import figures
from autograder.report.sections.limits import limits_section
from autograder.report.sections.marks import marks_section
from autograder.report.sections.misunderstood import misunderstood
from autograder.report.sections.provenance import provenance_section
from autograder.report.sections.waiting import waiting_section
from autograder.report.types import Entry, read_entries


def class_page(
    entries: Iterable[Mapping[str, Any]],
    *,
    hints: Hints,
    names: Mapping[str, str],
    provenance: Mapping[str, Any],
    to_read: Iterable[tuple[str, str, str]],
    anonymous: bool = False,
    attempts: Mapping[tuple[str, str], int] | None = None,
) -> str:
    """The report of a class as one HTML page that needs no script and no other file.

    entries    what `autograder grade --json` writes
    hints      hint id -> (exercise, the hint, an example's source or None)
    names      student -> display name of everybody on the roster; may be empty
    provenance tier, seed_id, checker, versions, made
    to_read    (student, assignment, reason) for everything that needs a person
    anonymous  for showing in class: neutral labels, no notes, no reasons
    attempts   (student, assignment) -> how many hand-ins were graded, where that is known

    >>> page = class_page([], hints={}, names={}, provenance={}, to_read=[])
    >>> "Nothing has been graded yet" in page
    True
    """
    graded = read_entries(entries)
    reading = [(str(who), str(what), str(why)) for who, what, why in to_read]
    students = {entry.student for entry in graded} | {who for who, _, _ in reading}
    people = name_people(students, names, anonymous, str(provenance.get("seed_id", "")))
    mistakes = rank_mistakes(graded, hints)
    if anonymous:
        mistakes = _without_names(mistakes, name_words(students, names))
    needs = waiting_for_a_person(reading, graded)
    lead = tag("p", "Nothing has been graded yet: run autograder grade first.")
    sections: list[Section] = []
    if graded:
        lead, sections = _results(graded, mistakes, needs, people, len({*students, *names}))
    elif reading:
        sections = [_waiting(needs, people)]
    if groups := groups_by_attempts(graded, attempts or {}):
        body = attempts_section(groups, anonymous)
        sections.append(("attempts", "Score against attempts", body))
    sections += [("provenance", "Provenance", provenance_section(provenance, anonymous))]
    title = "Class report without names" if anonymous else "Class report"
    return document(title, lead, sections)


def _results(
    graded: Sequence[Entry],
    mistakes: Sequence[Mistake],
    needs: Reading,
    people: People,
    roster: int,
) -> tuple[Markup, list[Section]]:
    """The figures at the top and the sections about the class, the most useful first."""
    items, marks = analyse(graded), marks_by_assignment(graded)
    return figures(graded, marks, mistakes, roster, needs), [
        ("misunderstood", "What the class misunderstood", misunderstood(mistakes, items)),
        _waiting(needs, people),
        ("marks", "Marks", marks_section(marks, roster)),
        ("exercises", "Exercises", exercises_section(items)),
        ("limits", "Limits and notes", limits_section(graded, people)),
    ]


def _waiting(needs: Reading, people: People) -> Section:
    return "people", "Who needs a person", waiting_section(needs, people)


def _without_names(mistakes: Sequence[Mistake], words: frozenset[str]) -> list[Mistake]:
    """The mistakes, without the examples in which somebody's id or name stands."""
    return [
        replace(mistake, example=None) if tells_who(mistake.example or "", words) else mistake
        for mistake in mistakes
    ]
