"""What the name of an exported file says: who handed it in, whether late, which try.

======= ======================================================================================
Canvas  ``lovelaceada_LATE_101_5551_08_adaptive_2-1.ipynb``: name, LATE or nothing, the number
        of the user, the number of the file (it grows with time), the name the student gave;
        a file handed in again gets ``-1``, ``-2``, ...
Moodle  ``Ada Lovelace_657737_assignsubmission_file_/08_adaptive_2.ipynb``: full name, the number
        of the participant in this activity, the kind; a folder, or flat with ``_`` for ``/``
plain   ``ada/08_adaptive_2/08_adaptive_2.ipynb``: a folder named by the student id
======= ======================================================================================

Source: instructure/canvas-lms, lib/content_zipper.rb (`get_filename`, `add_upload_submission`) and
app/models/attachment.rb (`make_unique_filename`); moodle/moodle, mod/assign/classes/downloader.php
(`get_student_prefix`, `load_submissionplugin_filelist`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from autograder.bridge.collecting.hand_in_files import Refused

_CANVAS = re.compile(
    r"(?P<name>.*?)(?:_(?P<late>LATE))?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)", re.IGNORECASE
)
_CANVAS_ANONYMOUS = re.compile(r"(?:LATE_)?anon_[A-Za-z0-9]+_\d+_.+", re.IGNORECASE)
_CANVAS_TYPED = re.compile(r".+_\d+_(?:text|link)\.html", re.IGNORECASE)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?"
)
_AGAIN = r"(?P<again>(?:-\d+|-[0-9a-f]{8}-[0-9a-f-]{27}|[ _]?\(\d+\)|[-_ ]copy\d*)*)"
_JUNK = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|timestamp\.txt|.*-checkpoint\.ipynb")
_JUNK_FOLDERS = {"__MACOSX", ".ipynb_checkpoints"}


class Name(NamedTuple):
    """What a path says. `user` is Canvas's or Moodle's number, or the student id itself."""

    system: str  # "canvas" | "moodle" | "plain"
    person: str
    user: str
    file: str
    late: bool = False
    number: int = 0


def is_junk(path: str) -> bool:
    """Whether a file is what operating systems and editors leave behind."""
    *folders, name = path.split("/")
    return bool(_JUNK.fullmatch(name)) or bool(_JUNK_FOLDERS & set(folders))


def parse_name(path: str, students: Iterable[str]) -> Name:
    """What the path of an exported file says; `Refused` when it says nobody's name.

    >>> parse_name("lovelaceada_LATE_101_5551_08_adaptive_2.ipynb", ())
    Name(system='canvas', person='lovelaceada', user='101', file='08_adaptive_2.ipynb', \
late=True, number=5551)
    >>> parse_name("Ada Lovelace_657737_assignsubmission_file_/a.ipynb", ())[:4]
    ('moodle', 'Ada Lovelace', '657737', 'a.ipynb')
    """
    parts = unicodedata.normalize("NFC", path.replace("\\", "/")).split("/")
    for index, part in enumerate(parts):
        if found := _MOODLE.fullmatch(part):
            if found["kind"] != "file":
                raise Refused("text typed into Moodle, not a file")
            rest = "/".join([*filter(None, [found["file"]]), *parts[index + 1 :]])
            return Name("moodle", found["name"], found["user"], rest)
    known = set(students)
    if len(parts) > 1 and (owner := next((p for p in parts[:-1] if p in known), None)):
        return Name("plain", owner, owner, parts[-1])
    for index, part in enumerate(parts):
        if _CANVAS_ANONYMOUS.fullmatch(part):
            raise Refused("anonymous in Canvas; export it with names shown")
        if found := _CANVAS.fullmatch(part):
            rest = "/".join([found["file"], *parts[index + 1 :]])
            late, number = bool(found["late"]), int(found["number"])
            return Name("canvas", found["name"], found["user"], rest, late, number)
        if _CANVAS_TYPED.fullmatch(part):
            raise Refused("text or a link typed into Canvas, not a file")
    raise Refused("its name does not say whose it is")


def named_assignment(file: str, assignments: Iterable[str]) -> tuple[str, int] | None:
    """The assignment that a file is named after, and which try the name says it is.

    >>> named_assignment("08_adaptive_2-1.ipynb", ["08_adaptive_2"])
    ('08_adaptive_2', 1)
    >>> named_assignment("08_adaptive_2 (2).ipynb", ["08_adaptive_2"])
    ('08_adaptive_2', 2)
    """
    name = file.split("/")[-1]
    for assignment in assignments:
        pattern = rf"{re.escape(assignment)}{_AGAIN}\.ipynb(?:\.txt|\.json)?"
        if found := re.fullmatch(pattern, name, re.IGNORECASE):
            digits = re.findall(r"\d+", found["again"])
            return assignment, int(digits[-1]) if digits else 0
    return None
