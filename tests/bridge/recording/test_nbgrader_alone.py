"""nbgrader's package without its extensions: less is imported, and a server still gets the real."""

import json
import subprocess
import sys

from autograder.bridge.recording.nbgrader_alone import EXTENSIONS


def python(code):
    """What a Python of its own prints, as JSON: this one has nbgrader imported already."""
    command = [sys.executable, "-W", "error", "-c", code]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_the_gradebook_needs_no_web_server_and_no_nbconvert():
    loaded = python(
        "import json, sys\n"
        "from autograder.bridge.whole_class.grade import _recorder_class\n"
        "_recorder_class()\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    assert {"nbgrader", "sqlalchemy"} <= set(loaded)
    assert not {"jupyter_server", "nbconvert"} & set(loaded)


def test_the_extensions_are_those_that_the_package_imports():
    loaded = python("import json, nbgrader, sys\nprint(json.dumps(sorted(sys.modules)))")
    one_level = "nbgrader.server_extensions.".count(".") + 1
    extensions = {name for name in loaded if name.startswith("nbgrader.server_extensions.")}
    assert {name for name in extensions if len(name.split(".")) == one_level} == set(EXTENSIONS)


def test_a_server_that_loads_an_extension_gets_the_real_one():
    for name in EXTENSIONS:
        loaded = python(
            "import importlib, json\n"
            "from autograder.bridge.recording.nbgrader_alone import import_nbgrader\n"
            "import_nbgrader()\n"
            "import nbgrader\n"
            f"real = importlib.import_module({name!r})\n"
            "real.load_jupyter_server_extension = lambda app: [app, real.__file__]\n"
            "loads = [nbgrader.load_assignments, nbgrader.load_courses,\n"
            "         nbgrader.load_formgrader, nbgrader.load_validate]\n"
            f"print(json.dumps(loads[{EXTENSIONS.index(name)}]('app')))"
        )
        assert loaded[0] == "app"
        assert name.replace(".", "/") in loaded[1]
