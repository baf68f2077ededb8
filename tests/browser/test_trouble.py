"""Bad numbers, a kernel that is busy, restarted or absent: the widget says so and recovers."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.browser import lab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SOURCE = """
import numpy as np
from lrlib.widgets import live, predict
from lrlib.widgets.ink import panels
from lrlib.widgets.scene import Explorer, Mark, Scene, menu, slider

KINDS = ["fine", "not a number", "infinite", "empty", "broken"]

def scene(height, kind):
    if kind == "broken":
        raise RuntimeError("no such kind")
    heights = np.atleast_1d(height) * {"not a number": np.nan, "infinite": np.inf}.get(kind, 1)
    xy = np.stack([np.tile([0.2, 0.8], (len(heights), 1)), np.tile(heights, (2, 1)).T], axis=-1)
    xy = xy[:, :0] if kind == "empty" else xy
    numbers = heights[:, None, None][:, : xy.shape[1]]
    said = tuple(f"{kind}, height {h:g}" for h in np.atleast_1d(height))
    return Scene((Mark("line", 0, xy), Mark("points", 0, xy, "ends")), said, ("height",), numbers)

def stage(ink):
    figure, (ax,) = panels(ink, size=(4, 2))
    ax.set(xlim=(0, 1), ylim=(0, 10), title="Heights")
    return figure

live(Explorer("Trouble", (slider("height", "height", range(1, 10), 5), menu("kind", "kind", KINDS)),
              stage, scene))
"""
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
STILL = """
() => [...document.querySelectorAll(".lr-still")].filter((still) => still.getClientRects().length)
  .length
"""


class Trouble:
    """The explorer above on a page."""

    def __init__(self, page):
        self.page = page
        self.widget = page.locator(".lr-widget:has(.lr-stage)")
        self.height, self.kind = self.widget.locator(".lr-control").locator("input, select").all()
        self.status = self.widget.locator(".lr-status")

    def says(self, text, where=".lr-sentence"):
        said = self.widget.locator(where).filter(has_text=re.compile(text))
        said.wait_for(state="attached", timeout=15_000)

    def choose(self, kind):
        self.kind.select_option(label=kind)


@pytest.fixture
def trouble(page, server, course):
    """A notebook with one explorer, run; the page's complaints are the test's to judge."""
    _write(course / "trouble.ipynb")
    page.errors.clear()
    lab.open_notebook(page.page, "trouble.ipynb")
    lab.run_all(page.page)
    page.page.wait_for_selector("canvas[data-shows]")
    yield Trouble(page.page)
    lab.close_notebook(page.page, server)


def _write(path):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(SOURCE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def test_bad_numbers_are_shown_as_such_and_good_ones_come_back(trouble, page):
    for kind, cell in [("not a number", "not a number"), ("infinite", "infinity")]:
        trouble.choose(kind)
        trouble.says(f"^{kind}, height 5")
        trouble.widget.locator("summary").press("Enter")
        trouble.says(cell, "td")
        trouble.widget.locator("summary").press("Enter")
    trouble.choose("empty")
    trouble.says("^empty, height 5")
    trouble.choose("fine")
    trouble.says("^fine, height 5")
    assert trouble.status.text_content() == ""
    assert page.errors == []


def test_a_setting_that_cannot_be_computed_is_said_in_the_widget(trouble, page):
    trouble.choose("broken")
    trouble.says("could not be computed .*RuntimeError: no such kind", ".lr-status")
    trouble.height.press("ArrowRight")  # the last good rows still follow the hand
    trouble.says("^fine, height 6")
    trouble.choose("infinite")
    trouble.says("^infinite, height 6")
    assert trouble.status.text_content() == ""
    assert page.errors == []


def test_a_busy_kernel_holds_nothing_up_but_what_it_must_compute(trouble):
    trouble.page.evaluate(f"void {KERNEL}.requestExecute({{code: 'import time; time.sleep(6)'}})")
    trouble.page.wait_for_function(f"{KERNEL}.status === 'busy'")
    trouble.height.press("End")
    trouble.says("^fine, height 9")
    assert trouble.page.evaluate(f"{KERNEL}.status") == "busy"
    trouble.choose("infinite")
    trouble.says("^infinite, height 9")
    assert trouble.status.text_content() == ""


def test_after_a_restart_the_widget_says_what_to_do_and_doing_it_helps(trouble):
    trouble.page.evaluate(f"{KERNEL}.restart().then(() => null)")
    trouble.page.wait_for_function(lab.IDLE)
    trouble.height.press("Home")  # needs no kernel
    trouble.says("^fine, height 1")
    trouble.choose("infinite")
    trouble.says("run this cell again", ".lr-status")
    lab.run_all(trouble.page)
    trouble.says("^fine, height 5")
    trouble.choose("infinite")
    trouble.says("^infinite, height 5")
    assert trouble.status.text_content() == ""


def test_a_saved_notebook_shows_the_still_twin_until_its_cells_run(trouble, page, server):
    assert trouble.page.evaluate(STILL) == 0  # one picture, not two, while the widget lives
    lab.command(trouble.page, "docmanager:save")
    lab.close_notebook(trouble.page, server)
    lab.open_notebook(trouble.page, "trouble.ipynb")
    trouble.page.wait_for_function(f"({STILL})() === 1")
    twin = trouble.page.locator(".lr-still").filter(visible=True)  # other notebooks are open, too
    assert twin.locator("img").get_attribute("alt") == "Trouble. fine, height 5"
    assert twin.locator("figcaption").text_content() == "fine, height 5"
    assert trouble.page.get_by_text("model not found").filter(visible=True).count() == 0
    lab.run_all(trouble.page)
    trouble.page.wait_for_function(f"({STILL})() === 0")


def test_an_exported_page_shows_the_still_twin_without_a_script(trouble, chromium, course):
    lab.command(trouble.page, "docmanager:save")
    notebook = course / "trouble.ipynb"
    convert = [sys.executable, "-m", "nbconvert", "--to", "html", str(notebook)]
    subprocess.run(convert, check=True, capture_output=True)
    with lab.visit(chromium, java_script_enabled=False) as seen:
        seen.page.route("**/*", lambda route: route.continue_())
        seen.page.set_content(Path(notebook).with_suffix(".html").read_text())
        seen.page.emulate_media(media="print")
        twin = seen.page.locator("figure:has(img[alt='Trouble. fine, height 5'])")
        assert twin.is_visible()
        assert twin.bounding_box()["height"] > 150
        assert twin.locator("figcaption").text_content() == "fine, height 5"


def test_nothing_moves_by_itself_where_motion_is_unwelcome(trouble):
    trouble.page.emulate_media(reduced_motion="reduce")
    moving = "(widget) => widget.getAnimations({ subtree: true }).length"
    trouble.height.press("End")
    assert trouble.widget.evaluate(moving) == 0
    styles = "(all) => all.map((one) => getComputedStyle(one).transitionDuration)"
    assert set(trouble.widget.locator("*").evaluate_all(styles)) == {"0s"}
    trouble.page.emulate_media(reduced_motion="no-preference")
