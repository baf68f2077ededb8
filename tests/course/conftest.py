"""How long each notebook takes, kept while the tests run and printed as a table at their end."""

import resource
import time
from contextlib import contextmanager

import pytest

SECONDS = pytest.StashKey[dict[str, tuple[float, float]]]()


@pytest.fixture(scope="session")
def seconds(request):
    """Notebook -> seconds on the clock, and of processor time in all processes that it started."""
    return request.config.stash.setdefault(SECONDS, {})


@pytest.fixture
def timed(seconds):
    """Times a block and files the result under a notebook's name."""

    @contextmanager
    def measure(name):
        clock, processor = time.perf_counter(), _of_children()
        yield
        seconds[name] = time.perf_counter() - clock, _of_children() - processor

    return measure


def _of_children():
    """Processor seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pytest_terminal_summary(terminalreporter, config):
    """The table `notebook, seconds`, if any notebook was timed."""
    found = config.stash.get(SECONDS, {})
    if not found:
        return
    terminalreporter.section("seconds for each notebook, solutions included")
    terminalreporter.write_line(f"{'notebook':24}{'clock':>8}{'processor':>11}")
    for name, (clock, processor) in sorted(found.items()):
        terminalreporter.write_line(f"{name:24}{clock:8.1f}{processor:11.1f}")
    clock, processor = (sum(column) for column in zip(*found.values(), strict=True))
    terminalreporter.write_line(f"{'all ' + str(len(found)):24}{clock:8.1f}{processor:11.1f}")
