"""The one writer of a class: graded notebooks at once, the gradebook a batch at a time.

A submission counts as recorded when its rows are committed and the ledger has noted it, in this
order; what an interruption leaves in between is written again by the next run.
"""

from __future__ import annotations

import time
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from autograder.bridge.class_folder.classroom import Classroom, Submission
from autograder.bridge.class_folder.timestamp import FILE, read_stamp
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.grading.result import Result
from autograder.bridge.notebooks.admission import Master
from autograder.bridge.notebooks.to_text import to_text
from autograder.bridge.recording.assemble import graded
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.history import note
from autograder.bridge.recording.ledger import Ledger, notebook_path
from autograder.bridge.recording.locked import wait_until_free
from autograder.bridge.recording.rows import record

if TYPE_CHECKING:
    from autograder.bridge.recording.late_policy import LatePolicy

BATCH = 50  # results in one transaction ...
BATCH_SECONDS = 2.0  # ... or fewer, when they come slowly


class Recorder:
    """A context that writes results; all are in the gradebook when it has been left.

    seconds : the time spent writing
    """

    def __init__(self, room: Classroom, ledger: Ledger) -> None:
        self.room = room
        self.seconds = 0.0
        self._ledger = ledger
        self._opening = open_gradebook(room)
        self._masters: dict[str, Master] = {}
        self._waiting: list[tuple[Submission, str, Result]] = []
        self._committed = time.monotonic()
        if ledger.late:
            _ = self._late_policy  # a configuration that is broken ends the run before any mark

    def __enter__(self) -> Recorder:
        self.gradebook = self._opening.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            began = time.perf_counter()
            self._commit()
            self.seconds += time.perf_counter() - began
        finally:
            self._opening.__exit__(kind, error, trace)

    def write(self, submission: Submission, key: str, result: Result) -> None:
        """The notebook at once; the scores with the next batch."""
        began = time.perf_counter()
        path = notebook_path(self.room, submission)
        text = to_text(graded(self._master(submission.assignment), result))
        write_whole(path, text, mode=0o444)
        stamp = read_stamp(submission.notebook.parent / FILE)
        if stamp:
            write_whole(path.parent / FILE, stamp + "\n")
        self._waiting.append((submission, key, result))
        late = time.monotonic() > self._committed + BATCH_SECONDS
        if late or len(self._waiting) >= BATCH:
            self._commit()
        self.seconds += time.perf_counter() - began

    def _commit(self) -> None:
        if self._waiting:
            wait_until_free(self.room.db_url)
            rows = [(submission, result) for submission, _, result in self._waiting]
            for submission in record(self.gradebook, rows):
                self._late_policy.apply(self.gradebook, submission)
            note(self.room, [result for _, _, result in self._waiting])
            for submission, key, _ in self._waiting:
                self._ledger.note(submission, key)
            self._waiting.clear()
        self._committed = time.monotonic()

    @cached_property
    def _late_policy(self) -> LatePolicy:
        from autograder.bridge.recording.late_policy import LatePolicy  # takes its time

        return LatePolicy(self.room)

    def _master(self, assignment: str) -> Master:
        if assignment not in self._masters:
            self._masters[assignment] = self.room.master(assignment)
        return self._masters[assignment]
