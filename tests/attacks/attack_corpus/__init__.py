"""The corpus of hostile and broken submissions, as data: what they do and what must come of it.

Every attack stands in a notebook between two honest exercises. Its cell may define `target(x)`,
which should return `2 * x`; the grader calls it with secret numbers. Numbers are those of the
catalogue of attacks; a number may have several cases.

outcome : what a call of `target` may give, alternatives separated by "|":
          "right"          the right number
          "wrong"          some value that is not the right number
          "unusable CODE"  something that is no value (autograder.core.values)
          "fault KIND"     no value (autograder.core.subject)
cell    : what may become of the cell, alternatives separated by "|"
given   : what `target` is called with: "number", "array" or "callback" (a number and a function)
"""

from attack_corpus.case import TIME, Attack
from attack_corpus.escapes import ESCAPES
from attack_corpus.resources import RESOURCES
from attack_corpus.tampering import TAMPERING
from attack_corpus.values import VALUES

ATTACKS: tuple[Attack, ...] = (*TAMPERING, *VALUES, *RESOURCES, *ESCAPES)

# Numbers of the catalogue that are not a matter of processes, and where they are tested or why not.
ELSEWHERE = {
    **dict.fromkeys(range(18, 23), "the notebook is rebuilt on the master: bridge level"),
    96: "no kernel takes part in grading: there is no message to forge",
    97: "every submission has its own IPC, PID and mount namespaces; time remains as a channel",
    101: "tests/attacks/test_states.py",
    **dict.fromkeys(range(102, 110), "batches, gradebook and workers: bridge level"),
    **dict.fromkeys(range(110, 123), "files, names and pages: bridge and report level"),
    **dict.fromkeys(range(123, 131), "quality of the checks: tests/exercises"),
}

__all__ = ["ATTACKS", "ELSEWHERE", "ESCAPES", "RESOURCES", "TAMPERING", "TIME", "VALUES", "Attack"]
