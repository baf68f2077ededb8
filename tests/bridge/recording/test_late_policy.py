"""Late policy, extensions and further tries, through nbgrader's own mechanisms."""

from datetime import datetime

import pytest

from autograder.bridge.handing_out.sample_class import ADAM, FIRST, Sample, hand_in
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.whole_class.grade import Options, grade
from tests.bridge.recorded import gradebook_rows

POLICY = """
from nbgrader.plugins import LateSubmissionPlugin


class TenPercentADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        days = -(-total_seconds_late // 86_400)
        return min(score, 0.1 * days * score)


c.AssignLatePenalties.plugin_class = TenPercentADay
"""


def standing(room, student):
    with open_gradebook(room) as gradebook:
        found = gradebook.find_submission(FIRST, student)
        return found.score, found.late_submission_penalty or 0.0


@pytest.fixture
def late_class(fresh_class, tier):
    """Due at noon; ada in time, bela 26 hours late, both all right; graded with no policy."""
    with open_gradebook(fresh_class) as gradebook:
        gradebook.update_or_create_assignment(FIRST, duedate=datetime(2026, 10, 12, 12))
    hand_in(
        fresh_class,
        (
            Sample("ada", FIRST, "in time", timestamp="2026-10-12 11:59:00 UTC"),
            Sample("bela", FIRST, "26 hours late", timestamp="2026-10-13 14:00:00 UTC"),
        ),
    )
    grade(fresh_class, [FIRST], Options(tier))
    return fresh_class


def test_a_policy_set_later_an_extension_and_its_end_reach_the_marks_with_the_next_run(
    late_class, tier
):
    score, penalty = standing(late_class, "bela")
    assert (score, penalty) == (standing(late_class, "ada")[0], 0.0)

    config = late_class.root / "nbgrader_config.py"
    config.write_text(config.read_text() + POLICY)
    summary = grade(late_class, [FIRST], Options(tier))
    assert summary.graded == 0  # recorded again, not graded again
    assert standing(late_class, "ada")[1] == 0.0
    assert standing(late_class, "bela")[1] == pytest.approx(0.2 * score)  # two days begun

    for days, penalty in ((1, 0.1), (2, 0.0), (0, 0.2)):
        with open_gradebook(late_class) as gradebook:
            gradebook.grant_extension(FIRST, "bela", days=days)
        grade(late_class, [FIRST], Options(tier))
        assert standing(late_class, "bela")[1] == pytest.approx(penalty * score)

    with open_gradebook(late_class) as gradebook:
        gradebook.update_or_create_assignment(FIRST, duedate=datetime(2026, 10, 14))
    grade(late_class, [FIRST], Options(tier))
    assert standing(late_class, "bela")[1] == 0.0


def test_an_extension_stays_through_another_try(late_class, tier):
    with open_gradebook(late_class) as gradebook:
        gradebook.grant_extension(FIRST, "bela", days=3)
    again = Sample(
        "bela", FIRST, "again", {"sgd_step": "untouched"}, timestamp="2026-10-15 11:00:00 UTC"
    )
    hand_in(late_class, (again,))
    grade(late_class, [FIRST], Options(tier))
    with open_gradebook(late_class) as gradebook:
        found = gradebook.find_submission(FIRST, "bela")
        assert found.duedate == datetime(2026, 10, 15, 12)
        assert found.total_seconds_late == 0
        assert gradebook.find_grade("sgd_step", FIRST, FIRST, "bela").auto_score == 0


def test_a_manual_score_stays_through_another_try_and_asks_to_be_looked_at(fresh_class, tier):
    hand_in(fresh_class, (Sample("ada", ADAM, "written", written="An answer."),))
    grade(fresh_class, [ADAM], Options(tier))
    with open_gradebook(fresh_class) as gradebook:
        notebook = gradebook.find_submission_notebook(ADAM, ADAM, "ada")
        written = next(g for g in notebook.grades if g.name.startswith("explain_"))
        assert written.needs_manual_grade
        name = written.name
        written.manual_score, written.needs_manual_grade = 1.5, False  # as the formgrader does
        gradebook.db.commit()
    grade(fresh_class, [ADAM], Options(tier))  # nothing new: what a person closed stays closed
    with open_gradebook(fresh_class) as gradebook:
        kept = gradebook.find_grade(name, ADAM, ADAM, "ada")
        assert (kept.manual_score, kept.needs_manual_grade) == (1.5, False)
    hand_in(fresh_class, (Sample("ada", ADAM, "again", written="Another answer."),))
    grade(fresh_class, [ADAM], Options(tier))
    with open_gradebook(fresh_class) as gradebook:
        kept = gradebook.find_grade(name, ADAM, ADAM, "ada")
        assert (kept.manual_score, kept.score, kept.needs_manual_grade) == (1.5, 1.5, True)


def test_a_configuration_that_is_broken_ends_the_run_before_any_mark_is_written(late_class, tier):
    config = late_class.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.AssignLatePenalties.plugin_class = TenPercent\n")
    hand_in(late_class, [Sample("bela", FIRST, "again", default="untouched")])
    before = gradebook_rows(late_class)
    with pytest.raises(NameError, match="TenPercent"):
        grade(late_class, [FIRST], Options(tier))
    assert gradebook_rows(late_class) == before
