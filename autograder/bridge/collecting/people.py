"""Who a person of an export is on the class's roster."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.bridge.class_folder.roster import Student
from autograder.bridge.collecting.hand_in_files import Refused
from autograder.bridge.collecting.hand_in_names import Name
from autograder.bridge.collecting.hand_in_times import Worksheet
from autograder.core.text import clean


@dataclass(frozen=True)
class People:
    """The roster, looked up by id, by Canvas's number, by name and by e-mail address."""

    ids: frozenset[str]
    by_number: dict[str, str]
    by_name: dict[str, frozenset[str]]
    by_email: dict[str, str]

    @classmethod
    def of(cls, students: Iterable[Student]) -> People:
        """Index the students; a name in either order is the same name."""
        students = list(students)
        names: dict[str, set[str]] = defaultdict(set)
        for student in students:
            parts = (student.first_name, student.last_name)
            names[folded("".join(parts))].add(student.id)
            names[folded("".join(reversed(parts)))].add(student.id)
        names.pop("", None)
        return cls(
            ids=frozenset(student.id for student in students),
            by_number={student.lms_id: student.id for student in students if student.lms_id},
            by_name={name: frozenset(ids) for name, ids in names.items()},
            by_email={
                student.email.casefold(): student.id for student in students if student.email
            },
        )

    def student(self, name: Name, worksheet: Worksheet) -> str:
        """The student id behind a name; `Refused` with what would help when it is not clear."""
        if name.system == "plain":
            return name.user
        if name.system == "canvas" and name.user in self.by_number:
            return self.by_number[name.user]
        if name.system == "moodle" and (row := worksheet.people.get(name.user)):
            for column in ("username", "id number"):
                if row.get(column) in self.ids:
                    return row[column]
            if row.get("email address", "").casefold() in self.by_email:
                return self.by_email[row["email address"].casefold()]
            return self._by_name(name._replace(person=row.get("full name", "")))
        return self._by_name(name)

    def _by_name(self, name: Name) -> str:
        found = self.by_name.get(folded(name.person), frozenset())
        if len(found) == 1:
            return next(iter(found))
        shown = f"{clean(name.person, 40)} (number {name.user})"
        source = {
            "canvas": "make Canvas's gradebook export the roster (new-class --roster CSV --force)",
            "moodle": "give the activity's grading worksheet (--times CSV)",
        }[name.system]
        if found:
            raise Refused(f"{shown} may be {' or '.join(sorted(found))}; {source}")
        raise Refused(f"{shown} is not on the roster; {source}")


def folded(name: str) -> str:
    """A name without case, blanks and signs, as both systems strip them from file names.

    >>> folded("O'Brien, Zoë ") == folded("obrienZOË")
    True
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())
