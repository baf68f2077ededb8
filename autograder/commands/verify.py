"""Measure the checker as a classifier: what is right must pass, what is wrong must be named.

  autograder verify                     every exercise (a few minutes)
  autograder verify adam_step           one exercise
  autograder verify --json figures.json

For every exercise: the reference and honest rewritings must pass, every known wrong variant must
fail with its own hint, and every random mutation of the reference must be noticed.
Exit code 0 when the checker made no mistake.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `autograder verify`."""
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")


def run(args: Namespace) -> int:
    """Measure, print the table, write the figures."""
    from autograder import verify

    figures = verify.verify(args.exercises or None)
    print(verify.table(figures))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if verify.sound(figures) else 1
