"""A very small line chart: the right numbers and yours, as an inline SVG with words for everything.

No plotting library: a report must be there at once. Colours come from CSS variables, so that the
picture follows the light or dark theme of the page; the lines differ in dash and marker as well.
"""

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 460, 210
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 30, 40


@dataclass(frozen=True)
class Axes:
    """How numbers become places: x runs over indices, y over values (or their logarithms)."""

    count: int
    low: float
    high: float
    log: bool

    def x(self, index: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * index / max(1, self.count - 1)

    def y(self, value: float) -> float | None:
        height = _scaled(value, self.log)
        if height is None:
            return None
        share = (height - self.low) / (self.high - self.low)
        share = min(1.04, max(-0.04, share))
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def chart(
    title: str, x: str, y: str, right: list[float], yours: list[float], *, log: bool = False
) -> str:
    """The SVG text of a picture of two series, numbered from 0.

    >>> chart("Cosine", "step", "rate", [1.0, 0.5], [1.0, 0.4]).startswith("<svg")
    True
    """
    axes = _axes(right, yours, log)
    parts = [
        f'<svg class="lrc-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'width="{WIDTH}" height="{HEIGHT}" xmlns="http://www.w3.org/2000/svg">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(describe(right, yours))}</desc>",
        *_frame(title, x, y, axes),
        _line(axes, right, "lrc-right", dots=False),
        _line(axes, yours, "lrc-yours", dots=True),
        *_legend(),
        "</svg>",
    ]
    return "".join(parts)


def describe(right: list[float], yours: list[float]) -> str:
    """The picture in one sentence.

    >>> describe([1.0, 2.0, 3.0], [1.0, 2.5, 3.0])
    'Yours leaves the right line at step 1.'
    """
    for index, want in enumerate(right):
        if index >= len(yours):
            return f"Yours stops before step {index}."
        if not math.isclose(yours[index], want, rel_tol=1e-3, abs_tol=1e-9):
            return f"Yours leaves the right line at step {index}."
    return "Yours lies on the right line at every step."


def _scaled(value: float, log: bool) -> float | None:
    if not math.isfinite(value) or (log and value <= 0):
        return None
    return math.log10(value) if log else value


def _axes(right: list[float], yours: list[float], log: bool) -> Axes:
    known = [s for s in (_scaled(v, log) for v in right) if s is not None] or [0.0]
    largest = max(abs(height) for height in known)
    span = max(known) - min(known)
    # A line of yours that runs away may widen the picture, but not flatten the right one.
    room = 0.8 * span
    if span < 1e-6 * largest or span == 0.0:  # flat but for rounding
        span = 2.0 * (largest or 1.0)
        room = 4.0 * span
    floor, ceiling = min(known) - room, max(known) + room
    theirs = [s for s in (_scaled(v, log) for v in yours) if s is not None]
    shown = known + [min(ceiling, max(floor, s)) for s in theirs]
    low, high = min(shown), max(shown)
    if high - low < 0.05 * span:
        low, high = low - 0.25 * span, high + 0.25 * span
    return Axes(max(len(right), len(yours), 2), low, high, log)


def _frame(title: str, x: str, y: str, axes: Axes) -> list[str]:
    bottom, middle = HEIGHT - BOTTOM, (TOP + HEIGHT - BOTTOM) / 2
    parts = [
        f'<text class="lrc-title" x="{LEFT}" y="16">{escape(title)}</text>',
        f'<path class="lrc-axis" d="M{LEFT} {TOP}V{bottom}H{WIDTH - RIGHT}"/>',
        f'<text class="lrc-label" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" '
        f'text-anchor="middle">{escape(x)}</text>',
        f'<text class="lrc-label" transform="translate(12 {middle:.0f}) rotate(-90)" '
        f'text-anchor="middle">{escape(y)}</text>',
    ]
    for share in (0.0, 0.5, 1.0):
        height = axes.low + share * (axes.high - axes.low)
        text = f"{10.0**height if axes.log else _no_dust(height, axes):.3g}"
        place = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share
        parts.append(
            f'<text class="lrc-tick" x="{LEFT - 6}" y="{place + 4:.1f}" '
            f'text-anchor="end">{text}</text>'
        )
    for index in sorted({0, (axes.count - 1) // 2, axes.count - 1}):
        parts.append(
            f'<text class="lrc-tick" x="{axes.x(index):.1f}" y="{bottom + 15}" '
            f'text-anchor="middle">{index}</text>'
        )
    return parts


def _no_dust(height: float, axes: Axes) -> float:
    return 0.0 if abs(height) < 1e-9 * (axes.high - axes.low) else height


def _line(axes: Axes, values: list[float], name: str, *, dots: bool) -> str:
    path, marks, pen_down = [], [], False
    every = max(1, len(values) // 25)
    for index, value in enumerate(values):
        height = axes.y(value)
        if height is None:
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{axes.x(index):.1f} {height:.1f}")
        pen_down = True
        if dots and index % every == 0:
            marks.append(f'<circle cx="{axes.x(index):.1f}" cy="{height:.1f}" r="2.6"/>')
    line = f'<path d="{"".join(path)}"/>' if path else ""
    return f'<g class="{name}">{line}{"".join(marks)}</g>'


def _legend() -> list[str]:
    left, line, words = WIDTH - RIGHT - 128, HEIGHT - 10, HEIGHT - 6
    return [
        f'<g class="lrc-right"><path d="M{left} {line}h22"/></g>',
        f'<text class="lrc-tick" x="{left + 27}" y="{words}">right</text>',
        f'<g class="lrc-yours"><path d="M{left + 66} {line}h22"/>'
        f'<circle cx="{left + 77}" cy="{line}" r="2.6"/></g>',
        f'<text class="lrc-tick" x="{left + 93}" y="{words}">yours</text>',
    ]
