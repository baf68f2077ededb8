"""One call of the student's function, as it happened, beside what the reference does with it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.core.subject import Outcome
from autograder.core.values import Value


class Entry(NamedTuple):
    """One call of a callback: which one, with what (copies), and what it returned."""

    callback: str
    args: tuple[Value, ...]
    result: Value


@dataclass(frozen=True)
class Replay:
    """What one function did with one case."""

    outcome: Outcome
    log: tuple[Entry, ...] = ()

    def calls_of(self, callback: str) -> list[Entry]:
        """The calls of one callback, in order."""
        return [entry for entry in self.log if entry.callback == callback]


@dataclass(frozen=True)
class Call:
    """The student's replay of a case beside the reference's.

    arguments : by parameter name, without the callbacks
    """

    arguments: dict[str, Any]
    case: Any
    yours: Replay
    right: Replay
