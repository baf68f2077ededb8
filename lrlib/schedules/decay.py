"""Schedules that only go down: in steps, by a factor, by the time, along a line or a cosine."""

from __future__ import annotations

from collections.abc import Sequence

from lrlib.schedules.checks import (
    check_not_negative,
    check_positive,
    check_whole,
    checked_rate,
    half_cosine,
)
from lrlib.types import PerMember, Schedule


def constant(base: PerMember) -> Schedule:
    """The same rate for ever.

    >>> constant(0.1)(1000)
    0.1
    """
    base = checked_rate("constant", base)
    return lambda step: base


def step_decay(base: PerMember, drop: float, every: int) -> Schedule:
    """A factor `drop` after every `every` steps.

    lr(t) = base drop^(t // every)

    >>> [step_decay(8.0, 0.5, 10)(t) for t in (0, 9, 10, 25)]
    [8.0, 8.0, 4.0, 2.0]

    Source: He et al. 2016, section 3.4; StepLR in PyTorch.
    """
    base = checked_rate("step_decay", base)
    check_positive("step_decay", drop=drop)
    check_whole("step_decay", every=every)
    return lambda step: base * drop ** (step // every)


def multi_step_decay(base: PerMember, drop: float, milestones: Sequence[int]) -> Schedule:
    """A factor `drop` at each milestone, which is the first step with the lower rate.

    lr(t) = base drop^(number of milestones <= t)         (Keras drops one step later)

    >>> [multi_step_decay(8.0, 0.5, [3, 5])(t) for t in (2, 3, 4, 5)]
    [8.0, 4.0, 4.0, 2.0]

    Source: He et al. 2016, section 4.2; MultiStepLR in PyTorch.
    """
    base = checked_rate("multi_step_decay", base)
    check_positive("multi_step_decay", drop=drop)
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
    base = checked_rate("exponential_decay", base)
    check_positive("exponential_decay", gamma=gamma)
    return lambda step: base * gamma**step


def inverse_time_decay(base: PerMember, k: float) -> Schedule:
    """Slow enough to reach any point, fast enough to remove the noise.

    lr(t) = base / (1 + k t)

    >>> inverse_time_decay(8.0, 1.0)(3)
    2.0

    Source: Robbins & Monro 1951, eq. 27 (rates of type 1/n).
    """
    base = checked_rate("inverse_time_decay", base)
    check_not_negative("inverse_time_decay", k=k)
    return lambda step: base / (1 + k * step)


def polynomial_decay(base: PerMember, total: int, power: float = 1.0, low: float = 0.0) -> Schedule:
    """From base to low along a power of the time that is left.

    lr(t) = low + (base - low) (1 - t / total)^power, held at low afterwards

    >>> polynomial_decay(8.0, 10, power=2)(5)
    2.0

    Source: PolynomialLR in PyTorch; linear (power 1): Defazio et al. 2023.
    """
    base = checked_rate("polynomial_decay", base)
    check_whole("polynomial_decay", total=total)
    check_positive("polynomial_decay", power=power)
    check_not_negative("polynomial_decay", low=low)
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
    base = checked_rate("cosine_annealing", base)
    check_whole("cosine_annealing", total=total)
    check_not_negative("cosine_annealing", low=low)
    return lambda step: half_cosine(base, low, min(step, total) / total)
