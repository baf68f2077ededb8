"""Starting the warm process of each tier."""

import os
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox import folder, jail
from autograder.sandbox.delivery import Files, course_files, engine_files
from autograder.sandbox.packages import importable, python_folders
from autograder.sandbox.protocol import Message
from autograder.sandbox.types import Infrastructure, Tier


class Launched(NamedTuple):
    """A warm process that has been started: what to tell it first, and what to remove at the end.

    forks : exercises get a fork of the loaded process each; without, the submission is loaded anew
    """

    process: subprocess.Popen[bytes]
    setup: Message
    folder: folder.Folder | None
    forks: bool


def launch(tier: Tier, control: socket.socket, packages: Iterable[str]) -> Launched:
    """Start the warm process of `tier`, which talks on its end `control` of a socket pair."""
    files = {**engine_files(), **course_files()}
    site = importable(packages)
    if tier == "strong":
        return _launch_in_jail(control, files, site)
    return _launch_in_folder(tier, control, files, site)


def _launch_in_jail(control: socket.socket, files: Files, site: dict[str, Path]) -> Launched:
    program = jail.bubblewrap()
    if program is None:
        raise Infrastructure("bubblewrap (bwrap) is not installed; run `autograder doctor`")
    setup = {
        "op": "setup",
        "confinement": "namespaces",
        "job": jail.JOB,
        "uid": jail.ORDINARY_UID if jail.runs_as_root() else 0,
        "paths": ["/course", "/site"],
        "readable": [],
    }
    return Launched(jail.start(program, control, files, site), setup, None, True)


def _launch_in_folder(
    tier: Tier, control: socket.socket, files: Files, site: dict[str, Path]
) -> Launched:
    """An ordinary process, whose files lie in a folder of their own."""
    own = folder.make()
    place = own.path
    _write_files(Path(place), files, site)
    prefix, program = python_folders()
    fd = control.fileno()
    engine, packages = f"{place}/engine", f"{place}/site"
    process = subprocess.Popen(
        [str(program), "-sPS", f"{engine}/start.py", str(fd), engine, packages],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**jail.ENVIRONMENT, "LD_LIBRARY_PATH": f"{prefix}/lib"},
        pass_fds=[fd],
        cwd=place,
        start_new_session=True,
    )
    readable = [f"{place}/course", packages, f"{place}/job", str(prefix / "lib")]
    readable += [*map(str, site.values()), *jail.SYSTEM_FOLDERS, *jail.SYSTEM_FILES]
    setup = {
        "op": "setup",
        "confinement": "landlock" if tier == "container" else "none",
        "job": f"{place}/job",
        "uid": 0,
        "paths": [f"{place}/course", packages],
        "readable": [os.path.realpath(path) for path in readable],
    }
    return Launched(process, setup, own, False)


def _write_files(place: Path, files: Files, site: dict[str, Path]) -> None:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (place / "job").mkdir()
    (place / "site").mkdir()
    for name, target in site.items():
        (place / "site" / name).symlink_to(target)
