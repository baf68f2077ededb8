"""A submission is rebuilt on the master: the class decides the form, the student the answers."""

import pytest

from autograder.bridge.notebooks.admission import admit, master_of
from autograder.bridge.notebooks.scan import SubmittedCell


def nbgrader(grade_id, **flags):
    data = {"grade": False, "solution": False, "locked": False, "grade_id": grade_id}
    return {"nbgrader": data | flags}


MASTER = master_of(
    "01_try",
    {
        "cells": [
            {"id": "cell-000", "cell_type": "markdown", "source": "# Title", "metadata": {}},
            {"id": "cell-001", "cell_type": "code", "source": "import numpy", "metadata": {}},
            {
                "id": "f-solution",
                "cell_type": "code",
                "source": "def f(): ...",
                "metadata": nbgrader("f_solution", solution=True),
            },
            {
                "id": "f",
                "cell_type": "code",
                "source": ['check("f")'],
                "metadata": nbgrader("f", grade=True, locked=True, points=4),
            },
            {
                "id": "cell-004",
                "cell_type": "code",
                "source": "show()",
                "metadata": {"tags": ["demo"]},
            },
            {
                "id": "explain-why",
                "cell_type": "markdown",
                "source": "YOUR ANSWER HERE",
                "metadata": nbgrader("explain_why", grade=True, solution=True, points=2),
            },
        ]
    },
)
SOLUTION = SubmittedCell("code", "f-solution", "f_solution", "def f(): return 1")
TEST = SubmittedCell("code", "f", "f", 'check("f")')
SETUP = SubmittedCell("code", "cell-001", None, "import numpy\nimport math")
ANSWER = SubmittedCell("markdown", "explain-why", "explain_why", "Because.")
WHOLE = [SETUP, SOLUTION, TEST, ANSWER]


def sources(admitted):
    return {cell.cell_id: cell.source for cell in admitted.cells}


def test_master_knows_the_role_of_every_cell():
    assert [cell.role for cell in MASTER.cells] == [
        "text",
        "free",
        "solution",
        "test",
        "demo",
        "answer",
    ]
    assert [cell.points for cell in MASTER.exercises] == [4.0]
    assert [cell.grade_id for cell in MASTER.answers] == ["explain_why"]


def test_answers_and_free_cells_come_from_the_student_the_rest_from_the_master():
    admitted = admit(MASTER, WHOLE)
    assert admitted.notes == ()
    assert sources(admitted) == {
        "cell-000": "# Title",
        "cell-001": "import numpy\nimport math",
        "f-solution": "def f(): return 1",
        "f": 'check("f")',
        "cell-004": "show()",
        "explain-why": "Because.",
    }
    assert [cell.cell_id for cell in admitted.cells if cell.runs] == ["cell-001", "f-solution"]


def test_an_empty_submission_is_the_notebook_as_handed_out_with_a_note_for_each_missing_cell():
    admitted = admit(MASTER, [])
    assert [cell.source for cell in admitted.cells] == [cell.source for cell in MASTER.cells]
    assert len(admitted.notes) == 4
    assert not admitted.answered("f_solution")
    assert not admitted.answered("explain_why")


def test_a_changed_test_cell_is_replaced_and_named():
    forged = SubmittedCell("code", "f", "f", "10.0")
    admitted = admit(MASTER, [SETUP, SOLUTION, forged, ANSWER])
    assert sources(admitted)["f"] == 'check("f")'
    assert admitted.notes == ("the test cell f was changed; the class's own test was used",)


def test_of_a_doubled_cell_the_last_counts_and_the_earlier_one_still_runs_before_it():
    copy = SubmittedCell("code", "other", "f_solution", "def f(): return 2")
    admitted = admit(MASTER, [SETUP, SOLUTION, copy, TEST, ANSWER])
    assert sources(admitted)["f-solution"] == "def f(): return 2"
    running = [cell.source for cell in admitted.cells if cell.runs]
    assert running.index("def f(): return 1") < running.index("def f(): return 2")
    assert admitted.notes == ("the cell f_solution is there twice; the last one counts",)


def test_a_cell_the_student_added_stays_behind_the_cell_it_followed():
    helper = SubmittedCell("code", "new", None, "def helper(): ...")
    admitted = admit(MASTER, [SETUP, helper, SOLUTION, TEST, ANSWER])
    order = [cell.source for cell in admitted.cells]
    assert order.index("def helper(): ...") == order.index("import numpy\nimport math") + 1
    first = admit(MASTER, [helper, *WHOLE])
    assert first.cells[0].source == "def helper(): ..."


def test_added_text_and_checks_and_foreign_grade_ids_do_not_get_in():
    added = [
        SubmittedCell("markdown", "m", None, "<script>alert(1)</script>"),
        SubmittedCell("code", "c", None, 'check("f")'),
        SubmittedCell("raw", "r", None, "raw"),
        SubmittedCell("markdown", "x", "f_extra", "points please"),
    ]
    admitted = admit(MASTER, WHOLE + added)
    assert len(admitted.cells) == len(MASTER.cells)
    assert admitted.notes == (
        "a cell with a grade id that this assignment does not have was dropped",
    )


def test_a_solution_turned_into_text_is_code_again():
    text = SubmittedCell("markdown", "f-solution", "f_solution", "def f(): return 1")
    admitted = admit(MASTER, [SETUP, text, TEST, ANSWER])
    assert [cell.cell_type for cell in admitted.cells if cell.cell_id == "f-solution"] == ["code"]
    assert "turned into a markdown cell" in admitted.notes[0]


def test_a_solution_cell_that_lost_its_metadata_is_found_by_its_cell_id():
    bare = SubmittedCell("code", "f-solution", None, "def f(): return 1")
    assert admit(MASTER, [SETUP, bare, TEST, ANSWER]).answered("f_solution")


@pytest.mark.parametrize("cell_id", ["", "f", "cell-000", "free-000", "x" * 500])
def test_ids_of_added_cells_never_clash(cell_id):
    added = SubmittedCell("code", cell_id, "unknown", "pass")
    ids = [cell.cell_id for cell in admit(MASTER, [*WHOLE, added, added]).cells]
    assert len(set(ids)) == len(ids)


def test_a_notebook_from_before_cell_ids_is_graded_in_the_present_format():
    old = {"nbformat": 4, "nbformat_minor": 2, "cells": [dict(c) for c in MASTER.notebook["cells"]]}
    for cell in old["cells"]:
        del cell["id"]
    master = master_of("01_try", old)
    assert [cell.cell_id for cell in master.cells][:2] == ["cell-000", "cell-001"]
    assert [cell["id"] for cell in master.notebook["cells"]] == [c.cell_id for c in master.cells]
    assert master.notebook["nbformat_minor"] == 5
    submitted = [SubmittedCell("code", "", "f_solution", "def f(): return 1")]
    assert admit(master, submitted).answered("f_solution")
