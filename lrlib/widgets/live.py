"""An explorer in the notebook: every position of its slider is computed before the first drag.

NumPy computes all rows as one population, matplotlib draws what stands still, and both are sent
once. The browser then only strokes row i: dragging needs no kernel. The other controls ask the
kernel for a new table; while one is on its way only the newest value waits, so none can pile up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets as T

from lrlib.widgets import paint
from lrlib.widgets.ink import LIGHT, THEMES
from lrlib.widgets.scene import Explorer, Scene
from lrlib.widgets.still import show_beside_still, still_html

HERE = Path(__file__).parent


class Live(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget ships no types
    """The drawing surface. Make one with `live(explorer)`."""

    _esm = HERE / "live.js"
    _css = HERE / "look.css"
    title = T.Unicode().tag(sync=True)
    size = T.List().tag(sync=True)  # page pixels: width, height
    controls = T.List().tag(sync=True)
    choice = T.Dict().tag(sync=True)  # control name -> index of its value
    marks = T.List().tag(sync=True)
    pick = T.Dict().tag(sync=True)  # empty, or the panel that takes clicks, see paint.targets
    table = T.Bytes().tag(sync=True)  # float32 page pixels, see paint.table
    pictures = T.Dict().tag(sync=True)  # theme -> PNG of what stands still
    sentences = T.List().tag(sync=True)
    columns = T.List().tag(sync=True)
    numbers = T.Bytes().tag(sync=True)  # float32 (rows, lines, columns)
    answered = T.Dict().tag(sync=True)  # the choice that table and pictures belong to
    heard = T.Dict().tag(sync=True)  # the last choice that was tried, whether it worked or not
    problem = T.Unicode().tag(sync=True)  # said in the widget when it did not

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        controls = [
            {"name": c.name, "label": c.label, "texts": list(c.texts), "kind": c.kind}
            for c in explorer.controls
        ]
        super().__init__(
            title=explorer.title,
            controls=controls,
            choice={control.name: control.start for control in explorer.controls},
        )
        self._drawn: tuple[Any, ...] | None = None
        self._compute()
        self.observe(self._on_choice, names="choice")

    @property
    def row(self) -> int:
        """Where the first control stands."""
        return int(self.choice[self.explorer.controls[0].name])

    def state(self) -> dict[str, Any]:
        """One value of every control but the first, which gives the array of all its values."""
        first, *others = self.explorer.controls
        values = {c.name: c.values[self.choice[c.name]] for c in others}
        return {first.name: np.asarray(first.values), **values}

    def static_picture(self) -> tuple[bytes, str]:
        """The picture and the sentence of the present state, for a reader without JavaScript."""
        figure = self._stage(LIGHT)
        paint.png(figure, scale=1)  # settles the layout
        figure.suptitle(self.title, fontsize=11, color=LIGHT.text)
        scene = self._scene()
        paint.still(figure, scene, self.row)
        return paint.png(figure, scale=1), scene.sentences[self.row]

    def _stage(self, ink: Any) -> Any:
        state = self.state()
        return self.explorer.stage(ink, **{name: state[name] for name in self.explorer.redraws})

    def _scene(self) -> Scene:
        return self.explorer.scene(**self.state())

    def _compute(self) -> None:
        """Send pictures (if they changed), table, sentences and numbers in one message."""
        redrawn = tuple(self.choice[name] for name in self.explorer.redraws)
        if redrawn != self._drawn:
            stages = {name: self._stage(ink) for name, ink in THEMES.items()}
            pictures = {name: paint.png(stage) for name, stage in stages.items()}
            self._figure = stages["light"]
        else:
            pictures = self.pictures
        scene = self._scene()
        table, marks = paint.table(self._figure, scene)
        with np.errstate(over="ignore"):  # a run that diverges is a result: infinity in the table
            numbers = np.asarray(scene.numbers, dtype=np.float32).tobytes()
        with self.hold_sync():
            self.size = [self._figure.bbox.width, self._figure.bbox.height]
            self.pictures, self.table, self.marks = pictures, table, marks
            self.pick = paint.targets(self._figure, self.explorer)
            self.sentences = list(scene.sentences)
            self.columns = list(scene.columns)
            self.numbers = numbers
            self.answered = self.heard = dict(self.choice)
            self.problem = ""
        self._drawn = redrawn

    def _on_choice(self, change: Any) -> None:
        first = self.explorer.controls[0].name
        if {**change.old, first: 0} == {**change.new, first: 0}:
            return  # only the first control moved: the browser already has that row
        try:
            self._compute()
        except Exception as error:  # the boundary to the page: a traceback would be lost in a log
            said = f"This setting could not be computed ({type(error).__name__}: {error}). "
            with self.hold_sync():
                self.problem = f"{said}The picture is of the last one that could."
                self.heard = dict(self.choice)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        png, sentence = self.static_picture()
        data["text/html"] = still_html(png, self.title, sentence)
        data["text/plain"] = f"{self.title}. {sentence}"
        return data, metadata

    def _ipython_display_(self) -> None:
        show_beside_still(self)


def live(explorer: Explorer) -> Live:
    """Show an explorer: the last line of a notebook cell.

    Source of the method: measured for this course; one frame from key press to picture.
    """
    return Live(explorer)
