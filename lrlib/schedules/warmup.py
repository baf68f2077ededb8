"""Schedules that begin with a rise: warmup, warmup and cosine, warmup-stable-decay."""

from __future__ import annotations

from typing import Any

from lrlib.schedules.checks import check_not_negative, check_whole, checked_rate
from lrlib.schedules.decay import constant, cosine_annealing
from lrlib.types import PerMember, Schedule


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

    >>> from lrlib.schedules import exponential_decay
    >>> [warmup_then(exponential_decay(8.0, 0.5), 2)(t) for t in range(4)]
    [4.0, 8.0, 8.0, 4.0]

    Source: Goyal et al. 2017, section 2.2.
    """
    check_whole("warmup_then", least=0, warmup=warmup)
    if start is not None:
        check_not_negative("warmup_then", start=start)

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
    check_whole("warmup_cosine", least=0, warmup=warmup)
    if not warmup < total:
        raise ValueError(f"warmup_cosine needs warmup < total, got {warmup} and {total}")
    return warmup_then(cosine_annealing(base, total - warmup, low), warmup)


def wsd(peak: PerMember, warmup: int, stable: int, decay: int, low: float = 0.0) -> Schedule:
    """Warmup, stable, decay: up, flat, and down in a straight line.

    lr(t) = peak (t + 1) / warmup, then peak for `stable` steps,
    then peak - (peak - low)(k + 1) / decay for k = 0 .. decay - 1, and low afterwards

    >>> [wsd(8.0, 2, 2, 4)(t) for t in range(9)]
    [4.0, 8.0, 8.0, 8.0, 6.0, 4.0, 2.0, 0.0, 0.0]

    Source: Hu et al. 2024, section 4; Haegele et al. 2024.
    """
    peak = checked_rate("wsd", peak)
    check_whole("wsd", least=0, warmup=warmup, stable=stable)
    check_whole("wsd", decay=decay)
    check_not_negative("wsd", low=low)

    def lr(step: int) -> Any:
        if step < warmup:
            return peak * (step + 1) / warmup
        k = step - warmup - stable
        if k < 0:
            return peak
        # the same line, written so that rounding cannot carry its last step below low
        return low + (peak - low) * (1 - min(k + 1, decay) / decay)

    return lr
