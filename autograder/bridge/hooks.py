"""nbgrader's own autograde, hardened: what `configure` plugs into its converter.

`nbgrader autograde`, the formgrader's button and the validate API all run this. nbgrader never
parses a student's file: the exporter hands its preprocessors a blank notebook, and they put the
rebuilt one (stage one) and the graded one (stage two) in its place.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Enum

from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.grading.address import checker_digest, result_key
from autograder.bridge.grading.grade_submission import admit_content, grade_submission, retried
from autograder.bridge.grading.read_submission import read_submission
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import load_result, save_result
from autograder.bridge.notebooks.admission import Master
from autograder.bridge.recording.assemble import graded, rebuilt
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.history import note
from autograder.bridge.recording.rows import record
from autograder.sandbox import Limits, Sandbox, check_wanted, start_tried

Resources = dict[str, Any]


class AdmittingExporter(NotebookExporter):
    """An exporter that never opens the student's file: admission does, with its own caps."""

    def from_filename(
        self, filename: str, resources: Resources | None = None, **_options: Any
    ) -> tuple[str, Resources]:
        """A blank notebook goes through the preprocessors in place of `filename`."""
        resources = dict(resources or {}, metadata={"name": Path(filename).stem})
        return self.from_notebook_node(nbformat.v4.new_notebook(), resources=resources)


@dataclass(frozen=True)
class _Task:
    room: Classroom
    submission: Submission

    @property
    def master(self) -> Master:
        """The released notebook; an instructor's assignment may have several."""
        return self.room.master(self.submission.assignment, self.submission.notebook.stem)


def _task(parent: Any, resources: Resources) -> _Task:
    """Which submission nbgrader is converting; the class folder is its course directory's root.

    The gradebook is the one that nbgrader itself uses, which `--db` may name.
    """
    data = resources["nbgrader"]
    room = Classroom.open(Path(parent.config.CourseDirectory.root))
    room = replace(room, gradebook=data["db_url"])
    folder = room.root / "submitted" / data["student"] / data["assignment"]
    return _Task(
        room,
        Submission(data["student"], data["assignment"], folder / f"{data['notebook']}.ipynb"),
    )


class Rebuild(NbGraderPreprocessor):
    """Stage one: the submission rebuilt on the class's master."""

    def preprocess(self, _nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The rebuilt notebook, without outputs."""
        task = _task(self, resources)
        master = task.master
        admitted = admit_content(master, *read_submission(task.submission))
        for said in admitted.notes:
            self.log.warning("%s: %s", task.submission.student, said)
        return nbformat.from_dict(rebuilt(master, admitted)), resources


class GradeInSandbox(NbGraderPreprocessor):
    """Stage two: the student's cells run in the sandbox, our report goes into the test cells."""

    sandbox = Enum(
        ["strong", "container", "none"],
        default_value="strong",
        help="The sandbox to grade in; 'none' is refused unless trust_submissions is set.",
    ).tag(config=True)
    trust_submissions = Bool(
        False, help="Allow grading without a sandbox: submitted code can then do anything you can."
    ).tag(config=True)

    figures = Bool(
        False, help="Keep the pictures that students' cells draw, as grade --with-figures does."
    ).tag(config=True)

    def preprocess(self, _nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The graded notebook; the result travels on in the resources."""
        task = _task(self, resources)
        room, submission, checker = task.room, task.submission, checker_digest()
        content, _ = read_submission(submission)
        master = task.master
        key = result_key(*(room, master, submission, content, checker, self.sandbox, self.figures))
        result = load_result(room, key)
        if result is None:
            sandbox = _warm_sandbox(room, self.sandbox, self.trust_submissions)
            grade = partial(
                grade_submission, sandbox, room, submission, checker, figures=self.figures
            )
            key, result = retried(grade)
            save_result(room, key, result)
        resources["autograder"] = result
        return nbformat.from_dict(graded(master, result)), resources


class Record(NbGraderPreprocessor):
    """The last stage: one explicit score for every graded cell, into the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Writes the result that `GradeInSandbox` left in the resources."""
        task = _task(self, resources)
        result: Result = resources.pop("autograder")
        with open_gradebook(task.room) as gradebook:
            record(gradebook, [(task.submission, result)])
        if task.room.db_url == replace(task.room, gradebook="").db_url:
            note(task.room, [result])  # the history is that of the class's own gradebook
        return nb, resources


_WARM: dict[tuple[str, Limits], Sandbox] = {}


def _warm_sandbox(room: Classroom, tier: str, trusted: bool) -> Sandbox:
    """One sandbox a process: the formgrader's server grades many submissions, one at a time."""
    kind = (tier, room.limits)
    if kind not in _WARM:
        check_wanted(tier, trusted=trusted)
        sandbox = Sandbox(tier, limits=room.limits)
        start_tried(sandbox)
        _WARM[kind] = sandbox
        atexit.register(sandbox.close)
    return _WARM[kind]
