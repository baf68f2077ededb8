"""When hand-ins are due: dates as a teacher writes them, into the gradebook in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DUE = re.compile(r"(?P<assignment>[^=]+)=(?P<date>.+)")


class TermError(ValueError):
    """A date or an assignment that cannot be read; the message shows one that can."""


def parse_time(text: str, zone: str = "UTC") -> datetime:
    """A moment as naive UTC, the way nbgrader keeps it; a day alone ends at 23:59:59.

    `zone` holds for texts that name none; a text may end with a zone or an offset of its own.

    >>> parse_time("2026-10-12 23:59 Europe/Berlin")
    datetime.datetime(2026, 10, 12, 21, 59)
    >>> parse_time("2026-10-12")
    datetime.datetime(2026, 10, 12, 23, 59, 59)
    """
    words = text.split()
    if len(words) > 1 and re.match(r"[A-Za-z]", words[-1]):
        zone = words.pop()
    try:
        moment = datetime.fromisoformat(" ".join(words))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise TermError(
            f"a time is a day, an hour and a zone like 2026-10-12 23:59 Europe/Berlin (UTC without "
            f"a zone), got {text!r}"
        ) from error
    if len(words) == 1 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", words[0]):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.astimezone(UTC).replace(tzinfo=None)


def parse_due(texts: Iterable[str], assignments: Sequence[str]) -> dict[str, datetime]:
    """The dates of texts like `08_adaptive_2=2026-10-12 23:59 Europe/Berlin`, by assignment."""
    due = {}
    for text in texts:
        found = _DUE.fullmatch(text)
        if found is None:
            raise TermError(f"--due needs ASSIGNMENT=DATE, got {text!r}")
        if found["assignment"] not in assignments:
            raise TermError(
                f"--due names the assignment {found['assignment']!r}, which the class does not "
                f"have; it has {', '.join(assignments)}"
            )
        due[found["assignment"]] = parse_time(found["date"])
    return due
