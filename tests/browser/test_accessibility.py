"""What a reader without sight or without a mouse meets: axe-core's rules, and a visible focus."""

from importlib.resources import files

import pytest

from tests.browser import lab

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# Only what the course puts into a notebook's outputs; the rest of the page is JupyterLab's.
AXE = """
axe.run({ include: [[".jp-OutputArea-output"]] }, { resultTypes: ["violations"] }).then((found) =>
  found.violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`))
"""
RING = """
(entry) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(entry);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_outputs(notebook, theme):
    page = notebook.page
    lab.set_theme(page, theme)
    page.wait_for_timeout(300)  # the theme's transitions
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    assert page.evaluate(AXE) == []


def test_the_focus_is_seen_wherever_the_keyboard_goes(notebook):
    page = notebook.page
    entries = page.locator(
        ".lr-widget :is(input, select, summary, button):not([disabled], [hidden])"
    )
    for entry in entries.all():
        if entry.is_visible():
            page.keyboard.press("Shift")  # the last thing used is the keyboard, as focus rings ask
            entry.focus()
            assert entry.evaluate(RING), entry.evaluate("(entry) => entry.outerHTML")
