"""The table of the corpus: one line a case, with what came of it."""

import os
from pathlib import Path
from typing import NamedTuple

from attack_corpus import ATTACKS, BESIDE, ELSEWHERE, HAND_INS
from attack_corpus.finding import LIMITS as SHORT
from attack_corpus.finding import Finding, Place, examine, start_both_jails
from attack_corpus.notebooks import (
    ASSIGNMENT,
    LIMITS,
    NOTEBOOKS,
    as_notebook,
    hand_in_all,
    make_class,
    scores_due,
    scores_got,
)
from autograder.bridge.grading.result import Result
from autograder.bridge.whole_class.grade import Options, grade, kept_results
from autograder.sandbox import Sandbox

HEAD = f"""# Attacks and faults, and what comes of them

Derived by `python -m tests.attacks --write`, which runs all of it: {len(NOTEBOOKS)} hostile or
broken notebooks for the 130 numbered cases of the catalogue. Numbers without a notebook of their
own stand at the end, with the place where they are tested or the reason why they cannot arise.

A case of one cell runs between two honest exercises, which must keep their marks: `call` says what
the grader sees when it calls the function of the hostile cell, before the honest ones and once more
after them, then in the process of the cells itself if that is young and left nothing running. As a
hand-in of the first notebook (16 points) the hostile code answers the first exercise (4 points),
and the others are right.
After every case: it ended in time, nothing changed outside its folder, no process is left, no
planted secret was seen, no message tells of the machine, and the next case is not touched by it.
A number where one is due is no attack any more: "right" in the table is a right number.

| no. | what is tried | call | marks |
|--:|---|---|--:|
"""


class Row(NamedTuple):
    """One line: number, what is tried, what a call gave, marks as a hand-in."""

    number: int
    name: str
    call: str
    marks: str

    def line(self) -> str:
        return f"| {self.number} | {self.name.replace('|', '/')} | {self.call} | {self.marks} |"


def page(rows: list[Row]) -> str:
    """All rows by number, as a page in Markdown."""
    ordered = sorted(rows, key=lambda row: row.number)
    return HEAD + "\n".join(row.line() for row in ordered) + "\n"


def class_rows(folder: Path, workers: int) -> tuple[dict[str, str], list[str]]:
    """All cases as one class: the marks by student, and what is wrong with them."""
    room = make_class(folder, LIMITS)
    hand_in_all(room, NOTEBOOKS)
    summary = grade(room, [ASSIGNMENT], Options("strong", workers=workers))
    results = {result.student: result for result in kept_results(room, "strong")}
    wrong = [f"{who}: {why}" for who, _, why in summary.failed]
    for case in NOTEBOOKS:
        due, got = scores_due(case, results[case.student]), scores_got(results[case.student])
        wrong += [f"{case.student}: {got}, due {due}"] if got != due else []
    return {student: _marks(result) for student, result in results.items()}, wrong


def _marks(result: Result) -> str:
    kinds = dict.fromkeys(m.verdict for m in result.marks.values() if m.verdict != "OK")
    score = sum(mark.score or 0.0 for mark in result.marks.values())
    return f"{score:g} {' '.join(kinds)}".strip()


def single_rows(folder: Path, marks: dict[str, str]) -> tuple[list[Row], list[str]]:
    """The cases of one cell, each alone: their rows, and what is wrong with them."""
    rows, wrong = [], []
    canary = f"canary-{os.urandom(16).hex()}"
    (folder / "decoys").mkdir()
    place = Place(folder / "decoys", canary)
    os.environ["COURSE_SECRET"] = canary
    with Sandbox("strong", limits=SHORT) as sandbox:
        start_both_jails(sandbox)
        for attack in ATTACKS:
            found = examine(attack, sandbox, place)
            if found.broken or not safe(found, attack.cell, attack.outcome):
                found = examine(attack, sandbox, place)  # the clock on the wall, as in grading
            wrong += [f"{attack.id}: {what}" for what in found.broken]
            if not safe(found, attack.cell, attack.outcome):
                wrong.append(f"{attack.id}: {found.cell}, {found.calls}")
            mark = marks[as_notebook(attack).student]
            rows.append(Row(attack.number, attack.name, _call(found), mark))
    return rows, wrong


def safe(found: Finding, cell: str, outcome: str) -> bool:
    """Whether an attack ended in one of the ways that are allowed for it."""
    return found.cell in cell.split("|") and set(found.calls) <= set(outcome.split("|"))


def _call(found: Finding) -> str:
    """The cell's fate, if it did not just run, and what the calls gave."""
    said = [] if found.cell == "ok" else [f"cell: {found.cell}"]
    return ", ".join([*said, *dict.fromkeys(found.calls)])


def other_rows(marks: dict[str, str]) -> list[Row]:
    """Cases of whole hand-ins, and the numbers that have no notebook of their own."""
    rows = [Row(each.number, each.name, "whole hand-in", marks[each.student]) for each in HAND_INS]
    return rows + [Row(number, *said, "") for number, said in (BESIDE | ELSEWHERE).items()]


def read_rows(text: str) -> list[Row]:
    """The rows of a page."""
    lines = [line.strip("| ").split(" | ") for line in text[len(HEAD) :].splitlines()]
    return [Row(int(number), *words, *[""] * (3 - len(words))) for number, *words in lines]
