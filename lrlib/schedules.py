"""Schedules as pure functions: 0-based step -> the rate that this update uses.

A factory checks its arguments once and returns the function. `base` (or `peak`) may be an array
of rates, one for each member of a population. `SCHEDULES` maps a name to its factory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi
from typing import Any

import numpy as np

from lrlib.types import PerMember, Schedule


def constant(base: PerMember) -> Schedule:
    """The same rate for ever.

    >>> constant(0.1)(1000)
    0.1
    """
    base = _rate("constant", base)
    return lambda step: base


def step_decay(base: PerMember, drop: float, every: int) -> Schedule:
    """A factor `drop` after every `every` steps.

    lr(t) = base drop^(t // every)

    >>> [step_decay(8.0, 0.5, 10)(t) for t in (0, 9, 10, 25)]
    [8.0, 8.0, 4.0, 2.0]

    Source: He et al. 2016, section 3.4; StepLR in PyTorch.
    """
    base = _rate("step_decay", base)
    _positive("step_decay", drop=drop)
    _whole("step_decay", every=every)
    return lambda step: base * drop ** (step // every)


def multi_step_decay(base: PerMember, drop: float, milestones: Sequence[int]) -> Schedule:
    """A factor `drop` at each milestone, which is the first step with the lower rate.

    lr(t) = base drop^(number of milestones <= t)         (Keras drops one step later)

    >>> [multi_step_decay(8.0, 0.5, [3, 5])(t) for t in (2, 3, 4, 5)]
    [8.0, 4.0, 4.0, 2.0]

    Source: He et al. 2016, section 4.2; MultiStepLR in PyTorch.
    """
    base = _rate("multi_step_decay", base)
    _positive("multi_step_decay", drop=drop)
    marks = [int(mark) for mark in milestones]
    if marks != sorted(marks) or (marks and marks[0] < 0):
        raise ValueError(f"multi_step_decay needs rising milestones >= 0, got {milestones}")
    return lambda step: base * drop ** sum(mark <= step for mark in marks)


def exponential_decay(base: PerMember, gamma: float) -> Schedule:
    """A factor `gamma` every step.

    lr(t) = base gamma^t

    >>> exponential_decay(8.0, 0.5)(2)
    2.0

    Source: ExponentialLR in PyTorch; its sum is finite, base / (1 - gamma), for gamma < 1.
    """
    base = _rate("exponential_decay", base)
    _positive("exponential_decay", gamma=gamma)
    return lambda step: base * gamma**step


def inverse_time_decay(base: PerMember, k: float) -> Schedule:
    """Slow enough to reach any point, fast enough to remove the noise.

    lr(t) = base / (1 + k t)

    >>> inverse_time_decay(8.0, 1.0)(3)
    2.0

    Source: Robbins & Monro 1951, eq. 27 (rates of type 1/n).
    """
    base = _rate("inverse_time_decay", base)
    _not_negative("inverse_time_decay", k=k)
    return lambda step: base / (1 + k * step)


def polynomial_decay(base: PerMember, total: int, power: float = 1.0, low: float = 0.0) -> Schedule:
    """From base to low along a power of the time that is left.

    lr(t) = low + (base - low) (1 - t / total)^power, held at low afterwards

    >>> polynomial_decay(8.0, 10, power=2)(5)
    2.0

    Source: PolynomialLR in PyTorch; linear (power 1): Defazio et al. 2023.
    """
    base = _rate("polynomial_decay", base)
    _whole("polynomial_decay", total=total)
    _positive("polynomial_decay", power=power)
    _not_negative("polynomial_decay", low=low)
    return lambda step: low + (base - low) * max(0.0, 1 - step / total) ** power


def linear_decay(base: PerMember, total: int, low: float = 0.0) -> Schedule:
    """From base to low in a straight line.

    lr(t) = low + (base - low) (1 - t / total), held at low afterwards

    >>> linear_decay(8.0, 10)(5)
    4.0

    Source: Defazio et al. 2023, Corollary 2.
    """
    return polynomial_decay(base, total, 1.0, low)


def cosine_annealing(base: PerMember, total: int, low: float = 0.0) -> Schedule:
    """Half a cosine from base to low.

    lr(t) = low + (base - low) (1 + cos(pi t / total)) / 2, held at low afterwards
    (PyTorch goes up again after `total`; optax and Keras hold)

    >>> round(cosine_annealing(8.0, 10)(5), 12)
    4.0

    Source: Loshchilov & Hutter 2017, eq. 5, with one cycle.
    """
    base = _rate("cosine_annealing", base)
    _whole("cosine_annealing", total=total)
    _not_negative("cosine_annealing", low=low)
    return lambda step: _half_cosine(base, low, min(step, total) / total)


def linear_warmup(peak: PerMember, warmup: int, start: float | None = None) -> Schedule:
    """A straight line up to the peak, then the peak.

    lr(t) = peak (t + 1) / warmup while t < warmup
    start: the factor of the peak at step 0, and the peak at step `warmup`, as LinearLR in PyTorch
    has it; start=0 is optax' and Keras' line, whose first update has the rate 0.

    >>> [linear_warmup(8.0, 4)(t) for t in (0, 1, 3, 9)]
    [2.0, 4.0, 8.0, 8.0]

    Source: Goyal et al. 2017, section 2.2.
    """
    return warmup_then(constant(peak), warmup, start)


def warmup_then(schedule: Schedule, warmup: int, start: float | None = None) -> Schedule:
    """A linear warmup in front of any schedule, whose clock starts when the warmup is over.

    lr(t) = schedule(0) (t + 1) / warmup while t < warmup, then schedule(t - warmup)

    >>> [warmup_then(exponential_decay(8.0, 0.5), 2)(t) for t in range(4)]
    [4.0, 8.0, 8.0, 4.0]

    Source: Goyal et al. 2017, section 2.2.
    """
    _whole("warmup_then", least=0, warmup=warmup)
    if start is not None:
        _not_negative("warmup_then", start=start)

    def lr(step: int) -> Any:
        if step >= warmup:
            return schedule(step - warmup)
        if start is None:
            return schedule(0) * (step + 1) / warmup
        return schedule(0) * (start + (1 - start) * step / warmup)

    return lr


def warmup_cosine(base: PerMember, warmup: int, total: int, low: float = 0.0) -> Schedule:
    """A linear warmup, then a cosine that reaches low at step `total`.

    lr(t) = base (t + 1) / warmup while t < warmup, then cosine annealing of length total - warmup

    >>> [round(warmup_cosine(8.0, 2, 6)(t), 12) for t in (0, 1, 2, 4, 6)]
    [4.0, 8.0, 8.0, 4.0, 0.0]

    Source: Goyal et al. 2017; Loshchilov & Hutter 2017.
    """
    _whole("warmup_cosine", least=0, warmup=warmup)
    if not warmup < total:
        raise ValueError(f"warmup_cosine needs warmup < total, got {warmup} and {total}")
    return warmup_then(cosine_annealing(base, total - warmup, low), warmup)


def cosine_restarts(base: PerMember, period: int, mult: int = 1, low: float = 0.0) -> Schedule:
    """Cosine cycles of length period, period mult, period mult^2, ...; each starts at base.

    lr(t) = low + (base - low) (1 + cos(pi k / P)) / 2, k steps into a cycle of length P

    >>> [round(cosine_restarts(8.0, 2, mult=2)(t), 12) for t in range(7)]
    [8.0, 4.0, 8.0, 6.828427124746, 4.0, 1.171572875254, 8.0]

    Source: Loshchilov & Hutter 2017, eq. 5 (SGDR).
    """
    base = _rate("cosine_restarts", base)
    _whole("cosine_restarts", period=period, mult=mult)
    _not_negative("cosine_restarts", low=low)

    def lr(step: int) -> Any:
        if mult == 1:
            return _half_cosine(base, low, step % period / period)
        into, length = step, period
        while into >= length:  # a logarithm would be off by one where rounding decides
            into, length = into - length, length * mult
        return _half_cosine(base, low, into / length)

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
    peak = _rate("one_cycle", peak)
    _whole("one_cycle", total=total)
    _positive("one_cycle", div=div, final_div=final_div)
    top, end = pct_start * total - 1, total - 1
    turn = 2 * pct_start * total - 2 if three_phase else top
    if not 0 < top <= turn < end:
        raise ValueError(
            "one_cycle needs its peak inside the run, 0 < pct_start total - 1 < total - 1 (half of it"
            f" for three phases), got pct_start={pct_start} and total={total}; use more steps"
        )
    start, final = peak / div, peak / (div * final_div)

    def lr(step: int) -> Any:
        if step <= top:
            return _half_cosine(start, peak, step / top)
        if three_phase and step <= turn:
            return _half_cosine(peak, start, (step - top) / (turn - top))
        high = start if three_phase else peak
        return _half_cosine(high, final, min(1.0, (step - turn) / (end - turn)))

    return lr


def cyclical(low: float, peak: PerMember, half_period: int, gamma: float = 1.0) -> Schedule:
    """Straight lines up and down between low and peak; gamma shrinks the height every step.

    lr(t) = low + (peak - low) gamma^t (1 - |t / half_period - 2 cycle + 1|),
    cycle = floor(1 + t / (2 half_period))

    >>> [cyclical(0.0, 8.0, 2)(t) for t in range(5)]
    [0.0, 4.0, 8.0, 4.0, 0.0]

    Source: Smith 2017, section 3.2; CyclicLR in PyTorch ("exp_range").
    """
    peak = _rate("cyclical", peak)
    _whole("cyclical", half_period=half_period)
    _positive("cyclical", gamma=gamma)
    _not_negative("cyclical", low=low)

    def lr(step: int) -> Any:
        into = step % (2 * half_period)
        height = min(into, 2 * half_period - into) / half_period
        return low + (peak - low) * height * gamma**step

    return lr


def wsd(peak: PerMember, warmup: int, stable: int, decay: int, low: float = 0.0) -> Schedule:
    """Warmup, stable, decay: up, flat, and down in a straight line.

    lr(t) = peak (t + 1) / warmup, then peak for `stable` steps,
    then peak - (peak - low)(k + 1) / decay for k = 0 .. decay - 1, and low afterwards

    >>> [wsd(8.0, 2, 2, 4)(t) for t in range(9)]
    [4.0, 8.0, 8.0, 8.0, 6.0, 4.0, 2.0, 0.0, 0.0]

    Source: Hu et al. 2024, section 4; Haegele et al. 2024.
    """
    peak = _rate("wsd", peak)
    _whole("wsd", least=0, warmup=warmup, stable=stable)
    _whole("wsd", decay=decay)
    _not_negative("wsd", low=low)

    def lr(step: int) -> Any:
        if step < warmup:
            return peak * (step + 1) / warmup
        k = step - warmup - stable
        if k < 0:
            return peak
        return peak - (peak - low) * (k + 1) / decay if k < decay else low + 0 * peak

    return lr


def join(*parts: tuple[Schedule, int]) -> Schedule:
    """Any schedules one after another, each for its number of steps and with its own clock.

    The last one goes on after its steps are over.

    >>> two = join((constant(8.0), 2), (exponential_decay(4.0, 0.5), 3))
    >>> [two(t) for t in range(6)]
    [8.0, 8.0, 4.0, 2.0, 1.0, 0.5]
    """
    if not parts:
        raise ValueError("join needs at least one (schedule, steps), got none")
    for _, length in parts:
        _whole("join", steps=length)

    def lr(step: int) -> Any:
        for schedule, length in parts[:-1]:
            if step < length:
                return schedule(step)
            step -= length
        return parts[-1][0](step)

    return lr


SCHEDULES: dict[str, Callable[..., Schedule]] = {
    "constant": constant,
    "step_decay": step_decay,
    "multi_step_decay": multi_step_decay,
    "exponential_decay": exponential_decay,
    "inverse_time_decay": inverse_time_decay,
    "polynomial_decay": polynomial_decay,
    "linear_decay": linear_decay,
    "cosine_annealing": cosine_annealing,
    "linear_warmup": linear_warmup,
    "warmup_cosine": warmup_cosine,
    "cosine_restarts": cosine_restarts,
    "one_cycle": one_cycle,
    "cyclical": cyclical,
    "wsd": wsd,
}


def _half_cosine(high: Any, low: Any, fraction: float) -> Any:
    """From high (fraction 0) to low (fraction 1); exact at both ends."""
    return low + (high - low) * (1 + cos(pi * fraction)) / 2


def _rate(who: str, value: PerMember) -> Any:
    """A rate as a float, or an array of rates; raises unless finite and >= 0."""
    rate = np.asarray(value, dtype=float)
    if not (np.isfinite(rate) & (rate >= 0)).all():
        raise ValueError(f"{who} needs a finite rate >= 0, got {value}")
    return float(rate) if rate.ndim == 0 else rate


def _positive(who: str, **values: float) -> None:
    for name, value in values.items():
        if not 0 < value < np.inf:
            raise ValueError(f"{who} needs {name} > 0, got {value}")


def _not_negative(who: str, **values: float) -> None:
    for name, value in values.items():
        if not 0 <= value < np.inf:
            raise ValueError(f"{who} needs {name} >= 0, got {value}")


def _whole(who: str, least: int = 1, **values: int) -> None:
    for name, value in values.items():
        if isinstance(value, bool) or int(value) != value or value < least:
            raise ValueError(f"{who} needs a whole number {name} >= {least}, got {value}")
