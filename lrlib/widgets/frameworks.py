"""PyTorch and Keras for the notebook that drives them, and one sentence where they are missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from lrlib.widgets.yours import Note

INSTALL = "%pip install torch keras"


class Frameworks(Note):
    """`modules`: PyTorch and Keras, or None and None; shown as the sentence about them."""

    def __init__(self, torch: Any, keras: Any, text: str) -> None:
        super().__init__(text)
        self.modules = (torch, keras)

    @property
    def installed(self) -> bool:
        """Whether both are here."""
        return self.modules != (None, None)


@cache
def frameworks() -> Frameworks:
    """PyTorch and Keras with PyTorch under it, both in 64 bits and on one thread; loaded once."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    try:
        torch, keras = import_module("torch"), import_module("keras")
        if keras.backend.backend() != "torch":
            raise ImportError(f"Keras runs on {keras.backend.backend()} here, not on PyTorch")
    except Exception as error:  # somebody else's package: a broken one can raise anything
        why = "" if isinstance(error, ModuleNotFoundError) else f" ({error})"
        return Frameworks(
            *(None, None),
            f"This notebook drives PyTorch and Keras, which are not ready here{why}: run {INSTALL} "
            "in a cell, restart the kernel, and run the notebook again; until then the cells below "
            "only say what they wait for.",
        )
    torch.set_num_threads(1)
    keras.config.set_floatx("float64")
    return Frameworks(
        *(torch, keras), f"PyTorch {torch.__version__} and Keras {keras.__version__} are ready."
    )


def with_frameworks(show: Callable[[], Any]) -> Any:
    """`show()` where PyTorch and Keras are installed, else a sentence in its place."""
    if not frameworks().installed:
        return Note("This cell waits for PyTorch and Keras; the first cells say how to get them.")
    return show()
