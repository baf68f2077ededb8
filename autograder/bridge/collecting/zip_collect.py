"""Plug-ins for `nbgrader zip_collect`: it then reads exports as `autograder collect` does.

The extractor leaves out what is not to be taken, with the reason in nbgrader's log, and lays the
rest out as STUDENT/NOTEBOOK.ipynb; the collector reads that. nbgrader's own extractor writes to
whatever path an archive names, and stops at the second try of a student.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_bytes, write_whole
from autograder.bridge.collecting.collect import HandIn, collect
from autograder.bridge.collecting.submitted import time_text


class ExportExtractor(ExtractorPlugin):
    """Exports of Canvas and Moodle in downloaded/ASSIGNMENT/archive/, zipped or unpacked."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Lay out the hand-ins of the archives; the others are warnings."""
        archives, target = Path(archive_path), Path(extracted_path)
        zips = sorted(archives.glob("*.zip"))
        loose = any(path.suffix != ".zip" for path in archives.iterdir())

        def put(_room: Classroom, hand_in: HandIn) -> None:
            stem = target / hand_in.student / hand_in.assignment
            write_bytes(stem.with_name(f"{stem.name}.ipynb"), hand_in.file.read())
            if hand_in.time is not None:
                write_whole(stem.with_name(f"{stem.name}.time"), time_text(hand_in.time))

        plan = collect(
            Classroom.open(Path(self.parent.coursedir.root)),
            [*zips, *([archives] if loose else [])],
            only=[self.parent.coursedir.assignment_id],
            force=True,
            put=put,
        )
        for left in plan.left:
            if not (loose and left.source in {path.name for path in zips}):
                self.log.warning("not taken: %s: %s", left.source, left.reason)
        for note in plan.notes:
            self.log.warning("%s", note)


class ExportCollector(FileNameCollectorPlugin):
    """Reads what `ExportExtractor` laid out."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose a file is and what it is; None for anything that is no notebook."""
        path = Path(submitted_file)
        if path.suffix != ".ipynb":
            return None
        found = {"student_id": path.parent.name, "file_id": path.stem}
        time = path.with_suffix(".time")
        return found | ({"timestamp": time.read_text(encoding="utf-8")} if time.exists() else {})
