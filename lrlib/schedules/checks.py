"""What every factory checks, and the half cosine that several share."""

from __future__ import annotations

from math import cos, pi
from typing import Any

import numpy as np

from lrlib.types import PerMember


def half_cosine(high: Any, low: Any, fraction: float) -> Any:
    """From high (fraction 0) to low (fraction 1); exact at both ends."""
    return low + (high - low) * (1 + cos(pi * fraction)) / 2


def checked_rate(who: str, value: PerMember) -> Any:
    """A rate as a float, or an array of rates; raises unless finite and >= 0."""
    rate = np.asarray(value, dtype=float)
    if not (np.isfinite(rate) & (rate >= 0)).all():
        raise ValueError(f"{who} needs a finite rate >= 0, got {value}")
    return float(rate) if rate.ndim == 0 else rate


def check_positive(who: str, **values: float) -> None:
    """Raise unless every value is finite and above 0."""
    for name, value in values.items():
        if not 0 < value < np.inf:
            raise ValueError(f"{who} needs {name} > 0, got {value}")


def check_not_negative(who: str, **values: float) -> None:
    """Raise unless every value is finite and not below 0."""
    for name, value in values.items():
        if not 0 <= value < np.inf:
            raise ValueError(f"{who} needs {name} >= 0, got {value}")


def check_whole(who: str, least: int = 1, **values: int) -> None:
    """Raise unless every value is a whole number of at least `least`."""
    for name, value in values.items():
        if isinstance(value, bool) or int(value) != value or value < least:
            raise ValueError(f"{who} needs a whole number {name} >= {least}, got {value}")
