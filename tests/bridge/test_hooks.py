"""What nbgrader's own commands run: as forgiving of our own faults as `autograder grade`."""

from traitlets.config import Config

from autograder.bridge import hooks
from autograder.bridge.config import configure
from autograder.bridge.grading.grade_submission import grade_submission, unfinished
from autograder.bridge.handing_out.sample_class import FIRST, Sample, hand_in
from autograder.sandbox import Sandbox


def test_a_mark_left_open_by_a_fault_of_ours_is_tried_once_more(fresh_class, tier, monkeypatch):
    hand_in(fresh_class, (Sample("ada", FIRST, "right"),))
    tried = []

    def broken_once(sandbox, room, submission, checker, **how):
        tried.append(submission.student)
        if len(tried) == 1:
            return "a key", unfinished(room, submission, sandbox.tier)
        return grade_submission(sandbox, room, submission, checker, **how)

    names = {"student": "ada", "assignment": FIRST, "notebook": FIRST}
    resources = {"nbgrader": {**names, "db_url": fresh_class.db_url}}
    stage = hooks.GradeInSandbox(config=configure(Config(), fresh_class.root))
    with Sandbox(tier, limits=fresh_class.limits) as sandbox:
        monkeypatch.setattr(hooks, "_warm_sandbox", lambda *_: sandbox)
        monkeypatch.setattr(hooks, "grade_submission", broken_once)
        _, resources = stage.preprocess(None, resources)
    assert tried == ["ada", "ada"]
    assert not resources["autograder"].faulty
