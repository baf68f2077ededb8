"""A function is fetched from another notebook without running that notebook."""

import json

import pytest

from lrlib.widgets.from_notebook import from_notebook


def cell(source, **metadata):
    return {"cell_type": "code", "source": source.splitlines(True), "metadata": metadata}


def notebook(folder, *cells, name="09_lr_finder"):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
    return path


SMOOTH = cell("def smooth(losses, beta):\n    return helper(np.asarray(losses)) * SCALE")
HELPER = cell("import math\nSCALE = 2\n\ndef helper(x):\n    return x + math.floor(1.5)")


def test_a_function_comes_with_the_helpers_imports_and_constants_of_its_notebook(tmp_path):
    notebook(tmp_path, HELPER, SMOOTH)
    names = from_notebook("09_lr_finder", "smooth", tmp_path)
    assert names["smooth"]([1.0], 0.9).tolist() == [4.0]


def test_no_cell_is_run(tmp_path):
    poison = "print('run')\nraise SystemExit\nresult = open('left-behind', 'w')\n"
    notebook(tmp_path, cell(poison), HELPER, SMOOTH)
    assert "result" not in from_notebook("09_lr_finder", "smooth", tmp_path)


def test_demonstrations_and_test_cells_are_left_out(tmp_path):
    fake = "def smooth(losses, beta):\n    return 'fake'"
    locked = cell(fake, nbgrader={"locked": True})
    notebook(tmp_path, HELPER, SMOOTH, cell(fake, tags=["demo"]), locked)
    assert from_notebook("09_lr_finder", "smooth", tmp_path)["smooth"]([0.0], 0).tolist() == [2.0]


def test_a_broken_cell_costs_only_itself(tmp_path):
    notebook(tmp_path, cell("def smooth(:"), cell("import no_such_module"), HELPER, SMOOTH)
    assert from_notebook("09_lr_finder", "smooth", tmp_path)


def test_in_nbgraders_layout_each_notebook_lies_in_its_own_folder(tmp_path):
    notebook(tmp_path / "09_lr_finder", HELPER, SMOOTH)
    here = tmp_path / "12_in_your_framework"
    assert "smooth" in from_notebook("09_lr_finder", "smooth", here)


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', '{"cells": [3]}', "\udcff not json"])
def test_what_is_no_notebook_defines_nothing(tmp_path, text):
    path = tmp_path / "09_lr_finder.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert from_notebook("09_lr_finder", "smooth", tmp_path) == {}


def test_a_missing_notebook_or_name_defines_nothing(tmp_path):
    assert from_notebook("09_lr_finder", "smooth", tmp_path) == {}
    notebook(tmp_path, HELPER)
    assert from_notebook("09_lr_finder", "smooth", tmp_path) == {}
