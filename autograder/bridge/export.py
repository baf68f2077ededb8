"""Marks for other systems, as export plug-ins of nbgrader.

`autograder export` uses them, and so can nbgrader itself:

  nbgrader export --exporter=autograder.bridge.export.CanvasExport --to=marks.csv
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Enum, Unicode

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.class_folder.whole_file import write_whole
from autograder.bridge.giving_back.export_format import FORMATS
from autograder.bridge.recording.gradebook import open_gradebook
from autograder.bridge.recording.standing import columns_of, people_of


class MarksExport(ExportPlugin):  # type: ignore[misc]
    """The marks of a class in one of `FORMATS`; the subclasses say which."""

    file_format = ""
    missing = Enum(["blank", "zero"], "blank", help="what stands where nothing was handed in").tag(
        config=True
    )
    provisional = Bool(
        False, help="export also where a person has still to give a mark, as it stands now"
    ).tag(config=True)
    titles = Dict(
        key_trait=Unicode(), value_trait=Unicode(), help="the name of a column, by assignment"
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file and say in the log what it leaves blank."""
        columns = columns_of(gradebook, self.assignment)
        people = people_of(gradebook, self.student)
        text = FORMATS[self.file_format](
            people,
            columns,
            self.titles,
            missing="0" if self.missing == "zero" else "",
            provisional=self.provisional,
        )
        path = Path(self.to or f"marks-{self.file_format}.csv")
        write_whole(path, text)
        self.log.info("Exported the marks of %d students to %s", len(people), path)
        wanted = {person.id for person in people}
        self.still_open = sorted(
            (student, column.assignment)
            for column in columns
            for student, standing in column.by_student.items()
            if standing.status == "open" and student in wanted
        )
        if self.still_open and not self.provisional:
            self.log.warning("%d marks are still open and were left out", len(self.still_open))


class CsvExport(MarksExport):
    """One line for each student and assignment."""

    file_format = "csv"


class CanvasExport(MarksExport):
    """For Canvas: Grades > Import."""

    file_format = "canvas"


class MoodleExport(MarksExport):
    """For Moodle: Grades > Import > CSV file."""

    file_format = "moodle"


PLUGINS = {plugin.file_format: plugin for plugin in (CsvExport, CanvasExport, MoodleExport)}


def export_marks(
    room: Classroom, file_format: str, path: Path, **options: object
) -> list[tuple[str, str]]:
    """Write the marks of a class; the (student, assignment) pairs whose mark is still open."""
    plugin = PLUGINS[file_format](to=str(path), **options)
    with open_gradebook(room) as gradebook:
        plugin.export(gradebook)
    found: list[tuple[str, str]] = plugin.still_open
    return found
