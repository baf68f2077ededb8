"""Every notebook is what its source derives, and runs from top to bottom."""

from pathlib import Path

import nbclient
import nbformat
import pytest

from autograder.bridge.notebooks.build import build, source_files, strays, student_notebook
from autograder.bridge.notebooks.source import read_source

COURSE = Path(__file__).resolve().parents[2] / "course"
SOURCES = source_files(COURSE)
NAMES = [path.stem for path in SOURCES]
# Processor time of the kernel: the clock would let a busy machine fail a test. On two quiet cores
# both are alike. 30 s a notebook and 4 minutes for all are what learners are promised.
MOST_SECONDS, MOST_FOR_ALL = 30, 240
PARTS = ("Predict", "Observe", "Explain", "Worked example", "Write it", "Take-away")


def run(notebook, folder):
    client = nbclient.NotebookClient(
        notebook, timeout=280, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return notebook


def graded(notebook, kind="grade"):
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get(kind)]


def result_of(cell):
    (result,) = [out for out in cell.outputs if out.output_type == "execute_result"]
    return result.data


def test_derived_notebooks_are_current_and_none_is_left_over():
    stale = [item.path.name for item in build(COURSE) if not item.current]
    assert stale == []
    assert strays(COURSE) == []


def test_building_twice_gives_the_same_bytes():
    assert [item.text for item in build(COURSE)] == [item.text for item in build(COURSE)]


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_a_student_notebook_holds_no_solution_and_no_output(path):
    instructor, student = read_source(path), student_notebook(read_source(path))
    text = nbformat.writes(student)
    assert "SOLUTION" not in text
    assert "jupytext" not in text
    for cell in student.cells:
        assert not cell.get("outputs")
    for before, after in zip(instructor.cells, student.cells, strict=True):
        if before.metadata.get("nbgrader", {}).get("solution"):
            assert before.source != after.source


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_a_notebook_has_the_parts_that_students_know(path):
    headings = [
        line.lstrip("# ").strip()
        for cell in read_source(path).cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    for part in PARTS:
        assert any(part.lower() in heading.lower() for heading in headings), part


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_with_solutions_a_notebook_runs_in_time_and_every_check_gives_full_marks(
    path, tmp_path, timed, seconds
):
    with timed(path.stem):
        notebook = run(read_source(path), tmp_path)
    assert seconds[path.stem][1] < MOST_SECONDS
    for cell in graded(notebook):
        if cell.cell_type == "code":
            assert float(result_of(cell)["text/plain"]) == cell.metadata.nbgrader.points
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", output.text


def test_the_whole_course_runs_in_four_minutes(seconds):
    assert sum(processor for _, processor in seconds.values()) < MOST_FOR_ALL


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_as_handed_out_a_notebook_runs_to_its_end_and_every_check_gives_nothing(path, tmp_path):
    notebook = run(student_notebook(read_source(path)), tmp_path)
    for cell in graded(notebook):
        if cell.cell_type == "code":
            assert float(result_of(cell)["text/plain"]) == 0.0
