"""What students install: lrlib and the checker as one wheel, the same bytes every time.

Only what `check(...)` needs goes in: no grading, no sandbox, no command line, no nbgrader.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib.metadata import version

from autograder.bridge.grading.address import PACKAGE

CHECKOUT = PACKAGE.parent
PROJECT = "learning-rate-course"
PYTHON = ">=3.11,<3.14"
NEEDED = ("anywidget", "ipykernel", "ipython", "ipywidgets", "jupyterlab", "matplotlib", "numpy")
_PARTS = ("lrlib", "autograder/core", "autograder/exercises")
_SOURCES = (".py", ".js", ".css", ".npz", ".md", ".json", ".toml", ".svg")
_DAY = (1980, 1, 1, 0, 0, 0)


def wheel() -> tuple[str, bytes]:
    """The wheel's file name and its bytes."""
    name = PROJECT.replace("-", "_")
    number = version(PROJECT)
    info = f"{name}-{number}.dist-info"
    files = {path: (CHECKOUT / path).read_bytes() for path in _installed()}
    files[f"{info}/METADATA"] = _metadata(number).encode("utf-8")
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = "".join(
        f"{path},{_digest(content)},{len(content)}\n" for path, content in files.items()
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return f"{name}-{number}-py3-none-any.whl", zip_bytes(files)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files; its bytes depend on them only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Linux, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _installed() -> list[str]:
    found = [CHECKOUT / "autograder/__init__.py"]
    for part in _PARTS:
        found += sorted(
            path
            for path in (CHECKOUT / part).rglob("*")
            if path.suffix in _SOURCES and "__pycache__" not in path.parts
        )
    return [path.relative_to(CHECKOUT).as_posix() for path in found]


def _metadata(number: str) -> str:
    needed = "".join(f"Requires-Dist: {name}\n" for name in NEEDED)
    return (
        f"Metadata-Version: 2.1\nName: {PROJECT}\nVersion: {number}\n"
        "Summary: The notebooks' library and checker.\n"
        f"Requires-Python: {PYTHON}\n{needed}"
    )


def _digest(content: bytes) -> str:
    raw = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return "sha256=" + raw.decode("ascii").rstrip("=")
