"""Schedules as pure functions: 0-based step -> the rate that this update uses.

A factory checks its arguments once and returns the function. `base` (or `peak`) may be an array
of rates, one for each member of a population. `SCHEDULES` maps a name to its factory. What depends
on the loss as well, reduce on plateau, carries its state in the open: plateau.py.
"""

from collections.abc import Callable

from lrlib.schedules.cycles import cosine_restarts, cyclical, join, one_cycle
from lrlib.schedules.decay import (
    constant,
    cosine_annealing,
    exponential_decay,
    inverse_time_decay,
    linear_decay,
    multi_step_decay,
    polynomial_decay,
    step_decay,
)
from lrlib.schedules.plateau import Plateau, plateau_start, plateau_update
from lrlib.schedules.warmup import linear_warmup, warmup_cosine, warmup_then, wsd
from lrlib.types import Schedule

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

__all__ = [
    "SCHEDULES",
    "Plateau",
    "join",
    "plateau_start",
    "plateau_update",
    "warmup_then",
    *SCHEDULES,
]
