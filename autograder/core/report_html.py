"""A report as HTML: for the notebook and for the feedback page, in light and dark themes.

Everything that came from anywhere is escaped. A property is marked by a sign and a word, never by
colour alone.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from autograder.core.report_text import evidence, first_failure, headline, hint_title, pointer

if TYPE_CHECKING:
    from autograder.core.report import Report
    from autograder.core.verdict import Verdict

# JupyterLab's own colours where they exist; a page without them follows the reader's system.
STYLE = """<style>
.lrc{--lrc-ink:#1d232b;--lrc-soft:#56606d;--lrc-paper:#fff;--lrc-edge:#d5dae1;
--lrc-good:#13703f;--lrc-bad:#a8330b;--lrc-note:#eef4fb;--lrc-right-line:#0072b2;
--lrc-yours-line:#c2500a;font:14px/1.5 system-ui,sans-serif;color:var(--lrc-ink);
background:var(--lrc-paper);border:1px solid var(--lrc-edge);border-left:4px solid var(--lrc-bad);
border-radius:6px;padding:10px 14px;max-width:47rem;box-sizing:border-box}
.lrc.lrc-all{border-left-color:var(--lrc-good)}
.lrc .lrc-head{font-size:15px;font-weight:600;margin:0 0 6px}
.lrc ul.lrc-list{list-style:none;margin:0 0 8px;padding:0}
.lrc ul.lrc-list li{margin:0;padding:1px 0;display:flex;gap:.6em;align-items:baseline}
.lrc .lrc-mark{flex:0 0 5.4em;font-weight:600;white-space:nowrap}
.lrc .lrc-yes{color:var(--lrc-good)}.lrc .lrc-no{color:var(--lrc-bad)}
.lrc .lrc-open{color:var(--lrc-soft)}
.lrc .lrc-what{flex:1 1 auto}.lrc .lrc-points{color:var(--lrc-soft);white-space:nowrap}
.lrc p{margin:6px 0}
.lrc dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:6px 0}
.lrc dl dt{color:var(--lrc-soft);margin:0;padding:0;font-weight:400;white-space:nowrap;float:none;
width:auto}.lrc dl dd{margin:0;padding:0;min-width:0;width:auto}
.lrc p code,.lrc li code,.lrc dd code{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace;
background:none;color:inherit;padding:0;overflow-wrap:anywhere;white-space:pre-wrap}
.lrc .lrc-hint{background:var(--lrc-note);border-radius:4px;padding:7px 10px;margin:8px 0}
.lrc svg.lrc-picture{display:block;max-width:100%;height:auto;margin-top:8px}
.lrc svg text{fill:var(--lrc-soft);font:11px system-ui,sans-serif}
.lrc svg .lrc-title{fill:var(--lrc-ink);font-size:12px;font-weight:600}
.lrc svg .lrc-axis{fill:none;stroke:var(--lrc-soft);stroke-width:1}
.lrc svg .lrc-right path{fill:none;stroke:var(--lrc-right-line);stroke-width:3;opacity:.75}
.lrc svg .lrc-yours path{fill:none;stroke:var(--lrc-yours-line);stroke-width:1.6;
stroke-dasharray:5 3}
.lrc svg .lrc-yours circle{fill:var(--lrc-yours-line)}
@media (prefers-color-scheme:dark){.lrc{--lrc-ink:#e6e9ee;--lrc-soft:#a9b2bf;--lrc-paper:#15181d;
--lrc-edge:#3a414c;--lrc-good:#6fd3a0;--lrc-bad:#ff9a6b;--lrc-note:#1f2731;
--lrc-right-line:#56b4e9;--lrc-yours-line:#f0a03c}}
[data-jp-theme-light=true] .lrc{--lrc-ink:#1d232b;--lrc-soft:#56606d;--lrc-paper:#fff;
--lrc-edge:#d5dae1;--lrc-good:#13703f;--lrc-bad:#a8330b;--lrc-note:#eef4fb;
--lrc-right-line:#0072b2;--lrc-yours-line:#c2500a}
[data-jp-theme-light=false] .lrc{--lrc-ink:#e6e9ee;--lrc-soft:#a9b2bf;--lrc-paper:#15181d;
--lrc-edge:#3a414c;--lrc-good:#6fd3a0;--lrc-bad:#ff9a6b;--lrc-note:#1f2731;
--lrc-right-line:#56b4e9;--lrc-yours-line:#f0a03c}
</style>"""

MARKS = {
    True: ("lrc-yes", "✓ passed"),
    False: ("lrc-no", "✗ not yet"),
    None: ("lrc-open", "? ours"),
}
# Not judged by itself: it counts once the lines above it are right.
WAITS = ("lrc-open", "… waits")


def html(report: Report) -> str:
    """The whole report."""
    state = " lrc-all" if report.passed else ""
    return "".join(
        [
            STYLE,
            f'<div class="lrc{state}" role="region" aria-label="Check of {escape(report.name)}">',
            f'<p class="lrc-head">{escape(_headline(report))}</p>',
            '<ul class="lrc-list">',
            *[_line(verdict) for verdict in report.verdicts],
            "</ul>",
            *_failure(report),
            f"<p>{_prose(report.alert)}</p>" if report.alert else "",
            report.picture,
            "</div>",
        ]
    )


def _headline(report: Report) -> str:
    return f"{headline(report)} — all of it right" if report.passed else headline(report)


def _line(verdict: Verdict) -> str:
    style, mark = WAITS if verdict.waits else MARKS[verdict.passed]
    points = f"{verdict.points:g} {'point' if verdict.points == 1 else 'points'}"
    return (
        f'<li><span class="lrc-mark {style}">{mark}</span>'
        f'<span class="lrc-what">{_prose(verdict.label)}</span>'
        f'<span class="lrc-points">{points}</span></li>'
    )


def _failure(report: Report) -> list[str]:
    failure = first_failure(report)
    if failure is None:
        return []
    parts = [f"<p>{_prose(failure.said)}</p>"] if failure.said else []
    rows = [
        f"<dt>{escape(name)}</dt><dd><code>{escape(shown)}</code></dd>"
        for name, shown in evidence(report)
    ]
    if rows:
        parts.append("<dl>" + "".join(rows) + "</dl>")
    if report.hint:
        title = f"<strong>{escape(hint_title(report))}</strong>"
        parts.append(f'<p class="lrc-hint">{title}{_prose(report.hint)}</p>')
    if pointer(report):
        parts.append(f"<p>{_prose(pointer(report))}</p>")
    return parts


def _prose(sentence: str) -> str:
    """Escaped text in which `backticks` mark code."""
    pieces = escape(sentence).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(
        f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces)
    )
