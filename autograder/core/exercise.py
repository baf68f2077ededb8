"""What an exercise is: a reference, properties worth points, and the mistakes that have a name."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from autograder.core.call import Call
from autograder.core.compare import COURSE_TOLERANCE, Mismatch, Part, Tolerance

Function = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """One call of the student's function.

    arguments : by parameter name; an option that is left out keeps its default
    callbacks : makes, for every replay anew, the functions among the arguments
    note      : what this case is about, for the author
    """

    arguments: dict[str, Any]
    callbacks: Callable[[], dict[str, Function]] | None = None
    note: str = ""


def case(note: str = "", callbacks: Any = None, **arguments: Any) -> Case:
    """A `Case` in one line.

    >>> case(theta=1.0, grad=2.0, lr=0.1).arguments["lr"]
    0.1
    """
    return Case(arguments, callbacks, note)


@dataclass(frozen=True)
class Property:
    """Something that a right answer has, worth points; `label` is the line the student reads.

    cases     : draws the calls; properties that share one `cases` function share the calls
    parts     : names of the results that are compared with the reference's (None: all)
    check     : looks at one call whose numbers are right: callbacks, changed inputs
    across    : looks at all calls together, once the numbers are right
    reference : False if the numbers are not compared with the reference's at all
    after     : ids of earlier properties; this one can only hold when they do
    question  : the hint when no known mistake is recognised
    """

    id: str
    label: str
    points: float
    cases: Callable[[np.random.Generator], list[Case]]
    question: str
    parts: tuple[str, ...] | None = None
    check: Callable[[Call], Mismatch | None] | None = None
    across: Callable[[list[Call]], Mismatch | None] | None = None
    reference: bool = True
    after: tuple[str, ...] = ()
    tolerance: Tolerance = COURSE_TOLERANCE


@dataclass(frozen=True)
class Misconception:
    """Wrong code that somebody really wrote, and the question that helps its author.

    kind    : "mistake", or "convention" for a form that is right elsewhere and not pinned here
    symptom : tells it from the student's calls, where the wrong code never does the same thing
              twice; None: it is recognised by doing the same on every input
    """

    id: str
    source: str
    hint: str
    kind: Literal["mistake", "convention"] = "mistake"
    symptom: Callable[[Sequence[Call]], bool] | None = None


@dataclass(frozen=True)
class Picture:
    """A small picture of what the function does: the student's line against the right one.

    draw : calls the given function and yields one number after the other
    """

    title: str
    x: str
    y: str
    draw: Callable[[Function], Iterable[float]]
    log: bool = False


@dataclass(frozen=True)
class Exercise:
    """One graded function: everything that the checker knows about it.

    results : the parts of the result, in order; a single one is not wrapped in a tuple
    worked_example : where to look when the questions and the numbers did not help
    """

    id: str
    notebook: str
    points: float
    reference: Function
    results: tuple[Part, ...]
    properties: tuple[Property, ...]
    misconceptions: tuple[Misconception, ...]
    worked_example: str
    picture: Picture | None = None
    parameters: tuple[str, ...] = field(init=False)
    signature: str = field(init=False)

    def __post_init__(self) -> None:
        signature = inspect.signature(self.reference)
        object.__setattr__(self, "parameters", tuple(signature.parameters))
        object.__setattr__(self, "signature", f"{self.id}{signature}")
        total = sum(each.points for each in self.properties)
        if abs(total - self.points) > 1e-9:
            raise ValueError(
                f"exercise {self.id} is worth {self.points:g} points, got properties worth "
                f"{total:g}; change one of them"
            )
        for family in (self.properties, self.misconceptions):
            names = [each.id for each in family]
            if len(set(names)) < len(names):
                raise ValueError(f"exercise {self.id} needs different ids, got {names}; rename one")
