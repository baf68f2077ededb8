"""What a check found: a number for the gradebook, words and a picture for the person."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from autograder.core.report_html import html
from autograder.core.report_text import text
from autograder.core.verdict import Verdict

HintKind = Literal["", "mistake", "convention", "question"]


@dataclass(frozen=True, repr=False)
class Report:
    """The result of checking one exercise.

    score   : points earned, or None if a fault of the grader leaves them unknown
    hint    : what to think about next; `hint_id` names the recognised mistake, if one was
    pointer : where to look when that does not help
    picture : inline SVG, or nothing
    alert   : what went wrong in the checker itself, or nothing
    attempt : the how-manieth failing attempt in this notebook; hints grow with it
    secret  : graded on inputs that the student may not see: none of them is in here
    """

    name: str
    score: float | None
    points: float
    verdicts: tuple[Verdict, ...]
    hint: str = ""
    hint_id: str | None = None
    hint_kind: HintKind = ""
    pointer: str = ""
    picture: str = ""
    alert: str = ""
    attempt: int = 1
    secret: bool = False

    @property
    def passed(self) -> bool:
        """True if every property holds."""
        return all(verdict.passed is True for verdict in self.verdicts)

    @property
    def hint_ids(self) -> tuple[str, ...]:
        """The recognised mistakes."""
        return () if self.hint_id is None else (self.hint_id,)

    def to_json(self) -> dict[str, Any]:
        """Plain data, for storing."""
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Report":
        """The report that `to_json` made `data` from."""
        verdicts = tuple(Verdict(**verdict) for verdict in data["verdicts"])
        return Report(**{**data, "verdicts": verdicts})

    def __repr__(self) -> str:
        # nbgrader reads this text as the partial credit, so it is the number and nothing else.
        if self.score is None:
            return "not scored"
        return f"{min(self.points, max(0.0, self.score)):g}"

    def __str__(self) -> str:
        return text(self)

    def _repr_html_(self) -> str:
        return html(self)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": html(self)}
