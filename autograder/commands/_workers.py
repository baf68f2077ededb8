"""The argument `--workers` of the verbs that grade."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from autograder.bridge.grading.processors import usable


def add_workers(parser: ArgumentParser) -> None:
    """How many processes grade side by side."""
    parser.add_argument(
        "--workers",
        type=_at_least_one,
        default=len(usable()),
        metavar="N",
        help="how many submissions are graded side by side (default: one for each processor)",
    )


def _at_least_one(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise ArgumentTypeError(f"needs a whole number of 1 or more, got {text}")
    return number
