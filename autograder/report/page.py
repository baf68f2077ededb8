"""The class report: one self-contained HTML page for the instructor."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.report.anonymity import name_words, tells_who
from autograder.report.item_analysis import analyse
from autograder.report.marks import Marks, marks_by_assignment, quartiles
from autograder.report.markup import Markup, count, join, percent, tag, trusted
from autograder.report.mistakes import Hints, Mistake, rank_mistakes
from autograder.report.people import name_people, waiting_for_a_person
from autograder.report.sections.exercises import exercises_section
from autograder.report.sections.limits import limits_section
from autograder.report.sections.marks import marks_section
from autograder.report.sections.misunderstood import misunderstood
from autograder.report.sections.provenance import provenance_section
from autograder.report.sections.waiting import waiting_section
from autograder.report.style import STYLE
from autograder.report.types import Entry, read_entries

Section = tuple[str, str, Markup]  # anchor, heading, body


def class_page(
    entries: Iterable[Mapping[str, Any]],
    *,
    hints: Hints,
    names: Mapping[str, str],
    provenance: Mapping[str, Any],
    to_read: Iterable[tuple[str, str, str]],
    anonymous: bool = False,
) -> str:
    """The report of a class as one HTML page that needs no script and no other file.

    entries    what `autograder grade --json` writes
    hints      hint id -> (exercise, the hint, an example's source or None)
    names      student -> display name of everybody on the roster; may be empty
    provenance tier, seed_id, checker, versions, made
    to_read    (student, assignment, reason) for everything that needs a person
    anonymous  for showing in class: neutral labels, no notes, no reasons

    >>> page = class_page([], hints={}, names={}, provenance={}, to_read=[])
    >>> page.startswith("<!DOCTYPE html>")
    True
    """
    graded, reading = read_entries(entries), list(to_read)
    students = {entry.student for entry in graded} | {str(who) for who, _, _ in reading}
    salt = str(provenance.get("seed_id", ""))
    people = name_people(students, names, anonymous, salt)
    waiting, routine = waiting_for_a_person(reading, graded)
    mistakes = rank_mistakes(graded, hints)
    if anonymous:
        mistakes = _without_names(mistakes, name_words(students, names))
    items, marks = analyse(graded), marks_by_assignment(graded)
    roster = len({*names, *(entry.student for entry in graded)})
    sections: list[Section] = [
        ("misunderstood", "What the class misunderstood", misunderstood(mistakes, items)),
        ("people", "Who needs a person", waiting_section(waiting, routine, people)),
        ("marks", "Marks", marks_section(marks, roster)),
        ("exercises", "Exercises", exercises_section(items)),
        ("limits", "Limits and notes", limits_section(graded, people)),
        ("provenance", "Provenance", provenance_section(provenance, anonymous)),
    ]
    to_look_at = {(w.student, w.assignment) for w in waiting}
    to_look_at.update((who, what) for pairs in routine.values() for what, who in pairs)
    figures = _figures(graded, marks, mistakes, roster, len(to_look_at))
    return _document(sections, figures, anonymous)


def _without_names(mistakes: Sequence[Mistake], words: frozenset[str]) -> list[Mistake]:
    """The mistakes, without the examples in which somebody's id or name stands."""
    return [
        replace(mistake, example=None) if tells_who(mistake.example or "", words) else mistake
        for mistake in mistakes
    ]


def _figures(
    entries: Sequence[Entry],
    marks: Sequence[Marks],
    mistakes: Sequence[Mistake],
    roster: int,
    to_look_at: int,
) -> Markup:
    """The four numbers that an instructor asks for first."""
    students = len({entry.student for entry in entries})
    submissions = len({entry.submission for entry in entries})
    shares = [share for m in marks for share in m.shares]
    middle = percent(quartiles(shares)[1]) if shares else "–"
    most = mistakes[0] if mistakes else None
    numbers = [
        ("Most held mistake", f"{most.holders} of {most.students}", most.exercise)
        if most
        else ("Most held mistake", "none", "of those the checker knows"),
        ("Needs a person", str(to_look_at), "submission" if to_look_at == 1 else "submissions"),
        ("Median mark", middle, f"over {count(len(marks), 'assignment')}"),
        ("Handed in", f"{students} of {roster}", f"students, {count(submissions, 'submission')}"),
    ]
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", number, tag("small", detail)))
            for name, number, detail in numbers
        ),
        class_="figures",
    )


def _document(sections: Sequence[Section], figures: Markup, anonymous: bool) -> str:
    title = "Class report without names" if anonymous else "Class report"
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", trusted(STYLE)),
    )
    links = (tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections)
    body = tag(
        "body",
        tag("header", tag("h1", title), figures),
        tag("nav", tag("ul", *links), aria_label="Sections"),
        tag("main", *map(_section, sections)),
    )
    return f"<!DOCTYPE html>\n{join([tag('html', head, body, lang='en')])}\n"


def _section(section: Section) -> Markup:
    anchor, heading, body = section
    name = f"{anchor}-heading"
    return tag("section", tag("h2", heading, id=name), body, id=anchor, aria_labelledby=name)
