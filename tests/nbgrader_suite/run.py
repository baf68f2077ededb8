"""nbgrader's own tests with a class's configuration installed: what differs is listed, with why.

Run: python tests/nbgrader_suite/run.py [--part whole|pages] [TEST ...]

whole : all of our configuration, grading included; nbgrader's sample assignments hold no exercises
        of the course, so tests that grade them differ
pages : nbgrader grades, our repairs are in place and our exporter writes the feedback

Without TEST: feedback, API, preprocessors and autograde for `whole`, feedback for `pages`. Every
difference stands in differences.toml; a new failure or an unexpected pass ends with code 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES = "nbgrader.tests.apps.test_nbgrader_generate_feedback"
SUITES = {
    "whole": (
        PAGES,
        "nbgrader.tests.apps.test_api",
        "nbgrader.tests.preprocessors",
        "nbgrader.tests.apps.test_nbgrader_autograde",
    ),
    "pages": (PAGES,),
}


def main() -> int:
    """Run the suite in a folder of its own; its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--part", choices=SUITES, default="whole")
    parser.add_argument("tests", nargs="*", metavar="TEST")
    args = parser.parse_args()
    environment = os.environ | {
        "NBGRADER_SUITE_PART": args.part,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE), os.environ.get("PYTHONPATH", ""))),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nbgrader-suite-") as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", folder]
        command += ["-p", "class_plugin", "-p", "no:cacheprovider", "--tb=no", "-W", "ignore"]
        command += ["--pyargs", *(args.tests or SUITES[args.part])]
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    print(f"part {args.part}: {time.perf_counter() - start:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
