"""A pytest plugin: every test of nbgrader's own suite runs in a class as `new-class` configures it.

nbgrader's fixtures make a course folder and a configuration that names it. Here the folder becomes
a class, and its configuration calls `configure`, as the class's own does. What then fails is held
against the list of known differences: one more or one fewer is an error.
"""

import functools
import json
import tomllib
from pathlib import Path

import nbgrader.api
import pytest
from traitlets.config import Config

from autograder.bridge.config import configure

LIST = Path(__file__).with_name("differences.toml")
INSTALLED = """
from pathlib import Path

from autograder.bridge.config import configure

configure(c, Path(c.CourseDirectory.root))
"""
LIMITS = {"cpu_cell": 2}  # seconds; one of the tests loops for ever
OUTCOMES = pytest.StashKey["Outcomes"]()
NAME = "name in nbgrader.tests"


@pytest.fixture(autouse=True)
def class_configuration(request, monkeypatch):
    """Install our configuration wherever a test has a course folder, in the API's tests too."""
    if not {"course_dir", "temp_cwd"} <= set(request.fixturenames):
        return
    root = Path(request.getfixturevalue("course_dir"))
    request.getfixturevalue("temp_cwd")  # has written nbgrader_config.py into the working folder
    state = root / ".autograder"
    state.mkdir(mode=0o700)
    (state / "secret.json").write_text(json.dumps({"seed": "0" * 64}))
    settings = {"course_id": "", "db_url": "", "limits": LIMITS}
    (state / "class.json").write_text(json.dumps(settings))
    config = Path("nbgrader_config.py")
    text = config.read_text() + INSTALLED
    config.write_text(text)
    (root / "nbgrader_config.py").write_text(text)
    if "api" in request.fixturenames:
        monkeypatch.setattr(request.module, "Config", lambda: configure(Config(), root))


def pytest_configure(config):
    config.stash[OUTCOMES] = Outcomes()
    config.pluginmanager.register(config.stash[OUTCOMES])
    # A new gradebook asks a process of its own for the newest schema: once a run is enough.
    nbgrader.api.get_alembic_version = functools.cache(nbgrader.api.get_alembic_version)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Give the report the test's full name: its id lacks the module, which lies outside."""
    report = yield
    owner = f"{item.cls.__name__}::" if item.cls else ""
    name = f"{item.module.__name__.removeprefix('nbgrader.tests.')}::{owner}{item.name}"
    report.user_properties = [*report.user_properties, (NAME, name)]
    return report


class Outcomes:
    """Collects which tests passed, in the process that the others report to."""

    def __init__(self):
        self.ran = {}

    def pytest_runtest_logreport(self, report):
        """A test that nbgrader itself skips did not run."""
        if report.failed or (report.when == "call" and report.passed):
            name = dict(report.user_properties)[NAME]
            self.ran[name] = self.ran.get(name, True) and report.passed


def known_differences(path=LIST):
    """The listed tests with the reason why each fails."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["difference"]
    return {test: group["reason"] for group in listed for test in group["tests"]}


def surprises(ran, known):
    """Tests that fail without a reason, and tests that pass although a reason is listed."""
    new = sorted(test for test, passed in ran.items() if not passed and test not in known)
    gone = sorted(test for test, passed in ran.items() if passed and test in known)
    return new, gone


def pytest_terminal_summary(terminalreporter, config):
    ran, known = config.stash[OUTCOMES].ran, known_differences()
    new, gone = surprises(ran, known)
    differ = sum(test in known for test in ran)
    write = terminalreporter.write_line
    write(f"{len(ran)} tests of nbgrader ran; {differ} differ for a listed reason")
    for test in new:
        write(f"fails, and no reason is listed: {test}")
    for test in gone:
        write(f"passes, although a reason is listed: {test}")


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):
        return  # one process of several: the first one judges
    ran = session.config.stash[OUTCOMES].ran
    unexpected = any(surprises(ran, known_differences()))
    session.exitstatus = (
        pytest.ExitCode.TESTS_FAILED if unexpected or not ran else pytest.ExitCode.OK
    )
