"""The map shows every notebook and exercise, the best scores, and what comes next."""

import re

import pytest

from lrlib.course import notebooks
from lrlib.progress_file import FILE, Kept
from lrlib.widgets.progress_map import ProgressMap, summary

EXERCISES = [each for notebook in notebooks() for each in notebook.exercises]
ALL = {each.name: each.points for each in EXERCISES}


def shown(folder, kept=None, here=""):
    return ProgressMap(here, kept or Kept(), folder)._repr_mimebundle_()


def words(html):
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_notebook_and_every_exercise_is_on_it(tmp_path):
    text = words(shown(tmp_path)["text/html"])
    for notebook in notebooks():
        assert f"{notebook.number} {notebook.title}" in text
    for each in EXERCISES:
        assert each.by_hand or f"○ {each.name} 0/{each.points:g}" in text


def test_the_best_score_stands_with_the_exercise_and_in_the_sum_of_its_notebook(tmp_path):
    kept = Kept({"log_spaced": 3.0, "relative_change": 1.5})
    text = words(shown(tmp_path, kept)["text/html"])
    assert "✓ log_spaced 3/3" in text
    assert "◐ relative_change 1.5/3" in text
    assert "4.5 / 6" in text


def test_the_next_step_is_the_first_exercise_that_is_not_solved():
    assert "Next: relative_change in 00 Start here" in summary({"log_spaced": 3, "wsd": 5})
    assert summary(ALL).startswith("258 of 260 points, 51 of 51 exercises solved. All of it")


def test_a_score_of_an_older_exercise_never_exceeds_its_points():
    assert summary({"log_spaced": 99.0, "gone": 5.0}).startswith("3 of 260 points, 1 of 51")


def test_a_name_links_to_the_notebook_beside_this_one_and_only_if_it_is_there(tmp_path):
    (tmp_path / "09_lr_finder.ipynb").write_text("{}")
    html = shown(tmp_path)["text/html"]
    assert re.findall(r'href="([^"]+)"', html) == ["09_lr_finder.ipynb"]


def test_in_nbgraders_layout_the_link_leads_to_the_neighbouring_folder(tmp_path):
    for name in ("01_what_it_is", "09_lr_finder"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text("{}")
    html = shown(tmp_path / "01_what_it_is")["text/html"]
    assert 'href="../09_lr_finder/09_lr_finder.ipynb"' in html


def test_the_present_notebook_is_marked_for_eyes_and_ears(tmp_path):
    html = shown(tmp_path, here="05_schedules_1")["text/html"]
    (row,) = re.findall(r'<tr aria-current="true">(.*?)</tr>', html)
    assert "05 Schedules I" in row


def test_the_table_has_headings_for_columns_and_rows(tmp_path):
    html = shown(tmp_path)["text/html"]
    assert html.count('<th scope="col"') == 4
    assert html.count('<th scope="row"') == len(notebooks())


@pytest.mark.parametrize("remark", ["This folder cannot be written to: new scores are not kept."])
def test_trouble_with_the_file_is_one_sentence(tmp_path, remark):
    data = shown(tmp_path, Kept(remark=remark))
    assert f"<p>{remark}</p>" in data["text/html"]
    assert remark in data["text/plain"]


CHECKED = """
from autograder import check
def log_spaced(low, high, count):
    import numpy as np
    return np.geomspace(low, high, count)
check("log_spaced"); check("relative_change", namespace={})
"""


def test_a_check_in_a_notebook_is_on_the_map_of_the_next_one_and_of_tomorrow(tmp_path):
    import nbclient
    from nbformat.v4 import new_code_cell, new_notebook

    def run(*sources):
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        resources = {"metadata": {"path": str(tmp_path)}}
        nbclient.NotebookClient(notebook, timeout=60, resources=resources).execute()
        return notebook.cells[-1].outputs

    (tmp_path / "00_start_here.ipynb").write_text("{}")
    run(CHECKED)
    assert (tmp_path / FILE).is_file()
    (map_shown,) = run("from lrlib.widgets import progress_map\nprogress_map('01_what_it_is')")
    assert "3 of 260 points, 1 of 51" in map_shown.data["text/plain"]
    assert "relative_change" not in (tmp_path / FILE).read_text()  # asked with a namespace
