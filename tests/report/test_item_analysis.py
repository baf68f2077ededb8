"""Item statistics against calculations by hand and against NumPy's correlation."""

import math

import numpy as np
import pytest

from autograder.report.item_analysis import (
    MIN_STUDENTS,
    analyse,
    difficulty,
    discrimination,
    fisher_interval,
    quality,
)
from autograder.report.types import read_entries


def test_difficulty_is_the_mean_share_of_the_points():
    # (5 + 2.5 + 0) / (3 * 5)
    assert difficulty([5.0, 2.5, 0.0], 5.0) == 0.5


def test_discrimination_by_hand():
    # x - mean: -2, 0, 1, 1; y - mean: -3, 1, 0, 2; sum of products 8; squares 6 and 14.
    item, rest = np.array([0.0, 2.0, 3.0, 3.0]), np.array([1.0, 5.0, 4.0, 6.0])
    assert discrimination(item, rest) == pytest.approx(8 / math.sqrt(84), rel=1e-11)


@pytest.mark.parametrize("constant_side", ["item", "rest"])
def test_discrimination_of_a_constant_is_not_defined(constant_side):
    constant, varied = np.full(5, 0.1 + 0.2), np.arange(5.0)
    pair = (constant, varied) if constant_side == "item" else (varied, constant)
    assert discrimination(*pair) is None


def test_fisher_interval_by_hand():
    # n = 28: half width 1.96 / 5 = 0.392; atanh(0.5) = 0.549306; tanh(0.157306), tanh(0.941306)
    assert fisher_interval(0.5, 28) == pytest.approx((0.156021, 0.735822), abs=2e-6)


def test_smallest_class_is_the_first_in_which_a_very_good_item_is_not_zero():
    assert fisher_interval(0.40, MIN_STUDENTS)[0] > 0
    assert fisher_interval(0.40, MIN_STUDENTS - 1)[0] < 0


@pytest.mark.parametrize("r", [-1.0, 1.0])
def test_fisher_interval_of_a_perfect_correlation_is_finite(r):
    assert all(-1 <= end <= 1 for end in fisher_interval(r, 30))


@pytest.mark.parametrize(
    ("r", "word"),
    [(0.40, "very good"), (0.39, "good"), (0.30, "good"), (0.29, "marginal"), (0.20, "marginal"),
     (0.19, "weak"), (0.0, "weak"), (-0.01, "negative")],
)  # fmt: skip
def test_quality_follows_ebel_and_frisbie(r, word):
    assert quality(r) == word


def class_entries(entry, scores_by_exercise, **changes):
    return read_entries(
        entry(f"s{number}", exercise, score=float(score), verdict="WRONG", **changes)
        for exercise, scores in scores_by_exercise.items()
        for number, score in enumerate(scores)
    )


def test_items_correlate_with_the_rest_and_not_with_themselves(entry):
    rng = np.random.default_rng(7)
    scores = rng.integers(0, 5, size=(3, 40))
    items = analyse(class_entries(entry, dict(zip("abc", scores, strict=True))))
    for number, item in enumerate(items):
        rest = scores.sum(axis=0) - scores[number]
        assert item.discrimination == pytest.approx(np.corrcoef(scores[number], rest)[0, 1])
        assert item.difficulty == pytest.approx(scores[number].mean() / 4)


def test_open_mark_takes_its_student_out_of_the_correlations_only(entry):
    rng = np.random.default_rng(8)
    scores = rng.integers(0, 5, size=(2, 40))
    entries = class_entries(entry, dict(zip("ab", scores, strict=True)))
    entries += read_entries(
        [entry("zoe", "a", score=4), entry("zoe", "b", score=None, verdict="INFRA")]
    )
    first, second = analyse(entries)
    assert (first.students, second.students) == (41, 40)
    assert first.difficulty == pytest.approx((scores[0].sum() + 4) / (41 * 4))
    assert first.discrimination == pytest.approx(np.corrcoef(scores)[0, 1])


def test_too_few_students_is_said(entry):
    items = analyse(class_entries(entry, {"a": range(4), "b": range(4)}))
    assert items[0].discrimination is None
    assert items[0].remark == "too few students: 4 of 25 needed"


def test_one_exercise_has_no_rest(entry):
    items = analyse(class_entries(entry, {"a": [1, 2] * 20}))
    assert items[0].remark == "needs two exercises"


def test_everyone_perfect_has_no_discrimination(entry):
    items = analyse(class_entries(entry, {"a": [4] * 30, "b": [4] * 30}))
    assert [item.difficulty for item in items] == [1.0, 1.0]
    assert {item.remark for item in items} == {"everyone scored the same"}


def test_the_constant_side_is_told_apart(entry):
    items = analyse(class_entries(entry, {"a": [4] * 30, "b": [0, 4] * 15}))
    assert [i.remark for i in items] == [
        "everyone scored the same",
        "the other exercises do not differ",
    ]


def test_unnamed_counts_lost_points_without_a_hint(entry):
    entries = read_entries(
        [
            entry("a"),
            entry("b", score=1, verdict="WRONG"),
            entry("c", score=1, verdict="WRONG", hint_ids=["sign"]),
            entry("d", score=None, verdict="INFRA"),
        ]
    )
    item = analyse(entries)[0]
    assert (item.full, item.unnamed, item.students) == (1, 1, 3)


def test_exercise_with_only_open_marks_has_no_difficulty(entry):
    assert analyse(read_entries([entry(score=None, verdict="INFRA")]))[0].difficulty is None
