"""Where the course lies: the checkout that this package was installed from."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def add_course_argument(parser: ArgumentParser) -> None:
    """The option --course, with the checkout's own course as its default."""
    parser.add_argument(
        "--course",
        type=Path,
        default=CHECKOUT / "course",
        metavar="DIR",
        help="the course: a folder with instructor/NN_slug.py (default: the one of this checkout)",
    )
