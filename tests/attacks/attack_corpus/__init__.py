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
from attack_corpus.hand_ins import HAND_INS
from attack_corpus.resources import RESOURCES
from attack_corpus.tampering import TAMPERING
from attack_corpus.values import VALUES

ATTACKS: tuple[Attack, ...] = (*TAMPERING, *VALUES, *RESOURCES, *ESCAPES)

# Numbers of the catalogue that are not a matter of processes, and where they are tested or why not.
ELSEWHERE = {
    96: "no kernel takes part in grading: there is no message to forge",
    97: "every submission has its own IPC, PID and mount namespaces; time remains as a channel",
    101: "tests/attacks/test_states.py",
    103: "one writer, resumed after kill -9: tests/bridge/test_grade.py",
    105: "limits and times are measured with clocks that are never set",
    106: "what a dead worker held is tried again alone: autograder/bridge/executor.py",
    107: "as 106; a hand-in that ends two workers gets open marks and the others go on",
    108: "CPU time decides, wall time is four times as long: tests/sandbox/test_sandbox.py",
    116: "no spreadsheet is written",
    120: "no language model takes part in grading",
    **dict.fromkeys((123, 124, 125, 126), "quality of the checks: tests/exercises"),
    129: "a check that fails by itself leaves the mark open: tests/core/test_judge.py",
}
# Numbers that tests/attacks/test_class_attacks.py covers besides those of HAND_INS: what lies in
# and beside the folders, hand-ins that are read, graded and kept, and whole pages.
WITH_A_CLASS = {*(each.number for each in HAND_INS), 102, 104, 109, 115, 121, 130}

__all__ = [
    "ATTACKS",
    "ELSEWHERE",
    "ESCAPES",
    "HAND_INS",
    "RESOURCES",
    "TAMPERING",
    "TIME",
    "VALUES",
    "WITH_A_CLASS",
    "Attack",
]
