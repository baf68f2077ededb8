"""The corpus as whole notebooks: every case is the hand-in of one student of the first notebook.

An attack becomes a cell of its author's before the exercises; the first exercise calls its
`target`, so it earns nothing, and the three others are answered right.
"""

import json
from pathlib import Path

from attack_corpus.case import Attack
from attack_corpus.escapes import ESCAPES
from attack_corpus.hand_ins import FIRST, HAND_INS, HandIn, code, with_cell
from attack_corpus.resources import RESOURCES
from attack_corpus.tampering import TAMPERING
from attack_corpus.values import VALUES
from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.result import Result
from autograder.bridge.handing_out.new_class import new_class
from autograder.bridge.handing_out.sample_class import EXERCISES, Sample, hand_in
from autograder.bridge.handing_out.sample_class import FIRST as ASSIGNMENT

COURSE = Path(__file__).resolve().parents[3] / "course"
# Seconds of CPU time; a sleeper needs twice as many, and is tried twice.
LIMITS = {
    "cpu_cell": 1,
    "cpu_subject": 1,
    "cpu_notebook": 8,
    "wall_factor": 2.0,
    "memory": 256 * 2**20,
    "memory_all": 384 * 2**20,
    "disk": 8 * 2**20,
    "files": 500,
}
_CALLS = "DECOY = '/gradebook.db'\ndef sgd_step(theta, grad, lr):\n    return target(theta)\n"
# What whole notebooks get nothing for, where it is not the first exercise alone.
POINTS: dict[str, str | tuple[str, ...]] = {
    "078 a long literal": "none",  # such a file is not read
    "100 the library and NumPy are patched": (FIRST, "step_length"),  # it needs np.sum
}


def as_notebook(attack: Attack) -> HandIn:
    """The hand-in that brings an attack."""
    return HandIn(
        attack.number,
        attack.name,
        with_cell(1, code(attack.source)),
        POINTS.get(attack.id, (FIRST,)),
        answers={FIRST: _CALLS},
    )


ATTACKS = (*TAMPERING, *VALUES, *RESOURCES, *ESCAPES)
NOTEBOOKS: tuple[HandIn, ...] = (*(as_notebook(attack) for attack in ATTACKS), *HAND_INS)


def make_class(folder: Path, limits: dict[str, float] | None = None) -> Classroom:
    """A class with the first notebook released, nothing handed in, and limits of its own."""
    room = new_class(folder, COURSE, assignments=[ASSIGNMENT])
    settings = {**room.settings, "limits": limits or {}}
    (room.state / "class.json").write_text(json.dumps(settings), encoding="utf-8")
    return room


def hand_in_all(room: Classroom, cases: tuple[HandIn, ...]) -> None:
    """Every case as the hand-in of a student who is called after it."""
    hand_in(room, tuple(Sample(c.student, ASSIGNMENT, c.name, c.answers, damage=c.damage)
                        for c in cases))  # fmt: skip


def scores_due(case: HandIn, result: Result) -> dict[str, float]:
    """The scores that a case deserves, by exercise."""
    failing = {"full": (), "none": EXERCISES[ASSIGNMENT]}.get(case.points, case.points)
    return {
        mark.exercise: 0.0 if mark.exercise in failing else mark.points
        for mark in result.marks.values()
    }


def scores_got(result: Result) -> dict[str, float | None]:
    """The scores that a case got, by exercise."""
    return {mark.exercise: mark.score for mark in result.marks.values()}
