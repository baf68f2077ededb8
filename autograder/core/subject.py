"""Where the student's function lives, seen from the checker: one call in, one outcome out.

A `Subject` is the notebook's own process (`autograder.core.local`) or a sandboxed one
(`autograder.sandbox`). The checker cannot tell them apart: both return the same `Outcome`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from autograder.core.values import Unusable, Value

FaultKind = Literal[
    "missing",  # no function of that name
    "error",  # the student's code raised
    "library",  # the student's code called the library's own version of what it should write
    "limit_cpu",
    "limit_wall",
    "limit_mem",
    "limit_proc",  # processes or threads without end
    "crash",  # the process died
    "protocol",  # the process sent something that is no reply
    "infra",  # the fault is ours: never a score
]


class Fault(NamedTuple):
    """Why a call gave no value. `message` is clean, short, and may be shown to the student."""

    kind: FaultKind
    message: str


@dataclass(frozen=True)
class Outcome:
    """What one call of the student's function gave.

    value   : what came back; None only if `fault` says why nothing did
    changed : positions of the array arguments that the call changed in place: positional ones
              first, then keyword ones in the order given
    seconds : how long the call took
    """

    value: Value | Unusable | None = None
    fault: Fault | None = None
    changed: tuple[int, ...] = ()
    seconds: float = 0.0

    @property
    def stops(self) -> bool:
        """Whether no more calls follow: after any fault but an error of the student's code."""
        return self.fault is not None and self.fault.kind != "error"


class Refused(Exception):
    """Raised by a trusted callable that was called in a wrong way; the message goes to the student.

    Any other exception from a trusted callable is a fault of the grader ("infra").
    """


Request = tuple[tuple[Any, ...], dict[str, Any]]  # what a function is called with


class Subject(Protocol):
    """A place where the student's function called `name` can be called.

    A callable among the arguments is a callback: the student's function gets a stand-in, whose
    calls are answered by the callable given here. It receives canonical values (copies), and the
    canonical form of what it returns is sent back. A `Refused` that it raises is raised in the
    student's code as a TypeError with its message.
    """

    @property
    def name(self) -> str: ...

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome: ...

    def call_all(self, requests: Sequence[Request]) -> Iterator[Outcome]:
        """Make these calls, one after the other, until one stops the rest (see `Outcome`).

        Read it to the end: a subject may be asked for everything at once.
        """
