"""JupyterLab on this machine only, and a Chromium that cannot leave it.

What the tests of this folder and the benchmark share. Nothing of the person who runs them is read
or written: settings, kernels' files and the browser's profile live in a folder of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.commands.lab import LAB

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "browser-tests"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
IDLE = "jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"


def _environment(home: Path) -> dict[str, str]:
    places = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    lab = {f"JUPYTERLAB_{name}_DIR": str(home / name) for name in ("SETTINGS", "WORKSPACES")}
    here = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own = {"IPYTHONDIR": str(home / "ipython"), "PYTHONPATH": here, "PATH": path}
    return {**os.environ, **places, **lab, **own}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """A server on loopback with the course's settings; yields its address. Its log is home/log."""
    port = _free_port()
    home.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *LAB),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"),
    ]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=_environment(home), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server, home / "log")
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/status?token={TOKEN}", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not answer at {url}; its log says:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if program is None:
        raise RuntimeError("no chromium on the path; run: sudo apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page, and what went wrong on it: console errors, and requests that would have left."""

    page: Any
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@contextmanager
def visit(browser: Any, **options: Any) -> Iterator[Visit]:
    """A fresh page. A request to another machine is refused and noted."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    seen = Visit(context.new_page())

    def guard(route: Any) -> None:
        if route.request.url.startswith("http://127.0.0.1:"):
            route.continue_()
        else:
            seen.foreign.append(f"{route.request.url}, asked for by {route.request.frame.url}")
            route.abort()

    context.route(lambda url: not url.startswith("http://127.0.0.1:"), guard)
    seen.page.on(
        "console", lambda said: seen.errors.append(said.text) if said.type == "error" else None
    )
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    try:
        yield seen
    finally:
        context.close()


def open_lab(page: Any, url: str) -> None:
    """Open JupyterLab with nothing in it."""
    page.goto(f"{url}/lab?reset&token={TOKEN}")
    page.wait_for_function("window.jupyterapp?.commands.hasCommand('docmanager:open')")
    page.evaluate("jupyterapp.restored.then(() => { jupyterapp.shell.collapseLeft(); })")


def command(page: Any, name: str, **arguments: str) -> None:
    """Run one of JupyterLab's commands to its end; what it returns is not asked for."""
    run = "([name, given]) => jupyterapp.commands.execute(name, given).then(() => null)"
    page.evaluate(run, [name, arguments])


def open_notebook(page: Any, path: str) -> None:
    """Open a notebook and wait until its kernel is idle."""
    command(page, "docmanager:open", path=path)
    page.wait_for_function(
        f"jupyterapp.shell.currentWidget?.context?.path === '{path}'", timeout=60_000
    )
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)


def run_all(page: Any) -> float:
    """Run every cell; the seconds until the last one is done."""
    start = time.monotonic()
    command(page, "notebook:run-all-cells")
    page.wait_for_function(IDLE, timeout=120_000)
    return time.monotonic() - start


def close_notebook(page: Any, url: str) -> None:
    """Close the notebook without asking, and end every kernel of the server."""
    page.evaluate(
        "jupyterapp.shell.currentWidget.context.sessionContext.shutdown().then(() => null)"
    )
    page.evaluate("(() => { jupyterapp.shell.currentWidget.dispose(); })()")
    shut_kernels(url)


def shut_kernels(url: str) -> None:
    """End every kernel of the server."""

    def ask(method: str, path: str) -> bytes:
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{url}/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    for session in json.loads(ask("GET", "api/sessions")):
        ask("DELETE", f"api/sessions/{session['id']}")


def set_theme(page: Any, theme: str) -> None:
    """Switch JupyterLab to its light or dark theme."""
    name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
    command(page, "apputils:change-theme", theme=name)
    said = "false" if theme == "dark" else "true"
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{said}'")
    page.wait_for_selector("#jupyterlab-splash", state="detached")  # it covers the page meanwhile
