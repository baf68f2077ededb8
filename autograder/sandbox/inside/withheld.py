"""Takes the place of library modules that hold ready-made answers, while a notebook is graded.

Every name of such a module can be imported. What is called says that the formula has to be written
by hand; `autograder.core.library_watch` notices the call by the module's name.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any


class LibraryAnswer(RuntimeError):
    """The student's code uses the library's own version of what it should write."""


def _refuse(*_args: Any, **_kwargs: Any) -> Any:
    raise LibraryAnswer("The library's own version is not available when your work is graded.")


class Withheld:
    """Something of a withheld module: empty to look at, and refuses to be called."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Called from a function of the withheld module's name, so that the watch sees it.
        code = _refuse.__code__.replace(co_name=self._name)
        names = {"__name__": self._module, "LibraryAnswer": LibraryAnswer}
        return FunctionType(code, names)(*args, **kwargs)

    def __getattr__(self, name: str) -> "Withheld":
        if name.startswith("__"):
            raise AttributeError(name)
        return Withheld(self._module, name)

    def __getitem__(self, name: Any) -> "Withheld":
        return Withheld(self._module, name if isinstance(name, str) else self._name)

    def __contains__(self, name: object) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Any:
        return iter(())

    def keys(self) -> tuple[()]:
        """No names: a menu that is made from a table stays empty."""
        return ()

    items = values = keys


def look_up(module: str) -> Callable[[str], Withheld]:
    """The `__getattr__` of the withheld module called `module`."""

    def find(name: str) -> Withheld:
        if name.startswith("__"):
            raise AttributeError(name)
        return Withheld(module, name)

    return find
