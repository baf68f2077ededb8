"""Derive the student notebooks (course/*.ipynb) and their contents from the percent sources.

autograder build            write the notebooks that changed
autograder build --check    write nothing; exit 1 if a notebook is not what its source derives
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from autograder.commands._places import add_course_argument


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder build`."""
    add_course_argument(parser)
    parser.add_argument("--check", action="store_true", help="compare bytes, write nothing")


def run(args: Namespace) -> int:
    """Build or compare."""
    from autograder.bridge.notebooks import build

    built, strays = build.build(args.course), build.strays(args.course)
    for path in strays:
        print(f"{path} has no source in instructor/; delete it or add its source")
    if not args.check:
        changed = build.write(built)
        print(f"{len(built)} derived files, {len(changed)} written")
        return 1 if strays else 0
    stale = [item.path for item in built if not item.current]
    for path in stale:
        print(f"{path} is not what its source derives; run: autograder build")
    print(f"{len(built)} derived files, {len(stale)} stale")
    return 1 if stale or strays else 0
