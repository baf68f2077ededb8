"""Which files of this project a student's process can see, and what stands in for the others.

Nothing of this project is mounted into the jail: the files named here are put into it one by one.
The modules that hold ready-made answers are not among them.
"""

from importlib.util import find_spec
from pathlib import Path

from autograder.core.library_watch import READY_MADE

Files = dict[str, bytes]

_ENGINE = (
    "core/callbacks.py",
    "core/deadline.py",
    "core/errors.py",
    "core/library_watch.py",
    "core/local.py",
    "core/subject.py",
    "core/text.py",
    "core/values.py",
    "sandbox/channel.py",
    "sandbox/protocol.py",
    "sandbox/inside/answer.py",
    "sandbox/inside/confine.py",
    "sandbox/inside/landlock.py",
    "sandbox/inside/loader.py",
    "sandbox/inside/outputs.py",
    "sandbox/inside/rehearsal.py",
    "sandbox/inside/seccomp.py",
    "sandbox/inside/shell.py",
    "sandbox/inside/syscalls.py",
    "sandbox/inside/zygote.py",
)
_PACKAGES = ("", "core/", "sandbox/", "sandbox/inside/")
_AUTOGRADER = Path(__file__).resolve().parent.parent
_INSIDE = Path(__file__).resolve().parent / "inside"
_WITHHELD = b"from lrlib._withheld import look_up\n\n__getattr__ = look_up(__name__)\n"


def engine_files() -> Files:
    """The grader's own code that runs inside, by path."""
    files = {f"engine/autograder/{package}__init__.py": b"" for package in _PACKAGES}
    for name in _ENGINE:
        files[f"engine/autograder/{name}"] = (_AUTOGRADER / name).read_bytes()
    files["engine/start.py"] = (_INSIDE / "start.py").read_bytes()
    return files


def course_files() -> Files:
    """What notebooks import: `lrlib` without its answers, and an `autograder` that does nothing."""
    files = {"course/autograder.py": (_INSIDE / "student_autograder.py").read_bytes()}
    spec = find_spec("lrlib")
    if spec is None or not spec.submodule_search_locations:
        return files
    root = Path(next(iter(spec.submodule_search_locations)))
    withheld = {name.split(".")[1] for name in READY_MADE if name.startswith("lrlib.")}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        top = name.parts[0].removesuffix(".py")
        if path.is_file() and "__pycache__" not in name.parts and top not in withheld:
            files[f"course/lrlib/{name.as_posix()}"] = path.read_bytes()
    for module in sorted(withheld):
        files[f"course/lrlib/{module}.py"] = _WITHHELD
    files["course/lrlib/_withheld.py"] = (_INSIDE / "withheld.py").read_bytes()
    return files
