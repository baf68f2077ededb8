"""Write the student bundle of a class: one zip to hand out.

  autograder bundle --class my-class                 writes my-class/student-bundle.zip
  autograder bundle --class my-class --to week1.zip

`new-class` does the same at its end; do it again after a notebook was released anew. The zip holds
the released notebooks, the library and the checker, exact versions of what they need, and a page
that says how to start on Linux, macOS and Windows.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder bundle`."""
    parser.add_argument("--class", dest="directory", type=Path, required=True, metavar="DIR")
    parser.add_argument("--to", type=Path, metavar="ZIP", help="where to write it")


def run(args: Namespace) -> int:
    """Write the zip and say where it is."""
    from autograder.bridge.class_folder.classroom import Classroom
    from autograder.bridge.handing_out.bundle import write_bundle

    path = write_bundle(Classroom.open(args.directory), args.to)
    print(f"{path}  ({path.stat().st_size / 1e6:.1f} MB)")
    return 0
