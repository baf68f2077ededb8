"""A sample class as a teacher would meet it: good work, typical mistakes, accidents, and mischief.

Used by `autograder demo`, and by the tests, which hold a table of the marks it must get. Answers
are written out here as students write them; "right" is the course's own solution.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.handing_out import sample_answers as said

Notebook = dict[str, Any]
Damage = Callable[[Notebook], Notebook | bytes]
FIRST, ADAM = "01_what_it_is", "08_adaptive_2"
EXERCISES = {
    FIRST: ("sgd_step", "gradient_descent", "numeric_grad", "step_length"),
    ADAM: ("adam_step", "adamw_step", "name_the_bug"),
}


@dataclass(frozen=True)
class Sample:
    """One hand-in: who, which notebook, the answers that differ from `default`, and accidents."""

    student: str
    assignment: str
    story: str
    answers: dict[str, str] = field(default_factory=dict)
    default: str = "right"  # "right" or "untouched"
    written: str = ""
    damage: Damage | None = None
    timestamp: str = "2026-11-02 10:00:00 UTC"


def _cells(notebook: Notebook) -> dict[str, dict[str, Any]]:
    found = {}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id:
            found[grade_id] = cell
    return found


def _without_test(exercise: str) -> Damage:
    def damage(notebook: Notebook) -> Notebook:
        gone = _cells(notebook)[exercise]
        notebook["cells"] = [cell for cell in notebook["cells"] if cell is not gone]
        return notebook

    return damage


def _doubled(exercise: str, first: str) -> Damage:
    def damage(notebook: Notebook) -> Notebook:
        cell = _cells(notebook)[f"{exercise}_solution"]
        earlier = copy.deepcopy(cell) | {"id": "copy-of-it", "source": first}
        notebook["cells"].insert(notebook["cells"].index(cell), earlier)
        return notebook

    return damage


def _forged_tests(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        data = cell["metadata"].get("nbgrader", {})
        if data.get("grade") and not data.get("solution"):
            cell["source"] = str(data["points"])
            data["points"] = 1000
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "1000.0"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
    return notebook


def _skipping_tests(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
    return notebook


def _first_code(source: str) -> Damage:
    def damage(notebook: Notebook) -> Notebook:
        setup = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        setup["source"] = source + _text(setup)
        return notebook

    return damage


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _broken_off(notebook: Notebook) -> bytes:
    whole = json.dumps(notebook).encode("utf-8")
    return whole[: len(whole) // 2]


def _added(source: str) -> Damage:
    def damage(notebook: Notebook) -> Notebook:
        cell = {
            "id": "my-own-cell",
            "cell_type": "code",
            "source": source,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        notebook["cells"].insert(2, cell)
        return notebook

    return damage


SAMPLES = (
    Sample("ada", FIRST, "everything right"),
    Sample("ada", ADAM, "everything right", written=said.GOOD_EXPLANATION),
    Sample("bela", FIRST, "right, in a style of their own", said.OWN_STYLE),
    Sample("bela", ADAM, "forgot the bias correction", said.NO_CORRECTION, written="Because of m."),
    Sample("carla", FIRST, "steps uphill", {"sgd_step": said.UPHILL}),
    Sample("carla", ADAM, "right, printing and warning on every call", said.NOISY),
    Sample("dev", FIRST, "the path is one array many times", {"gradient_descent": said.ALIASES}),
    Sample("dev", ADAM, "the decay goes through Adam's memory", {"adamw_step": said.L2_DECAY}),
    Sample(
        "emil",
        FIRST,
        "half of it done",
        {"sgd_step": "right", "step_length": "right"},
        default="untouched",
    ),
    Sample("emil", ADAM, "epsilon inside the root", {"adam_step": said.EPS_INSIDE}),
    Sample("fatma", FIRST, "handed in as it was handed out", default="untouched"),
    Sample("fatma", ADAM, "handed in as it was handed out", default="untouched"),
    Sample("gus", FIRST, "crashes at the first import", damage=_first_code(said.MISSING_IMPORT)),
    Sample("hana", FIRST, "an endless loop in one exercise", {"gradient_descent": said.ENDLESS}),
    Sample("hana", ADAM, "an endless loop when the cell runs", {"adamw_step": said.ENDLESS_CELL}),
    Sample("ivan", FIRST, "a test cell deleted", damage=_without_test("sgd_step")),
    Sample(
        "jo", FIRST, "a cell doubled, the better one last", damage=_doubled("sgd_step", said.UPHILL)
    ),
    Sample("kim", FIRST, "the file breaks off", damage=_broken_off),
    Sample("kim", ADAM, "an empty file", damage=lambda _notebook: b""),
    Sample(
        "lee", FIRST, "test cells replaced by their points", said.ALL_WRONG, damage=_forged_tests
    ),
    Sample("mia", FIRST, "test cells tagged to be skipped", said.ALL_WRONG, damage=_skipping_tests),
    Sample("nils", FIRST, "leaves a process running", damage=_added(said.DETACHED)),
    Sample("olga", FIRST, "writes itself a score", said.ALL_WRONG, damage=_added(said.OVERWRITE)),
    Sample("pia", FIRST, "ends the process inside an exercise", {"numeric_grad": said.EXIT}),
    Sample("quin", ADAM, "calls the library's own Adam", {"adam_step": said.LIBRARY}),
    Sample("rosa", FIRST, "forgot every return", said.NO_RETURN),
    Sample(
        "sam", FIRST, "patches numpy's comparisons", said.ALL_WRONG, damage=_added(said.PATCHED)
    ),
    Sample("tess", ADAM, "float32 and lists", said.LOW_PRECISION, written="It cancels: m/sqrt(v)."),
    Sample("uma", ADAM, "the step counter starts one late", {"adam_step": said.ONE_LATE}),
    Sample(
        "vic",
        FIRST,
        "an unreadable time stamp",
        {"step_length": said.SIGNED_LENGTH},
        timestamp="yesterday",
    ),
    Sample(
        "wren", FIRST, "a helper cell of their own", said.WITH_HELPER, damage=_added(said.HELPER)
    ),
)


def hand_in(room: Classroom, samples: tuple[Sample, ...] = SAMPLES) -> list[Path]:
    """Write the submissions of the sample class into `submitted/`; the files written."""
    written = []
    for sample in samples:
        folder = room.root / "submitted" / sample.student / sample.assignment
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{sample.assignment}.ipynb"
        path.write_bytes(_content(room, sample))
        (folder / "timestamp.txt").write_text(sample.timestamp, encoding="utf-8")
        written.append(path)
    return written


def _content(room: Classroom, sample: Sample) -> bytes:
    notebook = copy.deepcopy(room.master(sample.assignment).notebook)
    solved = _cells(
        json.loads(
            (room.root / "source" / sample.assignment / f"{sample.assignment}.ipynb").read_text(
                encoding="utf-8"
            )
        )
    )
    for exercise in EXERCISES[sample.assignment]:
        answer = sample.answers.get(exercise, sample.default)
        cell = _cells(notebook)[f"{exercise}_solution"]
        if answer == "right":
            cell["source"] = solved[f"{exercise}_solution"]["source"]
        elif answer != "untouched":
            cell["source"] = answer
    if sample.written:
        for grade_id, cell in _cells(notebook).items():
            if grade_id.startswith("explain_"):
                cell["source"] = _text(cell).replace("YOUR ANSWER HERE", sample.written)
    found = sample.damage(notebook) if sample.damage else notebook
    return found if isinstance(found, bytes) else json.dumps(found).encode("utf-8")
