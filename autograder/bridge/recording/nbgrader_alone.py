"""nbgrader without its extensions of Jupyter's server, which its package imports for everybody.

They bring a web server and nbconvert along: twice what the gradebook needs.
"""

from __future__ import annotations

import importlib
import sys
import threading
from types import ModuleType
from typing import Any

EXTENSIONS = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
)
_one_at_a_time = threading.Lock()


def import_nbgrader() -> None:
    """Import nbgrader; each of its extensions is imported when a server loads it."""
    with _one_at_a_time:
        if "nbgrader" in sys.modules:
            return
        stand_ins = {name: _stand_in(name) for name in EXTENSIONS}
        sys.modules.update(stand_ins)
        try:
            importlib.import_module("nbgrader")
        finally:
            for name in EXTENSIONS:
                del sys.modules[name]


def _stand_in(name: str) -> ModuleType:
    """A module with the one function that the package takes from an extension."""

    def load_jupyter_server_extension(app: Any) -> Any:
        return importlib.import_module(name).load_jupyter_server_extension(app)

    module = ModuleType(name)
    vars(module)["load_jupyter_server_extension"] = load_jupyter_server_extension
    return module
