"""What the commands print: the summary of a grading run and the table of marks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.whole_class.summary import Summary

PHASES = ("admit", "fork", "load", "check", "record")


def summary_text(summary: Summary, tier: str, room: Classroom) -> str:
    """How many were graded, where the time went, and what needs a person."""
    lines = [
        f"graded {summary.graded}, unchanged {summary.kept}, "
        f"{summary.wall:.1f} s, sandbox {tier}, seed {room.seed_id}"
    ]
    if summary.phases:
        lines.append(phases_text(summary.phases))
    verdicts: dict[str, int] = defaultdict(int)
    for entry in summary.entries:
        verdicts[entry["verdict"]] += 1
    lines.append(
        "exercises by verdict: " + ", ".join(f"{name} {n}" for name, n in sorted(verdicts.items()))
    )
    lines += [f"submitted/{name[:60]!r} is no student id; not graded" for name in room.odd_names()]
    if summary.needs_person:
        lines.append("needs a person:")
        lines += [f"  {who}/{what}: {why}" for who, what, why in summary.needs_person]
    if summary.failed:
        lines.append("not graded, run again or look into it:")
        lines += [f"  {who}/{what}: {why}" for who, what, why in summary.failed]
    return "\n".join(lines)


def phases_text(phases: dict[str, float]) -> str:
    """Where the time went, in the order of the way of a submission; workers are added up.

    >>> phases_text({"check": 6.0, "load": 3.0})
    'time by phase, workers added up: load 3.0 s (33 %), check 6.0 s (67 %)'
    """
    known = [name for name in PHASES if name in phases]
    order = known + sorted(set(phases) - set(known))
    whole = sum(phases.values()) or 1.0
    parts = [f"{name} {phases[name]:.1f} s ({phases[name] / whole:.0%})" for name in order]
    return "time by phase, workers added up: " + ", ".join(parts).replace("%", " %")


def marks_table(entries: list[dict[str, Any]]) -> str:
    """One line a student: the score in each assignment, and the mistakes that were named."""
    assignments = sorted({entry["assignment"] for entry in entries})
    scores: dict[tuple[str, str], float] = defaultdict(float)
    points: dict[str, dict[str, float]] = defaultdict(dict)
    named: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        scores[entry["student"], entry["assignment"]] += entry["score"] or 0.0
        points[entry["assignment"]][entry["exercise"]] = entry["points"]
        named[entry["student"]] += entry["hint_ids"]
    width = max([len(student) for student in named] + [7])
    head = "  ".join(f"{name:>16}" for name in assignments)
    lines = [f"{'student':<{width}}  {head}  named mistakes"]
    for student in sorted(named):
        cells = []
        for assignment in assignments:
            there = (student, assignment) in scores
            total = sum(points[assignment].values())
            text = f"{scores[student, assignment]:g} / {total:g}" if there else "-"
            cells.append(f"{text:>16}")
        lines.append(f"{student:<{width}}  {'  '.join(cells)}  {', '.join(named[student])}")
    return "\n".join(lines)
