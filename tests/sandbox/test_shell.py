"""What IPython makes of a cell is left out only where it makes nothing of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.sandbox import Cell
from autograder.sandbox.inside.shell import is_plain_python

COURSE = Path(__file__).parents[2] / "course"
LINES = [
    *("x = 1", "y = x + 1", "def f(x):", "    return 2 * x", "if True:", "    pass", "f(2)"),
    *("", "   ", "# %magic?", "x = '''", "'''", '"""', "%matplotlib inline", "%%time", "!ls"),
    *("a = !ls", "a = %pwd", "x?", "??x", ">>> x", "...", "... x", "In [1]: x", "   ...: x"),
    *(", f 1", "; f 1", "/f 1", "x = (1", "/ 2)", "% 2)", "a = [", "]", "a \\", "= 1", "ls"),
    *("await f", "async def g():", "    await f", "\tx = 1", "x = 'a?'", "x: int", "\x0c", "\x00"),
]


def by_ipython(cell):
    return TransformerManager().transform_cell(cell)


@given(st.lists(st.sampled_from(LINES), max_size=6), st.sampled_from(["", "\n", "\n\n"]))
def test_a_cell_that_is_taken_as_it_stands_is_what_ipython_makes_of_it(lines, end):
    cell = "\n".join(lines) + end
    if is_plain_python(cell):
        assert by_ipython(cell) == (cell if cell.endswith("\n") else cell + "\n")


@given(st.text("ax1=%!?/;, \n.'\"()[]#\\:>", max_size=40))
def test_any_text_that_is_taken_as_it_stands_is_what_ipython_makes_of_it(cell):
    if is_plain_python(cell):
        assert by_ipython(cell) == (cell if cell.endswith("\n") else cell + "\n")


@pytest.mark.parametrize(
    "cell", ["x = 1", "x = 1\n", "\nx = 1\ny = 2", "%time 1\nx = 1", "In [1]: x\ny", "x = 1\n...\n"]
)
def test_what_may_be_more_than_python_is_left_to_ipython(cell):
    assert not is_plain_python(cell)


def test_the_cells_of_the_course_are_taken_as_they_stand():
    """Or grading would be slower than need be."""
    cells = [
        "".join(cell["source"])
        for path in sorted(COURSE.glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "_solution" in str(cell["metadata"].get("nbgrader"))
    ]
    assert len(cells) > 30
    assert all(is_plain_python(cell) for cell in cells if "\n" in cell.strip())


def test_magics_awaits_and_single_lines_work_as_they_do_in_a_notebook(sandbox):
    cells = [
        Cell("await", "import asyncio\nawait asyncio.sleep(0)\nk = 5"),
        Cell("magic", "%pprint\nm = k + 1"),
        Cell("line", "n = m + 1"),
        Cell("last", "def f():\n    return n\nf()"),
    ]
    with sandbox.load(cells, seed=0) as loaded, loaded.subject("f") as subject:
        assert [result.status for result in loaded.results] == ["ok"] * 4
        assert loaded.results[-1].outputs[0].data == "7"
        assert subject.call((), {}).value == 7
