"""A pytest plugin: every test of nbgrader's own suite runs in a class as `new-class` configures it.

nbgrader's fixtures make a course folder and a configuration that names it. Here the folder becomes
a class, and its configuration calls `configure`, as the class's own does.
"""

import json
from pathlib import Path

import pytest

INSTALLED = """
from pathlib import Path

from autograder.bridge.config import configure

configure(c, Path(c.CourseDirectory.root))
"""


@pytest.fixture(autouse=True)
def class_configuration(request):
    """Install our configuration wherever a test has a course folder."""
    if not {"course_dir", "temp_cwd"} <= set(request.fixturenames):
        return
    root = Path(request.getfixturevalue("course_dir"))
    request.getfixturevalue("temp_cwd")  # has written nbgrader_config.py into the working folder
    state = root / ".autograder"
    state.mkdir(mode=0o700)
    database = request.getfixturevalue("db") if "db" in request.fixturenames else ""
    (state / "secret.json").write_text(json.dumps({"seed": "0" * 64}))
    (state / "class.json").write_text(json.dumps({"course_id": "", "db_url": database}))
    config = Path("nbgrader_config.py")
    config.write_text(config.read_text() + INSTALLED)
    (root / "nbgrader_config.py").write_text(config.read_text())
