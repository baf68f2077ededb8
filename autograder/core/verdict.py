"""What the checker found about one property."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One line of a report.

    passed  : True, False, or None when a fault of the grader leaves it open
    hint_id : the recognised mistake, if this property fails because of one
    said    : what is wrong, in a sentence without secrets
    called, got, want : the evidence, empty where it must stay secret
    """

    id: str
    label: str
    points: float
    passed: bool | None
    hint_id: str | None = None
    said: str = ""
    called: str = ""
    got: str = ""
    want: str = ""
