"""nbgrader's own tests in a class as `new-class` configures it: what differs is listed, with why.

Run: python tests/nbgrader_suite/run.py [TEST ...]

Its tests of autograding, feedback, the API behind its formgrader, and preprocessors, with the
whole configuration of a class: every submission is rebuilt, run in the strong sandbox and recorded
by us. nbgrader's samples hold no exercises of the course, so a person has to mark them; what else
differs stands in differences.toml with its reason and is expected to fail as listed there. A new
failure, another failure or an unexpected pass ends with code 1. Two processes share the tests.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbgrader

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGE = Path(nbgrader.__file__).parent
GUIDE = PACKAGE / "docs" / "source" / "user_guide"  # its tests look for it below where they run
SUITES = (
    "nbgrader.tests.apps.test_nbgrader_autograde",
    "nbgrader.tests.apps.test_nbgrader_generate_feedback",
    "nbgrader.tests.apps.test_api",
    "nbgrader.tests.preprocessors",
)


def main() -> int:
    """Run the suite in a folder of its own; its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("tests", nargs="*", metavar="TEST", help="a module or a test of one")
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="default: 2")
    parser.add_argument("--tb", default="no", help="how pytest shows a failure: no, short, long")
    args = parser.parse_args()
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE), os.environ.get("PYTHONPATH", ""))),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }
    if not args.tests:
        environment["NBGRADER_SUITE_WHOLE"] = "yes"
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nbgrader-suite-") as folder:
        shutil.copytree(GUIDE, Path(folder, "nbgrader", *GUIDE.relative_to(PACKAGE).parts))
        command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", folder]
        command += ["-p", "class_plugin", "-p", "no:cacheprovider", "-W", "ignore"]
        command += ["-n", str(args.processes), f"--tb={args.tb}"]
        command += ["--pyargs", *(args.tests or SUITES)]
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    print(f"nbgrader's own tests: {time.perf_counter() - start:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
