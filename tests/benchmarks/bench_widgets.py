"""From key press to new pixels: an explorer against `interact` and an inline figure, in one run.

Run: build/extras/bin/python -m tests.benchmarks.bench_widgets     (extra `browser`; three minutes)

The same picture three ways in one notebook of JupyterLab on this machine: the first control of the
valley explorer (its rows are in the browser), the second slider of the momentum map (the kernel
computes a new table), and the valley explorer's picture drawn by matplotlib at every change. Time
runs from the key event's own time stamp to the end of the frame whose pixels are of the new
state: the canvas says of which state they are, an image counts once it is decoded. Ratios are of
medians of this run; the load of the machine is printed, because it moves all of them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import nbformat

from tests.browser import lab

PRESSES, WARM_UP = 40, 4
USUAL = 4  # the usual way takes its turn at every fourth press only: it is slow
BASELINE = "interact, inline figure"
CELLS = (
    "import os; print(os.getpid())",
    "from lrlib.widgets import live, valley_explorer; live(valley_explorer.EXPLORER)",
    "from lrlib.widgets import momentum_map; live(momentum_map.EXPLORER)",
    """\
%matplotlib inline
from ipywidgets import SelectionSlider, interact
from IPython.display import display
from lrlib.widgets import paint
from lrlib.widgets.ink import LIGHT
explorer = valley_explorer.EXPLORER
rate, *others = explorer.controls
state = {control.name: control.values[control.start] for control in others}
@interact(value=SelectionSlider(options=rate.values, value=rate.values[rate.start]))
def show(value):
    figure = explorer.stage(LIGHT, **{name: state[name] for name in explorer.redraws})
    display(paint.still(figure, explorer.scene(**{rate.name: value}, **state), 0))
""",
)
# window.timed(root) resolves to the milliseconds from the next key press to the new picture.
PROBE = """
const presented = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(0);
});
window.timed = (root) => new Promise((done) => {
  const shows = () => root.querySelector("[data-shows]")?.dataset.shows, before = shows();
  let start = 0;
  const key = (event) => { start = event.timeStamp; };
  const seen = new MutationObserver(async (changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    const image = added.map((node) => node.querySelector?.("img")).find(Boolean);
    if (!start || !(image || shows() !== before)) return; // pixels of the old state do not count
    seen.disconnect();
    window.removeEventListener("keydown", key, true);
    if (image) { await image.decode(); await new Promise(requestAnimationFrame); }
    done((await presented()) - start);
  });
  window.addEventListener("keydown", key, true);
  seen.observe(root, { subtree: true, childList: true, attributeFilter: ["data-shows"] });
});
// 300 changes in 3 s, back and forth; every frame notes what its pixels are of.
window.hurry = async (widget, input, times, pause) => {
  const canvas = widget.querySelector(".lr-stage canvas"), frames = [];
  const name = Object.keys(JSON.parse(canvas.dataset.shows))[input];
  const range = widget.querySelectorAll(".lr-control")[input].querySelector("input");
  const shown = () => JSON.parse(canvas.dataset.shows)[name];
  const sent = [shown()];
  let on = true;
  const frame = () => new Promise(requestAnimationFrame);
  const note = () => { frames.push([shown(), sent.length]); if (on) requestAnimationFrame(note); };
  requestAnimationFrame(note);
  for (let k = 0; k < times; k++) {
    const step = k % (2 * range.max), value = step <= range.max ? step : 2 * range.max - step;
    range.value = value;
    range.dispatchEvent(new Event("input"));
    sent.push(value);
    await new Promise((go) => setTimeout(go, pause));
  }
  const end = performance.now();
  while (shown() !== sent.at(-1)) await frame();
  const settled = (await presented()) - end;
  await new Promise((go) => setTimeout(go, 500)); // whatever is still on its way would show now
  on = false;
  return { sent, frames, settled, last: shown() };
};
"""


def prepare(page: Any, url: str) -> int:
    """Open and run the notebook; the kernel's process id."""
    lab.open_lab(page, url)
    lab.open_notebook(page, "bench.ipynb")
    lab.run_all(page)
    ready = "document.querySelectorAll('canvas[data-shows]').length === 2"
    page.wait_for_function(ready, timeout=90_000)
    page.wait_for_selector(".jupyter-widgets .jp-OutputArea-output img")
    return int(page.locator(".jp-OutputArea-output pre").first.text_content())


def places(page: Any) -> dict[str, tuple[Any, Any]]:
    """For each way: what takes the keys, and the element in which the picture changes."""
    valley, plane = page.locator(".lr-widget:has(.lr-stage)").all()
    usual = page.locator(".widget-interact")
    return {
        "explorer, first control": (valley.locator("input").first, valley),
        "explorer, another control": (plane.locator("input").nth(1), plane),
        BASELINE: (usual.locator(".noUi-handle"), usual),
    }


def press(page: Any, ways: dict[str, tuple[Any, Any]], presses: int) -> dict[str, list[float]]:
    """Milliseconds of key presses, the ways in turn, so that all meet the same load."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(-WARM_UP, presses):
        for name, (entry, root) in ways.items():
            if name == BASELINE and number % USUAL:
                continue
            entry.focus()
            page.wait_for_timeout(120 + 37 * (number % 7))  # not in step with frames or with REST
            clock = root.evaluate_handle("(root) => ({ time: timed(root) })")
            page.keyboard.press("ArrowRight" if (number + WARM_UP) % 20 < 10 else "ArrowLeft")
            taken = clock.evaluate("(clock) => clock.time")
            if number >= 0:
                times[name].append(taken)
    return times


def in_order(sent: list[int], frames: list[tuple[int, int]]) -> bool:
    """Whether no frame shows an older state after a newer one: each finds its change, going on."""
    at = 0
    for value, known in frames:
        later = [k for k in range(at, known) if sent[k] == value]
        if not later:
            return False
        at = later[0]
    return True


def memory(browser: Any, page: Any, kernel: int) -> dict[str, float]:
    """Megabytes of the kernel, of the page's scripts after a collection, and of its process."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    found = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [_megabytes(one["id"]) for one in processes if one["type"] == "renderer"]
    return {
        "kernel": _megabytes(kernel),
        "scripts": found["JSHeapUsedSize"] / 1e6,
        "page": max(pages),
        "elements": found["Nodes"],
    }


def _megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def percentile(times: list[float], share: float) -> float:
    """The time that a share of all stays under."""
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def measure() -> dict[str, Any]:
    """Everything, in one notebook of one server."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-widgets-") as place:
        folder, home = Path(place, "course"), Path(place, "home")
        folder.mkdir()
        cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "bench.ipynb")
        with (
            lab.jupyterlab(folder, home) as url,
            lab.chromium() as browser,
            lab.visit(browser, viewport={"width": 1280, "height": 2400}) as seen,
        ):
            seen.page.add_init_script(PROBE)
            process = prepare(seen.page, url)
            ways = places(seen.page)
            print("pressing keys", file=sys.stderr, flush=True)
            times = press(seen.page, ways, PRESSES)
            roots = [ways[name][1] for name in list(ways)[:2]]
            print("hurrying", file=sys.stderr, flush=True)
            hurries = [
                root.evaluate("(root, k) => hurry(root, k, 300, 10)", k)
                for k, root in enumerate(roots)
            ]
            before = memory(browser, seen.page, process)
            for k, root in enumerate(roots):
                root.evaluate("(root, k) => hurry(root, k, 1000, 16)", k)
            after = memory(browser, seen.page, process)
            errors = seen.errors + seen.foreign
    grown = {name: after[name] - before[name] for name in after}
    return {"load": load, "times": times, "hurries": hurries, "grown": grown, "errors": errors}


def report(found: dict[str, Any]) -> str:
    """The measurements as a table and sentences."""
    usual = median(found["times"][BASELINE])
    lines = [
        f"load {found['load']:.1f} on {os.cpu_count()} processors; ms from key press to new pixels",
        "| way | changes | median | p95 | slowest | times faster |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, times in found["times"].items():
        middle = median(times)
        lines.append(
            f"| {name} | {len(times)} | {middle:.1f} | {percentile(times, 0.95):.1f} "
            f"| {max(times):.1f} | {usual / middle:.1f} |"
        )
    for name, hurry in zip(list(found["times"])[:2], found["hurries"], strict=True):
        shown = len({value for value, _ in hurry["frames"]})
        order = "never" if in_order(hurry["sent"], hurry["frames"]) else "AT LEAST ONCE"
        lines.append(
            f"{name}: 300 changes in 3 s, {len(hurry['frames'])} frames, {shown} different states "
            f"shown; the last one {hurry['settled']:.0f} ms after it was set; an older state after "
            f"a newer one {order}"
        )
    grown = ", ".join(f"{name} {value:+.1f}" for name, value in found["grown"].items())
    lines.append(f"2,000 changes: {grown}   (MB; elements as a count)")
    lines += [f"trouble: {text}" for text in found["errors"]]
    return "\n".join(lines)


if __name__ == "__main__":
    start = time.monotonic()
    found = measure()
    print(report(found))
    print(f"{time.monotonic() - start:.0f} s")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(found))
