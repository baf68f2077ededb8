"""Adam, and twelve ways to get it wrong, each as the same short function.

    (m, v, g, t, b1, b2, eps) -> (u, m, v)          theta moves by -lr u

`steps` gives the first steps of one of them, divided by the rate, for a stream of gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lrlib.widgets.scene import Array

Rule = Callable[[Any, Any, Any, int, float, float, float], tuple[Any, Any, Any]]


def _memories(m: Any, v: Any, g: Any, b1: float, b2: float) -> tuple[Any, Any]:
    return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2


def correct(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    """Kingma & Ba 2015, Algorithm 1."""
    m, v = _memories(m, v, g, b1, b2)
    return (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


def no_correction(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return m / (np.sqrt(v) + eps), m, v


def t_ahead(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    return correct(m, v, g, t + 1, b1, b2, eps)


def t_frozen(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    return correct(m, v, g, 1, b1, b2, eps)


def only_m(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return (m / (1 - b1**t)) / (np.sqrt(v) + eps), m, v


def only_v(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return m / (np.sqrt(v / (1 - b2**t)) + eps), m, v


def reset(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    return correct(0 * m, 0 * v, g, t, b1, b2, eps)


def corrected_kept(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    m, v = m / (1 - b1**t), v / (1 - b2**t)
    return m / (np.sqrt(v) + eps), m, v


def v_from_m(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * m**2
    return (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps), m, v


def raw_gradient(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return g / (np.sqrt(v / (1 - b2**t)) + eps), m, v


def no_root(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return (m / (1 - b1**t)) / (v / (1 - b2**t) + eps), m, v


def sign_only(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    return np.sign(g), m, v


def eps_outside(m: Any, v: Any, g: Any, t: int, b1: float, b2: float, eps: float) -> Any:
    m, v = _memories(m, v, g, b1, b2)
    return (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t)) + eps, m, v


class Bug(NamedTuple):
    """A rule and what it does, in one clause."""

    rule: Rule
    cause: str


BUGS: dict[str, Bug] = {
    "correct": Bug(correct, "both memories are corrected for their start at zero"),
    "no bias correction": Bug(
        no_correction, "both memories start at zero, and nobody makes up for it"
    ),
    "t starts at 2": Bug(t_ahead, "the first step is corrected as if it were the second"),
    "t never advances": Bug(t_frozen, "every step is corrected as if it were the first"),
    "only m corrected": Bug(only_m, "the divisor stays far too small at first"),
    "only v corrected": Bug(only_v, "the memory of the gradient still starts at zero"),
    "state is reset": Bug(reset, "m and v forget everything before each step"),
    "corrected values kept": Bug(corrected_kept, "the correction is applied again and again"),
    "v made from m": Bug(v_from_m, "v squares the average in place of the gradient"),
    "gradient in place of m": Bug(raw_gradient, "the memory m is filled but never used"),
    "no square root": Bug(no_root, "the step is divided by the square of the gradient's size"),
    "sign of the gradient": Bug(sign_only, "there is no memory at all"),
    "eps outside the fraction": Bug(eps_outside, "eps is added to the step, not to the divisor"),
}


def steps(
    name: str, grads: Array, *, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8
) -> Array:
    """The steps of a (buggy) Adam divided by the rate, one for each gradient of the stream.

    >>> steps("no bias correction", np.ones(3)).round(2).tolist()
    [3.16, 4.25, 4.95]
    """
    m = v = 0.0
    moves = []
    with np.errstate(all="ignore"):  # a bug may divide by nothing: that is what it shows
        for t, g in enumerate(np.asarray(grads, dtype=float), start=1):
            u, m, v = BUGS[name].rule(m, v, g, t, b1, b2, eps)
            moves.append(u)
    return np.array(moves)
