"""A pytest plugin: every test of nbgrader's own suite runs in a class as `new-class` configures it.

nbgrader's fixtures make a course folder and a configuration that names it. Here the folder becomes
a class, and its configuration calls `configure`, as the class's own does. What then fails is held
against the list of known differences: one more or one fewer is an error.
"""

import json
import tomllib
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("differences.toml")
INSTALLED = """
from pathlib import Path

from autograder.bridge.config import configure

configure(c, Path(c.CourseDirectory.root))
"""
# nbgrader's sample assignments hold no exercises of the course: nbgrader itself grades them.
STOCK_GRADING = "c.pop('Autograde')\nc.pop('ClearSolutions')\n"
RAN = pytest.StashKey[dict[str, bool]]()


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
    text = config.read_text() + INSTALLED + STOCK_GRADING
    config.write_text(text)
    (root / "nbgrader_config.py").write_text(text)


def pytest_configure(config):
    config.stash[RAN] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call" or report.failed:
        owner = f"{item.cls.__name__}::" if item.cls else ""
        name = f"{item.module.__name__.removeprefix('nbgrader.tests.')}::{owner}{item.name}"
        item.config.stash[RAN][name] = item.config.stash[RAN].get(name, True) and report.passed
    return report


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
    ran, known = config.stash[RAN], known_differences()
    new, gone = surprises(ran, known)
    differ = sum(test in known for test in ran)
    write = terminalreporter.write_line
    write(f"{len(ran)} tests of nbgrader ran; {differ} differ for a listed reason")
    for test in new:
        write(f"fails, and no reason is listed: {test}")
    for test in gone:
        write(f"passes, although a reason is listed: {test}")


def pytest_sessionfinish(session):
    ran = session.config.stash[RAN]
    unexpected = any(surprises(ran, known_differences()))
    session.exitstatus = (
        pytest.ExitCode.TESTS_FAILED if unexpected or not ran else pytest.ExitCode.OK
    )
