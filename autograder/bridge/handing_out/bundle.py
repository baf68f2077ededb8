"""The student bundle: one zip with the notebooks, the library, the checker and a page to start.

It holds what a student's machine needs and nothing that only the teacher has: no instructor
source, no secret seed, no gradebook. Set-up needs a network once; working does not.
"""

from __future__ import annotations

import html
from pathlib import Path
from string import Template

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_bytes
from autograder.bridge.handing_out.student_lock import environment, student_lock
from autograder.bridge.handing_out.wheel import CHECKOUT, NEEDED, PYTHON, wheel, zip_bytes

BUNDLE = "student-bundle.zip"
START = Path(__file__).with_name("start.html")


def write_bundle(room: Classroom, target: Path | None = None) -> Path:
    """Write the bundle of a class's released notebooks (default: into the class folder)."""
    target = target or room.root / BUNDLE
    write_bytes(target, zip_bytes(bundle_files(room)))
    return target


def bundle_files(room: Classroom) -> dict[str, bytes]:
    """The files of the bundle by their path in it; every path begins with the course id."""
    folder = room.settings["course_id"]
    wheel_name, wheel_bytes = wheel()
    lock = student_lock((CHECKOUT / "requirements.txt").read_text(encoding="utf-8"), NEEDED)
    files = {
        "START.html": start_page(folder, wheel_name).encode("utf-8"),
        "requirements.txt": lock.encode("utf-8"),
        "environment.yml": environment(lock, PYTHON, wheel_name).encode("utf-8"),
        wheel_name: wheel_bytes,
        "LICENSE": (CHECKOUT / "LICENSE").read_bytes(),
    }
    for name in room.released():
        released = room.root / "release" / name / f"{name}.ipynb"
        files[f"notebooks/{name}.ipynb"] = released.read_bytes()
    return {f"{folder}/{path}": content for path, content in files.items()}


def start_page(folder: str, wheel_name: str) -> str:
    """The one page that says how to begin, for each system; its commands are tested as written."""
    page = Template(START.read_text(encoding="utf-8"))
    return page.substitute(folder=html.escape(folder), wheel=html.escape(wheel_name))
