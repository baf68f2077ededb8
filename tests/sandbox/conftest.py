"""One warm strong sandbox for all tests of a file, with limits short enough for tests."""

import os

import pytest

from autograder.sandbox import Limits, Sandbox
from autograder.sandbox.jail import bubblewrap

MEBIBYTE = 2**20
SHORT = Limits(
    cpu_cell=1,
    cpu_subject=1,
    cpu_notebook=8,
    wall_factor=8.0,
    memory=256 * MEBIBYTE,
    memory_all=384 * MEBIBYTE,
    disk=8 * MEBIBYTE,
    callbacks=2_000,
)


@pytest.fixture(scope="session")
def jailed():
    """Skips where bubblewrap is missing, but never in continuous integration."""
    if bubblewrap() is None and "CI" not in os.environ:
        pytest.skip("bubblewrap is not installed: `autograder doctor` names the command")


@pytest.fixture(scope="module")
def sandbox(jailed):
    with Sandbox("strong", limits=SHORT) as started:
        yield started
