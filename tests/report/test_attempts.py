"""Score against attempts: shown where attempts are known and differ, and nowhere else."""

from autograder.report import class_page
from autograder.report.attempts import Group, groups_by_attempts
from autograder.report.types import read_entries


def entry(student, score, assignment="01_one", exercise="sgd_step", points=4):
    return {
        "student": student,
        "assignment": assignment,
        "exercise": exercise,
        "score": score,
        "points": points,
        "verdict": "OK" if score == points else "WRONG",
        "hint_ids": [],
        "notes": [],
        "seconds": 0.1,
    }


ENTRIES = [entry("ada", 4), entry("bea", 1), entry("cid", 3), entry("dee", 2), entry("eve", None)]
TRIES = {("ada", "01_one"): 2, ("bea", "01_one"): 1, ("cid", "01_one"): 1, ("dee", "01_one"): 7}


def page(attempts, **options):
    return class_page(
        ENTRIES, hints={}, names={}, provenance={}, to_read=[], attempts=attempts, **options
    )


def test_the_median_share_of_each_number_of_attempts():
    groups = groups_by_attempts(read_entries(ENTRIES), TRIES)
    assert groups == [
        Group("01_one", 1, 2, 0.5),  # 1/4 and 3/4
        Group("01_one", 2, 1, 1.0),
        Group("01_one", 4, 1, 0.5),
    ]
    assert groups[-1].label == "4 or more"


def test_unknown_attempts_and_open_marks_are_left_out():
    known = {("ada", "01_one"): 2, ("eve", "01_one"): 3}
    assert groups_by_attempts(read_entries(ENTRIES), known) == [Group("01_one", 2, 1, 1.0)]


def test_an_assignment_that_all_handed_in_once_is_not_shown():
    once = dict.fromkeys(TRIES, 1)
    assert groups_by_attempts(read_entries(ENTRIES), once) == []
    assert "Score against attempts" not in page(once)
    assert "Score against attempts" not in page({})


def test_the_page_shows_it_and_claims_no_effect():
    html = page(TRIES)
    assert "Score against attempts" in html
    assert "no effect of trying" in html


def test_a_page_without_names_hides_groups_that_are_single_students():
    html = page(TRIES, anonymous=True)
    section = html.partition('id="attempts"')[2].partition("</section>")[0]
    assert "too few to show" in section
    assert "100%" not in section
