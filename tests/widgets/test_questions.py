"""Question files are complete: one right option, a reason for each, keys of their own."""

from importlib.resources import files

import pytest

from lrlib.widgets.questions import question, questions

NOTEBOOKS = sorted(
    path.name.removesuffix(".toml")
    for path in files("lrlib.widgets").joinpath("questions").iterdir()
    if path.name.endswith(".toml")
)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_option_is_explained_and_one_is_right(notebook):
    for items in questions(notebook).values():
        for item in items:
            assert sum(option.right for option in item.options) == 1
            assert len({option.text for option in item.options}) == len(item.options) >= 3
            assert all(len(option.why) > 30 for option in item.options)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_keys_are_distinct(notebook):
    keys = [item.key for items in questions(notebook).values() for item in items]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_recall_goes_back_to_earlier_notebooks(notebook):
    items = questions(notebook).get("recall", ())
    assert all(item.source < notebook for item in items)
    assert 3 <= len(items) <= 4 or notebook.startswith("00")


def test_the_right_option_is_not_always_at_the_same_place():
    for notebook in NOTEBOOKS:
        items = [item for part in questions(notebook).values() for item in part]
        places = {[o.right for o in item.options].index(True) for item in items}
        assert len(places) > 1


def test_the_prequiz_has_ten_misconceptions():
    assert len(questions("00_start_here")["prequiz"]) == 10


def test_an_unknown_notebook_and_an_unknown_key_are_named():
    with pytest.raises(ValueError, match="13_nowhere"):
        questions("13_nowhere")
    with pytest.raises(ValueError, match=r"one of .*loss_times_1000"):
        question("01_what_it_is", "predict", "no_such_key")
