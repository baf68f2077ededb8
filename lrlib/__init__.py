"""A small laboratory for the learning rate: problems, optimizers, schedules, training, search.

Names are loaded when they are first used (PEP 562), so that `import lrlib` costs next to nothing.
"""

from importlib import import_module
from typing import Any

_HOME_BY_NAME = {
    "PROBLEMS": "problems",
    "OPTIMIZERS": "optimizers",
    "SCHEDULES": "schedules",
    "train": "training",
    "sweep": "training",
    "from_step": "adapter",
    "from_loss": "adapter",
    "range_test": "finder",
    "grid_search": "search",
    "random_search": "search",
    "coarse_to_fine": "search",
    "successive_halving": "search",
    "digits": "dataset",
    "layerwise": "layers",
}
_MODULES = (
    *("adapter", "dataset", "engine", "finder", "layers", "measure", "optimizers"),
    *("course", "plotting", "progress", "progress_file"),
    *("problems", "recipe", "schedules", "search", "training", "types", "widgets"),
)


def __getattr__(name: str) -> Any:
    if name in _HOME_BY_NAME:
        return getattr(import_module(f"lrlib.{_HOME_BY_NAME[name]}"), name)
    if name in _MODULES:
        return import_module(f"lrlib.{name}")
    raise AttributeError(f"lrlib has no {name!r}; it has {', '.join(__dir__())}")


def __dir__() -> list[str]:
    return sorted({*_HOME_BY_NAME, *_MODULES})
