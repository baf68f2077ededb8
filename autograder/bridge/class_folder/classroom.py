"""A class folder: where things lie in it, its secret seed, its assignments and submissions.

It is a plain nbgrader course folder (nbgrader_config.py, source/, release/, submitted/,
autograded/, feedback/, gradebook.db) plus `.autograder/`, which holds the secret seed and results.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.bridge.notebooks.admission import Master, master_of
from autograder.sandbox import Limits

STUDENT_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,99}")
CONFIG = "nbgrader_config.py"


class NotAClass(ValueError):
    """The folder is no class made by `autograder new-class`; the message says what is missing."""


@dataclass(frozen=True)
class Submission:
    """One student's hand-in of one assignment: who, what, and where the notebook should be."""

    student: str
    assignment: str
    notebook: Path


@dataclass(frozen=True)
class Classroom:
    """A class folder by its path; `gradebook` is the address of another gradebook than its own."""

    root: Path
    gradebook: str = ""

    @classmethod
    def open(cls, root: Path) -> Classroom:
        """The class in `root`; `NotAClass` when it is none or only half there."""
        room = cls(root.resolve())
        needed = (room.root / CONFIG, room.secret_file, room.settings_file)
        missing = [path.relative_to(room.root).as_posix() for path in needed if not path.is_file()]
        if len(missing) == len(needed):
            raise NotAClass(
                f"{root} is not a class folder ({CONFIG} and .autograder/secret.json are needed); "
                f"make one with: autograder new-class {root}"
            )
        if missing:
            raise NotAClass(
                f"{root} is only half a class: {' and '.join(missing)} missing; put it back from "
                "your backup (the hidden folder .autograder/ belongs to the class), or write what "
                f"is missing again: autograder new-class {root} --force"
            )
        return room

    @property
    def state(self) -> Path:
        """Our own folder in the class: secret seed, results, never released."""
        return self.root / ".autograder"

    @property
    def secret_file(self) -> Path:
        """The file that holds the class's secret seed, readable by its owner only."""
        return self.state / "secret.json"

    @property
    def settings_file(self) -> Path:
        """The file with course id and database address."""
        return self.state / "class.json"

    @property
    def secret(self) -> str:
        """The seed of all hidden inputs of this class: 64 hexadecimal digits."""
        return str(self._data(self.secret_file)["seed"])

    @property
    def seed_id(self) -> str:
        """A public fingerprint of the secret seed, to tell which seed gave which grade."""
        return hashlib.sha256(f"seed-id {self.secret}".encode()).hexdigest()[:12]

    @property
    def settings(self) -> dict[str, Any]:
        """Course id and database address, as `new-class` wrote them; `limits`, if somebody did."""
        found: dict[str, Any] = self._data(self.settings_file)
        return found

    def _data(self, path: Path) -> dict[str, Any]:
        """The content of one of the class's own JSON files."""
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return data
        except (FileNotFoundError, ValueError) as error:
            raise NotAClass(
                f"{path} is missing or broken; put it back from your backup, or write it again: "
                f"autograder new-class {self.root} --force"
            ) from error

    @property
    def db_url(self) -> str:
        """The gradebook's address: the one given to `new-class`, else SQLite in the folder."""
        own = str(self.settings.get("db_url") or "") or f"sqlite:///{self.root / 'gradebook.db'}"
        return self.gradebook or own

    @property
    def limits(self) -> Limits:
        """What one submission may use: the sandbox's limits, but for `limits` in class.json."""
        own = self.settings.get("limits", {})
        try:
            return Limits(**own)
        except TypeError as error:
            known = ", ".join(Limits.__dataclass_fields__)
            raise NotAClass(
                f"{self.state / 'class.json'}: limits needs names of {known}, got {own}; correct it"
            ) from error

    @property
    def assignments(self) -> list[str]:
        """The released assignments, in order."""
        return sorted(path.parent.name for path in self.root.glob("release/*/*.ipynb"))

    def released(self) -> list[str]:
        """The released assignments; `NotAClass` when there is none."""
        if not self.assignments:
            raise NotAClass(
                f"no assignment is released in {self.root}; put release/ back from your backup, or "
                f"write it again: autograder new-class {self.root} --force"
            )
        return self.assignments

    def master(self, assignment: str, notebook: str = "") -> Master:
        """The released notebook of an assignment, on which submissions are rebuilt.

        notebook : its name, where the instructor gave an assignment several; else the assignment's
        """
        path = self.root / "release" / assignment / f"{notebook or assignment}.ipynb"
        if not path.is_file():
            raise NotAClass(
                f"assignment {assignment!r} has not been released in {self.root}; "
                f"released are: {', '.join(self.assignments) or 'none'}; to release one more: "
                f"autograder new-class {self.root} --assignment NN_slug --force"
            )
        return master_of(assignment, self._data(path))

    def submissions(self, assignment: str) -> list[Submission]:
        """Every submission of an assignment, by student id; odd names and links are left out."""
        return [
            Submission(path.parent.name, assignment, path / f"{assignment}.ipynb")
            for path in sorted(self.root.glob(f"submitted/*/{assignment}"))
            if STUDENT_ID.fullmatch(path.parent.name)
            and not path.is_symlink()
            and not path.parent.is_symlink()  # else one hand-in would count for two students
        ]

    def odd_names(self) -> list[str]:
        """Folders in submitted/ that are no student id, or links; they are named, never graded."""
        odd = []
        for path in sorted(self.root.glob("submitted/*")):
            if path.is_symlink() or any(one.is_symlink() for one in path.glob("*")):
                odd.append(f"{path.name} (a link)")
            elif not STUDENT_ID.fullmatch(path.name):
                odd.append(path.name)
        return odd

    def exercise_seed(self, student: str, assignment: str, exercise: str) -> int:
        """The seed of the hidden inputs of one exercise of one submission."""
        text = "\0".join((self.secret, assignment, exercise, student))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


def make_secret(room: Classroom) -> None:
    """Draw a secret seed and keep it in a file that only its owner reads."""
    room.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(room.secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"seed": secrets.token_hex(32)}, file)
