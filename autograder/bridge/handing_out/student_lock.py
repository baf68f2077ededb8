"""The part of the project's lock that students need: exact versions and hashes, nothing else.

The graph is read from the packages installed here. What is locked for another system only
(`pywinpty`, `appnope`) is taken when any needed package names it, whatever the condition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEAD = """\
# The same packages as in requirements.txt, for conda users.
#   conda env create -f environment.yml
#   conda activate learning-rate-course
#   jupyter lab notebooks
name: learning-rate-course
channels:
  - conda-forge
dependencies:
  - python {python}
  - pip
  - pip:
"""


def student_lock(lock: str, roots: Sequence[str]) -> str:
    """The entries of `lock` for `roots` and all they need, hashes included."""
    by_name: dict[str, list[str]] = {}  # several, where each Python has a version of its own
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        name = canonicalize_name(re.split(r"[=<>; ]", entry, maxsplit=1)[0])
        by_name.setdefault(name, []).append(entry)
    needed = _closure(roots, set(by_name))
    return "\n".join(entry for name in sorted(needed) for entry in by_name[name]) + "\n"


def environment(lock: str, python: str, wheel_name: str) -> str:
    """The text of environment.yml for a lock and the wheel beside it."""
    lines = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    pins = [line.removesuffix("\\").strip() for line in lines]
    listed = "".join(f'      - "{pin}"\n' for pin in [*pins, f"./{wheel_name}"])
    return HEAD.format(python=python) + listed


def _closure(roots: Sequence[str], locked: set[str]) -> set[str]:
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(canonicalize_name(name), "") for name in roots]
    while waiting:
        item = waiting.pop()
        if item in seen or item[0] not in locked:
            continue
        seen.add(item)
        found.add(item[0])
        waiting += _needs(*item)
    return found


def _needs(name: str, extra: str) -> list[tuple[str, str]]:
    """What a package needs, or what one of its extras adds, whatever the system."""
    needs = []
    for text in _requires(name):
        requirement = Requirement(text)
        wanted = re.findall(r"extra == [\"']([^\"']+)[\"']", str(requirement.marker or ""))
        if (extra in wanted) if extra else not wanted:
            other = canonicalize_name(requirement.name)
            needs += [(other, each) for each in ("", *requirement.extras)]
    return needs


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []
