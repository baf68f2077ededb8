"""Schedules that rise again: restarts, one cycle, triangles; and schedules one after another."""

from __future__ import annotations

from typing import Any

from lrlib.schedules.checks import (
    check_not_negative,
    check_positive,
    check_whole,
    checked_rate,
    half_cosine,
)
from lrlib.types import PerMember, Schedule


def cosine_restarts(base: PerMember, period: int, mult: int = 1, low: float = 0.0) -> Schedule:
    """Cosine cycles of length period, period mult, period mult^2, ...; each starts at base.

    lr(t) = low + (base - low) (1 + cos(pi k / P)) / 2, k steps into a cycle of length P

    >>> [round(cosine_restarts(8.0, 2, mult=2)(t), 12) for t in range(7)]
    [8.0, 4.0, 8.0, 6.828427124746, 4.0, 1.171572875254, 8.0]

    Source: Loshchilov & Hutter 2017, eq. 5 (SGDR).
    """
    base = checked_rate("cosine_restarts", base)
    check_whole("cosine_restarts", period=period, mult=mult)
    check_not_negative("cosine_restarts", low=low)

    def lr(step: int) -> Any:
        if mult == 1:
            return half_cosine(base, low, step % period / period)
        into, length = step, period
        while into >= length:  # a logarithm would be off by one where rounding decides
            into, length = into - length, length * mult
        return half_cosine(base, low, into / length)

    return lr


def one_cycle(
    peak: PerMember,
    total: int,
    pct_start: float = 0.3,
    div: float = 25.0,
    final_div: float = 1e4,
    *,
    three_phase: bool = False,
) -> Schedule:
    """Up to the peak, and down far below the start, within one training.

    peak / div  ->  peak at u = pct_start total - 1  ->  peak / (div final_div) at total - 1
    three_phase: peak -> peak / div at 2 u, then down to the end; all pieces are half cosines

    >>> [round(one_cycle(1.0, 11, pct_start=0.5454545454545454)(t), 6) for t in (0, 5, 10)]
    [0.04, 1.0, 4e-06]

    Source: Smith & Topin 2018; OneCycleLR in PyTorch.
    """
    peak = checked_rate("one_cycle", peak)
    check_whole("one_cycle", total=total)
    check_positive("one_cycle", div=div, final_div=final_div)
    top, end = pct_start * total - 1, total - 1
    turn = 2 * pct_start * total - 2 if three_phase else top
    if not 0 < top <= turn < end:
        raise ValueError(
            "one_cycle needs its peak inside the run: 0 < pct_start total - 1 < total - 1, or"
            f" half of it with three phases, got pct_start={pct_start} and total={total}; use more"
            " steps"
        )
    start, final = peak / div, peak / (div * final_div)

    def lr(step: int) -> Any:
        if step <= top:
            return half_cosine(start, peak, step / top)
        if three_phase and step <= turn:
            return half_cosine(peak, start, (step - top) / (turn - top))
        high = start if three_phase else peak
        return half_cosine(high, final, min(1.0, (step - turn) / (end - turn)))

    return lr


def cyclical(peak: PerMember, half_period: int, low: float = 0.0, gamma: float = 1.0) -> Schedule:
    """Straight lines up and down between low and peak; gamma shrinks the height every step.

    lr(t) = low + (peak - low) gamma^t (1 - |t / half_period - 2 cycle + 1|),
    cycle = floor(1 + t / (2 half_period))

    >>> [cyclical(8.0, 2)(t) for t in range(5)]
    [0.0, 4.0, 8.0, 4.0, 0.0]

    Source: Smith 2017, section 3.2; CyclicLR in PyTorch ("exp_range").
    """
    peak = checked_rate("cyclical", peak)
    check_whole("cyclical", half_period=half_period)
    check_positive("cyclical", gamma=gamma)
    check_not_negative("cyclical", low=low)

    def lr(step: int) -> Any:
        into = step % (2 * half_period)
        height = min(into, 2 * half_period - into) / half_period
        return low + (peak - low) * height * gamma**step

    return lr


def join(*parts: tuple[Schedule, int]) -> Schedule:
    """Any schedules one after another, each for its number of steps and with its own clock.

    The last one goes on after its steps are over.

    >>> from lrlib.schedules import constant, exponential_decay
    >>> two = join((constant(8.0), 2), (exponential_decay(4.0, 0.5), 3))
    >>> [two(t) for t in range(6)]
    [8.0, 8.0, 4.0, 2.0, 1.0, 0.5]
    """
    if not parts:
        raise ValueError("join needs at least one (schedule, steps), got none")
    for _, length in parts:
        check_whole("join", steps=length)

    def lr(step: int) -> Any:
        for schedule, length in parts[:-1]:
            if step < length:
                return schedule(step)
            step -= length
        return parts[-1][0](step)

    return lr
