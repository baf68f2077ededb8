"""A report in plain words, for a terminal or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.core.verdict import Verdict

if TYPE_CHECKING:
    from autograder.core.report import Report

MARKS = {True: "✓ passed", False: "✗ not yet", None: "? ours"}
WAITS = "… waits"


def headline(report: Report) -> str:
    """The first line: the exercise and its points."""
    if report.score is None:
        return f"{report.name}: not scored"
    return f"{report.name}: {report.score:g} of {report.points:g} points"


def first_failure(report: Report) -> Verdict | None:
    """The property that the hint is about."""
    failing = [verdict for verdict in report.verdicts if verdict.passed is False]
    own = [verdict for verdict in failing if not verdict.waits]
    return next(iter(own or failing), None)


def evidence(report: Report) -> list[tuple[str, str]]:
    """What was called, what came back and (from the second attempt on) what was expected."""
    failure = first_failure(report)
    if failure is None or report.secret or failure.got == failure.said:
        return []  # nothing to show beyond the sentence, as for a function not written yet
    rows = [("We called", failure.called), ("came back", failure.got)]
    if report.attempt >= 2:
        rows.append(("expected", failure.want))
    return [(name, shown) for name, shown in rows if shown]


def hint_title(report: Report) -> str:
    """How the hint is introduced."""
    titles = {
        "mistake": "A known mistake: ",
        "convention": "Right elsewhere, another form here: ",
        "question": "A question: ",
    }
    return titles.get(report.hint_kind, "")


def pointer(report: Report) -> str:
    """Where to look next, once questions and numbers did not help."""
    return report.pointer if report.secret or report.attempt >= 3 else ""


def text(report: Report) -> str:
    """The whole report, line by line."""
    lines = [headline(report)]
    lines += [
        f"  {WAITS if verdict.waits else MARKS[verdict.passed]}  {verdict.label} "
        f"({verdict.points:g})"
        for verdict in report.verdicts
    ]
    failure = first_failure(report)
    if failure is not None:
        lines.append(failure.said)
        lines += [f"  {name}: {shown}" for name, shown in evidence(report)]
    if report.hint:
        lines.append(hint_title(report) + report.hint)
    if failure is not None and pointer(report):
        lines.append(pointer(report))
    if report.alert:
        lines.append(report.alert)
    return "\n".join(line for line in lines if line)
