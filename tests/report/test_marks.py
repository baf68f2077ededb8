"""Marks of an assignment: shares, quartiles and tenths by hand."""

import numpy as np
import pytest

from autograder.report.marks import histogram, marks_by_assignment, quartiles
from autograder.report.types import read_entries


def test_share_is_points_earned_of_points_possible_not_a_mean_of_shares(entry):
    entries = read_entries(
        [entry(exercise="a", score=1, points=2), entry(exercise="b", score=7, points=8)]
    )
    marks = marks_by_assignment(entries)[0]
    assert marks.shares == (0.8,)  # 8 of 10; the mean of the shares would be 0.6875
    assert marks.points == 10


def test_submission_with_an_open_mark_is_counted_and_not_averaged(entry):
    entries = read_entries(
        [entry("ada"), entry("ben"), entry("ben", "regime", score=None, verdict="INFRA")]
    )
    marks = marks_by_assignment(entries)[0]
    assert (marks.shares, marks.open, marks.handed_in, marks.full) == ((1.0,), 1, 2, 1)


def test_assignments_keep_their_order(entry):
    entries = read_entries([entry(assignment="08_b"), entry(assignment="01_a")])
    assert [m.assignment for m in marks_by_assignment(entries)] == ["08_b", "01_a"]


@pytest.mark.parametrize(
    ("share", "tenth"), [(0.0, 0), (0.0999, 0), (0.1, 1), (3 / 10, 3), (0.7, 7), (0.999, 9), (1, 9)]
)
def test_tenth_of_a_share(share, tenth):
    assert histogram([share]).index(1) == tenth


def test_share_that_partial_credit_sums_to_short_of_a_tenth_is_in_that_tenth():
    share = 0.0
    for _ in range(8):
        share += 0.1
    assert share < 0.8
    assert histogram([share]).index(1) == 8


def test_every_whole_tenth_opens_its_own_bin():
    assert histogram([k * 0.1 for k in range(10)]) == [1] * 10


def test_quartiles_agree_with_numpy():
    shares = sorted(np.random.default_rng(3).uniform(size=17).tolist())
    assert quartiles(shares) == pytest.approx(np.percentile(shares, [25, 50, 75]).tolist())


def test_quartiles_of_one_student_are_that_student():
    assert quartiles([0.4]) == (0.4, 0.4, 0.4)
