"""One JupyterLab and one Chromium for all browser tests; the notebooks one after the other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import lab

NOTEBOOKS = sorted((lab.ROOT / "course").glob("[0-9][0-9]_*.ipynb"))
SCREENSHOTS = lab.ROOT / "build" / "screenshots"

# What the page notes while cells run: when each explorer first showed a picture.
NOTE_PICTURES = """
window.firstPictures = new Map();
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const widget = target.closest(".lr-widget");
    if (widget && !window.firstPictures.has(widget)) window.firstPictures.set(widget, Date.now());
  }
}).observe(document, { subtree: true, attributeFilter: ["data-shows"] });
"""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the seconds that were measured, whatever the outcome."""
    said = [line for report in _reports(terminalreporter) for line in report.user_properties]
    if said:
        terminalreporter.section("seconds in the browser")
        for name, text in said:
            terminalreporter.write_line(f"{name}: {text}")


def _reports(terminalreporter: Any) -> list[Any]:
    done = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    return [report for report in done if report.when == "call"]


@pytest.fixture(scope="session")
def slack() -> float:
    """How much longer a limit may be because other programs keep this machine busy (1 if none)."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with lab.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's copy of the notebooks."""
    folder = tmp_path_factory.mktemp("course")
    for path in NOTEBOOKS:
        shutil.copyfile(path, folder / path.name)
    return folder


@pytest.fixture(scope="session")
def server(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("lab")
    settings = home / "SETTINGS" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"recordTiming": true}')
    with lab.jupyterlab(course, home) as url:
        yield url


@pytest.fixture(scope="session")
def page(chromium: Any, server: str) -> Iterator[lab.Visit]:
    """One JupyterLab page for all notebooks."""
    with lab.visit(chromium) as seen:
        seen.page.add_init_script(NOTE_PICTURES)
        lab.open_lab(seen.page, server)
        yield seen


@dataclass
class Notebook:
    """A notebook after `Run All Cells`."""

    name: str
    page: Any
    visit: lab.Visit
    seconds: float

    @property
    def explorers(self) -> list[Any]:
        """The explorers on the page, as locators."""
        return self.page.locator(".lr-widget:has(.lr-stage)").all()


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest, page: lab.Visit, server: str) -> Iterator[Notebook]:
    path = request.param
    page.errors.clear()
    page.foreign.clear()
    lab.open_notebook(page.page, path.name)
    seconds = lab.run_all(page.page)
    yield Notebook(path.stem, page.page, page, seconds)
    lab.close_notebook(page.page, server)
