"""The one writer of a class: graded notebooks and gradebook, submission by submission."""

from __future__ import annotations

from types import TracebackType

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.bridge.admission import Master
from autograder.bridge.assemble import graded, to_text
from autograder.bridge.classroom import CONFIG, Classroom, Submission
from autograder.bridge.gradebook import apply_late_policy, open_gradebook, record
from autograder.bridge.job import Result
from autograder.bridge.ledger import notebook_path
from autograder.bridge.store import write_whole
from autograder.bridge.timestamp import FILE, read_stamp


class Recorder:
    """A context that writes results; the gradebook is open while it lasts."""

    def __init__(self, room: Classroom) -> None:
        self.room = room
        self.config = class_config(room)
        self._opening = open_gradebook(room)
        self._masters: dict[str, Master] = {}

    def __enter__(self) -> Recorder:
        self.gradebook = self._opening.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opening.__exit__(kind, error, trace)

    def write(self, submission: Submission, result: Result) -> None:
        """The notebook first, then the scores, so that an interruption leaves work to be done."""
        master = self._master(submission.assignment)
        path = notebook_path(self.room, submission)
        write_whole(path, to_text(graded(master, result)), mode=0o444)
        stamp = read_stamp(submission.notebook.parent / FILE)
        if stamp:
            write_whole(path.parent / FILE, stamp + "\n")
        kept = record(self.gradebook, submission, result)
        apply_late_policy(self.config, self.gradebook, submission, kept)

    def _master(self, assignment: str) -> Master:
        if assignment not in self._masters:
            self._masters[assignment] = self.room.master(assignment)
        return self._masters[assignment]


def class_config(room: Classroom) -> Config:
    """The class's own nbgrader configuration, the instructor's settings included."""
    return PyFileConfigLoader(CONFIG, path=str(room.root)).load_config()
