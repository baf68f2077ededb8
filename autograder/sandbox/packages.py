"""Which installed packages a student's process can import: those of the course, and what they need.

Everything else of the environment (JupyterLab, nbgrader, PyTorch if it happens to be there) does
not exist inside.
"""

import csv
import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

COURSE_PACKAGES = ("numpy", "matplotlib", "ipython", "ipywidgets", "anywidget")
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)$")


def importable(names: Iterable[str] = COURSE_PACKAGES) -> dict[str, Path]:
    """The files and folders of these packages and all they require: name in site-packages -> path.

    >>> "numpy" in importable(["numpy"])
    True
    """
    entries: dict[str, Path] = {}
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # a requirement of another system or Python; a missing root shows at once
        waiting += _required(found)
        entries.update(_entries(found))
    return dict(sorted(entries.items()))


def _required(found: Distribution) -> list[str]:
    """The names that `found` requires; a condition other than an extra counts as fulfilled."""
    matches = (_REQUIREMENT.match(line) for line in found.requires or ())
    return [match[1] for match in matches if match and "extra" not in match[2].partition(";")[2]]


def _entries(found: Distribution) -> dict[str, Path]:
    record = found.read_text("RECORD")  # `found.files` makes objects of ten thousand lines of it
    if record is None:
        names = [str(file) for file in found.files or ()]
    else:
        names = [row[0] for row in csv.reader(record.splitlines()) if row]
    tops = {name.partition("/")[0] for name in names}
    paths = {top: Path(str(found.locate_file(top))) for top in tops - {"", "..", "__pycache__"}}
    return {top: path for top, path in paths.items() if top[-4:] != ".pth" and path.exists()}


def python_folders() -> tuple[Path, Path]:
    """The Python that runs inside: its installation folder, and its program."""
    prefix = Path(sys.base_prefix).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    program = prefix / "bin" / version
    if not program.exists():
        program = Path(sysconfig.get_config_var("BINDIR")) / version
    return prefix, program
