"""Repairs of nbgrader 0.9.6 (the version is pinned), made when a class's config is read.

A submission's folder is the student's. nbgrader stops the batch on a `timestamp.txt` that is no
date, its formgrader then shows no submission of the class at all, and it copies whatever else lies
in the folder, following links and blocking on pipes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import nbgrader.converters.base as converters
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files

from autograder.bridge.class_folder.timestamp import FILE, parse_stamp

MAX_COPIED = 10_000_000


def repair() -> None:
    """Put the repaired functions in place; doing it again changes nothing."""
    CourseDirectory.get_existing_timestamp = _readable_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    converters.find_all_files = _ordinary_files


def _readable_timestamp(_self: CourseDirectory, folder: str) -> datetime | None:
    return parse_stamp(Path(folder) / FILE)


def _submitted_timestamp(api: NbGraderAPI, assignment: str, student: str) -> datetime | None:
    course = api.coursedir
    folder = course.format_path(course.submitted_directory, student, assignment)
    return parse_stamp(Path(folder) / FILE)


def _ordinary_files(path: str, exclude: Sequence[str] | None = None) -> list[str]:
    """As nbgrader's, without links, pipes, devices and files over 10 MB."""
    return [name for name in find_all_files(path, exclude) if _is_ordinary(name)]


def _is_ordinary(name: str) -> bool:
    found = os.lstat(name)
    return stat.S_ISREG(found.st_mode) and found.st_size <= MAX_COPIED
