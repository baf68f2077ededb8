"""Things to minimise, one family a file; `PROBLEMS` maps a name to the factory of a Problem."""

from collections.abc import Callable

from lrlib.problems.catapult import catapult
from lrlib.problems.curved import rosenbrock, saddle, wavy
from lrlib.problems.mlp import mlp
from lrlib.problems.quadratic import bowl, noisy_bowl, ravine, rotated_ravine
from lrlib.problems.regression import linear_regression, logistic_regression
from lrlib.types import Problem

PROBLEMS: dict[str, Callable[..., Problem]] = {
    "bowl": bowl,
    "ravine": ravine,
    "rotated_ravine": rotated_ravine,
    "rosenbrock": rosenbrock,
    "wavy": wavy,
    "saddle": saddle,
    "noisy_bowl": noisy_bowl,
    "catapult": catapult,
    "linear_regression": linear_regression,
    "logistic_regression": logistic_regression,
    "mlp": mlp,
}

__all__ = ["PROBLEMS", *PROBLEMS]
