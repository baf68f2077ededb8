"""A class's nbgrader_config.py: what it asks for, one call that sets nbgrader up; writing, reading.

nbgrader executes the file again on every request of its formgrader, so `configure` only
assigns.
"""

from __future__ import annotations

from pathlib import Path

import nbgrader
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.bridge.class_folder.classroom import CONFIG, Classroom
from autograder.bridge.repairs import repair

TEMPLATES = Path(__file__).with_name("templates")  # what goes before nbgrader's own templates
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"

TEMPLATE = '''"""nbgrader's settings for this class, made by `autograder new-class`, yours to edit.

Every way of grading (`autograder grade`, `nbgrader autograde`, the formgrader's button) goes
through the hardened path that `configure` installs. Settings below it win.
"""

from pathlib import Path

from autograder.bridge.config import configure

c = get_config()  # noqa: F821 (nbgrader provides it)
configure(c, Path(__file__).parent)
'''


def configure(config: Config, root: Path) -> Config:
    """Set course folder, gradebook and our preprocessors; safe to do any number of times."""
    repair()
    room = Classroom(root.resolve())
    config.CourseDirectory.root = str(room.root)
    config.CourseDirectory.course_id = room.settings["course_id"]
    config.CourseDirectory.db_url = room.db_url
    config.Autograde.exporter_class = "autograder.bridge.hooks.AdmittingExporter"
    config.Autograde.sanitize_preprocessors = ["autograder.bridge.hooks.Rebuild"]
    config.Autograde.autograde_preprocessors = [
        "autograder.bridge.hooks.GradeInSandbox",
        "autograder.bridge.hooks.Record",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.GenerateFeedback.exporter_class = (
        "autograder.bridge.giving_back.feedback_page.FeedbackExporter"
    )
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), str(FORMGRADER)]
    config.ZipCollectApp.extractor_plugin = (
        "autograder.bridge.collecting.zip_collect.ExportExtractor"
    )
    config.ZipCollectApp.collector_plugin = (
        "autograder.bridge.collecting.zip_collect.ExportCollector"
    )
    return config


def write_config(room: Classroom) -> None:
    """Write the class's nbgrader_config.py."""
    (room.root / CONFIG).write_text(TEMPLATE, encoding="utf-8")


def class_config(room: Classroom) -> Config:
    """The class's own nbgrader configuration, the instructor's settings included."""
    return PyFileConfigLoader(CONFIG, path=str(room.root)).load_config()
