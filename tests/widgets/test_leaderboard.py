"""A recipe stands among the class where a board is handed out, else among known levels."""

import json

import pytest

from lrlib.recipe import LEVELS
from lrlib.widgets.leaderboard import FILE, YOU, Leaderboard, Row, handed_out, leaderboard


def text_of(loss, rows=()):
    return Leaderboard(loss, rows)._repr_mimebundle_()["text/plain"].splitlines()


def test_without_a_board_the_known_levels_are_shown_with_the_learner_between_them():
    title, sentence, *lines = text_of(0.1)
    assert title == "Where you stand"
    assert sentence.startswith("Your recipe: validation loss 0.100, which is worth 10 points.")
    assert lines[0] == f"1. best known: {LEVELS['best known']:.3f}"
    assert lines[-2:] == [f"4. {YOU}: 0.100", "5. default: Adam at 0.001: 0.224"]


def test_a_recipe_that_diverges_is_last():
    assert text_of(float("inf"))[-1] == f"5. {YOU}: inf"


CLASS = [Row("Student B7KQ", 20.0), Row("Student X2ZF", 20.0), Row("Student C3TR", 5.0)]


def test_in_a_class_equal_points_share_a_rank():
    title, sentence, *lines = text_of(0.1, CLASS)
    assert title == "Leaderboard of the class"
    assert "2 of 3 hand-ins have more" in sentence
    assert [line.split(".")[0] for line in lines] == ["1", "1", "3", "4"]
    assert lines[2] == f"3. {YOU}: 10"


def test_the_board_is_read_from_beside_the_notebooks(tmp_path, monkeypatch):
    rows = [{"name": "Student B7KQ", "points": 15}]
    (tmp_path / FILE).write_text(json.dumps({"version": 1, "rows": rows}))
    monkeypatch.chdir(tmp_path)
    assert leaderboard(0.05).graded == (Row("Student B7KQ", 15.0),)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 2, "rows": []}', '{"version": 1}'])
def test_a_file_that_is_no_board_counts_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert handed_out(tmp_path) == []


def test_a_name_cannot_become_markup():
    html = Leaderboard(0.1, [Row("<script>x</script>", 1.0)])._repr_mimebundle_()["text/html"]
    assert "<script" not in html
