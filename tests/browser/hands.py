"""Hands and eyes for one explorer on a page: press keys, drag, read what it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lrlib.widgets.scene import Explorer
from tests.browser.explorers import explorers

# Everything the explorer shows, as one picture: what stands still, and what moves over it.
PIXELS = """
(widget) => {
  const [image, over] = widget.querySelectorAll(".lr-stage > *");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [over.width, over.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, over.width, over.height);
  context.drawImage(over, 0, 0);
  return canvas.toDataURL();
}
"""
SHOWS = "([widget, choice]) => widget.querySelector('.lr-stage canvas').dataset.shows === choice"


@dataclass
class Hands:
    """One explorer of a page."""

    page: Any
    widget: Any

    @property
    def explorer(self) -> Explorer:
        return explorers()[self.widget.get_attribute("aria-label")]

    def wait_for(self, choice: dict[str, int]) -> None:
        """Wait until the pixels are those of a choice (control name -> index)."""
        text = json.dumps(choice, separators=(",", ":"))
        handle = self.widget.element_handle()
        try:
            self.page.wait_for_function(SHOWS, arg=[handle, text], timeout=10_000)
        except Exception as error:
            shown = json.dumps(self.shows())
            raise AssertionError(f"{self.explorer.title} shows {shown}, not {text}") from error

    def shows(self) -> dict[str, int]:
        """The choice that the pixels are of."""
        return json.loads(self.widget.locator(".lr-stage canvas").get_attribute("data-shows"))

    def input(self, name: str) -> Any:
        """The range or menu of a control."""
        names = [control.name for control in self.explorer.controls]
        return self.widget.locator(".lr-control").nth(names.index(name)).locator("input, select")

    def said(self) -> dict[str, str]:
        """The same in words: below the picture, and for who cannot see it."""
        canvas = self.widget.locator(".lr-stage canvas")
        return {
            "below": self.widget.locator(".lr-sentence").text_content(),
            "spoken": canvas.get_attribute("aria-label"),
            "trouble": self.widget.locator(".lr-status").text_content(),
        }

    def pixels(self) -> str:
        """What the explorer shows, as a PNG in text."""
        return str(self.widget.evaluate(PIXELS))

    def set(self, choice: dict[str, int]) -> None:
        """Bring the explorer into a state, as a script would."""
        for name, index in choice.items():
            put = "(i, v) => { i.value = v; i.dispatchEvent(new Event('input')); }"
            self.input(name).evaluate(put, index)
        self.wait_for(choice)

    def drag(self, name: str, shares: list[float]) -> None:
        """Take a range at its left end and move it to shares of its width, then let go."""
        box = self.input(name).bounding_box()
        thumb, y = 8, box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + thumb, y)
        self.page.mouse.down()
        for share in shares:
            self.page.mouse.move(box["x"] + thumb + share * (box["width"] - 2 * thumb), y)
        self.page.mouse.up()
