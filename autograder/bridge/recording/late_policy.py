"""A class's own late policy, through nbgrader's preprocessor.

Importing this loads nbconvert and the whole of nbgrader: only classes with due dates need it.
"""

from __future__ import annotations

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties

from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.config import class_config


class LatePolicy:
    """What the class's configuration asks for, read once."""

    def __init__(self, room: Classroom) -> None:
        self._preprocessor = AssignLatePenalties(config=class_config(room))

    def apply(self, gradebook: Gradebook, submission: Submission) -> None:
        """Give the submission the penalty that is due, or take an old one away."""
        names = {
            "student": submission.student,
            "assignment": submission.assignment,
            "notebook": submission.assignment,
            "db_url": str(gradebook.engine.url.render_as_string(hide_password=False)),
        }
        self._preprocessor.preprocess(new_notebook(), {"nbgrader": names})
