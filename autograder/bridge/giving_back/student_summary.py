"""What one student is told, short enough to mail: points, what was found, one hint an exercise.

As plain text and as HTML, in `summaries/STUDENT.txt` and `.html` of the class folder. They hold the
student's own marks and the checker's public words: no test, no secret input, nobody else's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.giving_back.export_format import number
from autograder.bridge.grading.result import Result
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.standing import Standing, columns_of, people_of
from autograder.core.text import clean
from autograder.report.markup import Markup, join, prose, tag

SIGNS = {True: "✓ passed", False: "✗ not yet", None: "? ours"}
BODY = "font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:1rem auto;padding:0 1rem"


@dataclass(frozen=True)
class Part:
    """One exercise or written answer: its heading, the properties, and what is said about it."""

    heading: str
    properties: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One assignment of one student."""

    heading: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Given:
    """What the gradebook holds for one cell, beyond the checker's score."""

    score: float | None
    by_person: bool
    comment: str = ""


def write_summaries(room: Classroom, results: Sequence[Result]) -> list[Path]:
    """A text and an HTML file for every student with results; readable by their owner only."""
    with open_gradebook(room) as gradebook:
        standings = {each.assignment: each for each in columns_of(gradebook)}
        names = {
            person.id: " ".join(filter(None, (person.first_name, person.last_name)))
            for person in people_of(gradebook)
        }
        given = _given(gradebook)
    chapters: dict[str, list[Chapter]] = {}
    answers = {
        name: {str(cell.grade_id): cell.points for cell in room.master(name).answers}
        for name in {result.assignment for result in results}
    }
    for result in sorted(results, key=lambda each: (each.student, each.assignment)):
        student, name = result.student, result.assignment
        column = standings.get(name)
        if column is None or student not in column.by_student:
            continue  # graded, but not recorded yet
        mine = given.get((student, name), {})
        parts = _parts(result, mine, answers[name])
        chapters.setdefault(student, []).append(
            _chapter(name, column.by_student[student], column.max_score, parts)
        )
    written = []
    for student, own in chapters.items():
        title = f"How your work was marked: {names.get(student) or student}"
        for suffix, text in (("txt", as_text(title, own)), ("html", as_html(title, own))):
            path = room.root / "summaries" / f"{student}.{suffix}"
            write_whole(path, text, mode=0o600)
            written.append(path)
    return written


def as_text(title: str, chapters: Sequence[Chapter]) -> str:
    """The summary for a plain mail."""
    lines = [title, "=" * len(title), ""]
    for chapter in chapters:
        lines += [chapter.heading, "-" * len(chapter.heading), *chapter.lines]
        for part in chapter.parts:
            lines += ["", part.heading]
            lines += [f"  {line}" for line in (*part.properties, *part.said)]
        lines.append("")
    return "\n".join(lines) + "\n"


def as_html(title: str, chapters: Sequence[Chapter]) -> str:
    """The same as a page; styles stand in the elements, since mail programs drop style sheets."""
    sections = (
        tag(
            "section",
            tag("h2", chapter.heading),
            *(tag("p", line) for line in chapter.lines),
            *map(_part_html, chapter.parts),
        )
        for chapter in chapters
    )
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title))
    body = tag("body", tag("h1", title), *sections, style=BODY)
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _part_html(part: Part) -> Markup:
    items = (
        tag("ul", *(tag("li", prose(line)) for line in part.properties))
        if part.properties
        else None
    )
    return join([tag("h3", part.heading), items, *(tag("p", prose(line)) for line in part.said)])


def _chapter(name: str, standing: Standing, max_score: float, parts: tuple[Part, ...]) -> Chapter:
    lines = []
    if standing.timestamp is not None:
        lines.append(f"Handed in {standing.timestamp:%Y-%m-%d %H:%M} UTC.")
    if standing.penalty:
        lines.append(f"It came late: {number(standing.penalty)} points were taken off.")
    if standing.status == "open":
        lines.append("A part waits for a person to read it; the points may still grow.")
    points = f"{number(standing.score)} of {number(max_score)} points"
    return Chapter(f"{name}: {points}", tuple(lines), parts)


def _parts(
    result: Result, given: Mapping[str, Given], answers: Mapping[str, float]
) -> tuple[Part, ...]:
    parts = []
    for mark in result.marks.values():
        own = given.get(mark.exercise, Given(mark.score, False))
        comment = given.get(f"{mark.exercise}_solution", Given(None, False)).comment
        shown = tuple(
            f"{SIGNS[passed]}  {label} ({number(points)})"
            for label, points, passed in mark.properties
        )
        heading = _heading(mark.exercise, own, mark.points)
        parts.append(Part(heading, shown, (*mark.said, *_comments(comment))))
    for name, points in answers.items():
        own = given.get(name, Given(None, False))
        # The checker itself gives an answer in words 0 only where the box was left as handed out.
        empty = own.score == 0 and not own.by_person
        said = ("Nothing was written here.",) if empty else ()
        parts.append(Part(_heading(name, own, points), (), (*said, *_comments(own.comment))))
    return tuple(parts)


def _heading(name: str, given: Given, points: float) -> str:
    if given.score is None:
        return f"{name}: not marked yet, of {number(points)}"
    by = " (given by a person)" if given.by_person else ""
    return f"{name}: {number(given.score)} of {number(points)}{by}"


def _comments(comment: str) -> tuple[str, ...]:
    return (f"Comment: {clean(comment, 4000)}",) if comment else ()


def _given(gradebook: Gradebook) -> dict[tuple[str, str], dict[str, Given]]:
    """What people and checker gave, by student and assignment, then by cell."""
    where = (SubmittedAssignment.student_id, Assignment.name, BaseCell.name)
    found: dict[tuple[str, str], dict[str, Given]] = {}
    for kind, columns in (
        (Comment, (Comment.manual_comment,)),
        (Grade, (Grade.auto_score, Grade.manual_score)),
    ):
        query = (
            select(*(each.label(f"c{n}") for n, each in enumerate((*where, *columns))))
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(kind, kind.notebook_id == SubmittedNotebook.id)
            .join(BaseCell, BaseCell.id == kind.cell_id)
        )
        for student, assignment, cell, *values in gradebook.db.execute(query):
            mine = found.setdefault((student, assignment), {})
            if kind is Comment:
                mine[cell] = Given(None, False, values[0] or "")
            else:
                auto, manual = values
                said = mine.get(cell, Given(None, False)).comment
                score = auto if manual is None else manual
                mine[cell] = Given(score, manual is not None, said)
    return found
