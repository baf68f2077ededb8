"""Try what the sandbox must forbid, and say what this machine can do and what it lacks.

Exit code 0 when submissions can be graded in the strong sandbox.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace


def add_arguments(_parser: ArgumentParser) -> None:
    """`autograder doctor` has no arguments."""


def run(_args: Namespace) -> int:
    """Run the self-test and print it."""
    from autograder.sandbox.tiers import describe, doctor

    found = doctor()
    print(describe(found))
    return 0 if any(each.tier == "strong" and each.holds for each in found) else 1
