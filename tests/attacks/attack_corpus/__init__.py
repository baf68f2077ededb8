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

# Numbers of the catalogue that are no attack of one notebook: what they are, and where they are
# tested or why they cannot arise.
ELSEWHERE = {
    96: ("kernel messages are forged", "cannot arise: no kernel takes part in grading"),
    97: (
        "submissions that run at the same time talk to each other",
        "each has namespaces of its own; how busy the machine is remains as a channel",
    ),
    101: ("the same random numbers for everybody", "tests/attacks/test_states.py"),
    103: ("the gradebook is busy, or the power goes", "one writer, resumed: tests/soak"),
    105: ("the clock is set", "limits and times are measured with clocks that are never set"),
    106: ("a worker dies", "what it held is tried again alone: tests/soak, tests/bridge"),
    107: (
        "a hand-in ends one worker after the other",
        "after two it gets open marks and the others go on: tests/bridge/grading/test_executor.py",
    ),
    108: (
        "a busy machine makes everything late",
        "CPU time decides; what the clock on the wall stopped is graded once more, alone: "
        "tests/bridge/grading/test_executor.py",
    ),
    116: ("a name is a formula of a spreadsheet", "tests of the export"),
    120: ("text that talks a language model over", "cannot arise: none takes part in grading"),
    123: ("right answers of another form", "tests/exercises, `autograder verify`"),
    124: ("known mistakes", "each with its own hint: tests/exercises, `autograder verify`"),
    125: ("mutants of the references", "tests/exercises, `autograder verify`"),
    126: ("values at the edge of the tolerance", "tests/exercises"),
    129: ("a check that fails by itself", "leaves the mark open: tests/core/test_judge.py"),
}
# Numbers that tests/attacks/test_class_attacks.py covers besides those of HAND_INS.
BESIDE = {
    102: ("names that differ in a letter's case, hand-ins beside others", "each is graded"),
    104: ("a file changes while it is graded", "what was read is what is graded and kept"),
    109: ("a kept result of an older checker", "another address: graded again"),
    115: ("odd names of folders", "named, never graded; nothing outside is touched"),
    121: (
        "missing, linked, doubled and wrongly named files",
        "BAD_FILE with a message, or ignored",
    ),
    130: ("the same hand-in many times", "the same bytes"),
}
WITH_A_CLASS = {*(each.number for each in HAND_INS), *BESIDE}

__all__ = [
    "ATTACKS",
    "BESIDE",
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
