"""Wrong code made from right code: the reference's own source with one thing changed."""

import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

HEADER = "import math\n\nimport numpy as np\n\n\n"


def source_of(function: Callable[..., Any]) -> str:
    """The source of a function, without its docstring, runnable by itself."""
    text = textwrap.dedent(inspect.getsource(function))
    documentation = function.__doc__
    if documentation is not None:
        before, _, rest = text.partition('"""')
        text = before.rstrip(" ") + rest.partition('"""')[2].lstrip("\n")
    return HEADER + text


def edit(function: Callable[..., Any], *changes: tuple[str, str]) -> str:
    """The source of `function` with every `(old, new)` replaced; `old` must be there.

    >>> "return x + 1" in edit(_double, ("2 * x", "x + 1"))
    True
    """
    text = source_of(function)
    for old, new in changes:
        if old not in text:
            raise ValueError(f"edit needs a text that occurs in the source, got {old!r}")
        text = text.replace(old, new)
    return text


def function_of(source: str, name: str) -> Callable[..., Any]:
    """The function called `name` that `source` (trusted code of the course) defines.

    Every call makes a new one: some wrong versions remember what they were called with.
    """
    namespace: dict[str, Any] = {"__name__": "variant"}
    exec(_compiled(source, name), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


@cache
def _compiled(source: str, name: str) -> CodeType:
    return compile(source, f"<{name}>", "exec")


def _double(x: float) -> float:
    return 2 * x
