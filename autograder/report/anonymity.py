"""Neutral labels instead of names, for a page that is shown in class.

Labels are stable: the same student has the same label on every page of the same class, whoever
joins or leaves. They are digests salted with the class's seed id, so the seed id is left out of an
anonymous page: somebody who knows it and all student ids could compute the labels again.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels: no words; no 0/O, 1/I
_LENGTH = 4
_WORD = re.compile(r"\w+")


def neutral_labels(students: Iterable[str], salt: str) -> dict[str, str]:
    """A label for each student that says nothing about the student.

    >>> labels = neutral_labels(["ada", "ben"], salt="class")
    >>> len(set(labels.values())), labels["ada"] == neutral_labels(["ada"], salt="class")["ada"]
    (2, True)
    """
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for student in sorted(set(students)):
        code = _code(student, salt)
        length = _LENGTH
        while code[:length] in taken:
            length += 1
        taken.add(code[:length])
        labels[student] = f"Student {code[:length]}"
    return labels


def _code(student: str, salt: str) -> str:
    identity = f"{salt}\0{student}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.sha256(b"class report\0" + identity).digest(), "big")
    code = ""
    while number:
        number, digit = divmod(number, len(_LETTERS))
        code += _LETTERS[digit]
    return code


def name_words(students: Collection[str], names: Mapping[str, str]) -> frozenset[str]:
    """The words that tell who a student is: ids and the parts of display names, in lower case."""
    texts = [*students, *names.keys(), *names.values()]
    return frozenset(word for text in texts for word in _words(text) if len(word) > 1)


def tells_who(text: str, words: frozenset[str]) -> bool:
    """Whether `text` holds a word of a student's id or name.

    >>> tells_who("# Ada's second try", name_words(["s1"], {"s1": "Ada Lovelace"}))
    True
    >>> tells_who("v = mu * v", name_words(["s1"], {"s1": "Ada Lovelace"}))
    False
    """
    if not words.isdisjoint(_words(text)):
        return True
    # Scripts without spaces between words: there a name is found as a part of the text.
    folded = text.casefold()
    return any(word in folded for word in words if not word.isascii())


def _words(text: str) -> set[str]:
    whole = _WORD.findall(text.casefold())
    return {part for word in whole for part in (word, *word.split("_"))}
