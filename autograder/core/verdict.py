"""What the checker found about one property."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One line of a report.

    passed  : True, False, or None when a fault of the grader leaves it open
    waits   : it fails only because something before it does
    hint_id : the recognised mistake, if this property fails because of one
    said    : what is wrong, in a sentence without secrets
    code    : the kind of failure in one word: "value", "none", "limit_cpu", ... (for statistics)
    called, got, want : the evidence, empty where it must stay secret
    """

    id: str
    label: str
    points: float
    passed: bool | None
    hint_id: str | None = None
    said: str = ""
    code: str = ""
    called: str = ""
    got: str = ""
    want: str = ""
    waits: bool = False
