"""The warm process or the guardian is killed when some message is read, for one after the other.

A submission's result is then that of an undisturbed run, whatever was found before: a mistake, or
a picture half drawn.
"""

import os
import signal

import pytest
from attack_corpus.notebooks import make_class

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.worker import Job, _Worker, grade_job
from autograder.bridge.handing_out import sample_answers as said
from autograder.bridge.handing_out.sample_class import Sample, hand_in
from autograder.sandbox import Sandbox
from autograder.sandbox.channel import Channel
from tests.sandbox.process_tree import tree

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

CLASS = {
    "bela": Sample("bela", "01_what_it_is", "own style", said.OWN_STYLE),
    "carla": Sample("carla", "01_what_it_is", "uphill", {"sgd_step": said.UPHILL}),
    "rosa": Sample("rosa", "01_what_it_is", "no return", said.NO_RETURN),
}
EVERY = 5  # messages from one kill to the next


@pytest.fixture
def worker(tmp_path, monkeypatch):
    """This process as a grading worker of a class that is handed in."""
    room = make_class(tmp_path / "class")
    hand_in(room, CLASS.values())
    with Sandbox("strong", limits=room.limits) as sandbox:
        state = {"room": Classroom.open(room.root), "sandbox": sandbox, "checker": "any"}
        for name, value in {**state, "figures": False}.items():
            monkeypatch.setattr(_Worker, name, value, raising=False)
        yield sandbox, {each.student: each for each in room.submissions("01_what_it_is")}


class Messages:
    """Counts what the trusted side reads; kills a process of the jail before the n-th."""

    def __init__(self, monkeypatch, sandbox):
        self.read = 0
        self.strike_at = None
        self.struck = None
        receive = Channel.receive

        def counted(channel, *args, **kwargs):
            self.read += 1
            if self.read == self.strike_at:
                self.strike(sandbox)
            return receive(channel, *args, **kwargs)

        monkeypatch.setattr(Channel, "receive", counted)

    def strike(self, sandbox):
        jail = sandbox._launched.process.pid
        below = tree(jail)
        (warm,) = (each.pid for each in below if each.parent == jail)
        guardians = [each.pid for each in below if each.parent == warm]
        self.struck = guardians[0] if guardians and self.read // EVERY % 2 else warm
        os.kill(self.struck, signal.SIGKILL)


def result_of(submission):
    """What is graded, without the times."""
    return grade_job(Job(submission, "a key")).partition('"seconds"')[0]


@pytest.mark.parametrize("student", CLASS)
def test_a_jail_killed_at_any_message_changes_no_result(worker, monkeypatch, student):
    sandbox, submissions = worker
    messages = Messages(monkeypatch, sandbox)
    result_of(submissions[student])
    messages.read = 0
    undisturbed = result_of(submissions[student])
    assert '"score": null' not in undisturbed
    length = messages.read
    assert length > 50
    for place in range(1, length + 1, EVERY):
        messages.read, messages.strike_at, messages.struck = 0, place, None
        assert result_of(submissions[student]) == undisturbed, place
        assert messages.struck is not None
        messages.strike_at = None
        assert result_of(submissions[student]) == undisturbed, place
    print(f"\n{student}: killed at every {EVERY}th of {length} messages")
