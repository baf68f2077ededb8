"""Make the site: `python course/site/build.py` writes build/site/html/index.html.

The released notebooks are run from top to bottom (once: a run is kept until the notebook or the
library changes), widgets are replaced by their static pictures, and Sphinx makes the pages. A
warning of Sphinx, a broken link or anything that would be fetched from elsewhere ends with code 1.

Needs the extra `site`:  pip install -e ".[site]"
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "course"
PAGES = {"course/README.md": "contents.md", "CONTRIBUTING.md": "changing.md"}
PAGES["autograder/README.md"] = "teaching.md"
WIDGET = "application/vnd.jupyter.widget-view+json"
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")


def main() -> int:
    """Run, convert, check; say how far it is."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", metavar="DIR")
    out = parser.parse_args().out.resolve()
    source, html = out / "source", out / "html"
    for folder in (source, html):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(COURSE / "site", source, ignore=shutil.ignore_patterns("*.pyc", "build.py"))
    shutil.copytree(COURSE / "pictures", source / "pictures")
    (source / "notebooks").mkdir()
    notebooks = sorted(COURSE.glob("[0-9][0-9]_*.ipynb"))
    for number, path in enumerate(notebooks, 1):
        print(f"[{number}/{len(notebooks)}] {path.stem}", flush=True)
        nbformat.write(as_page(run_kept(path, out / "runs")), source / "notebooks" / path.name)
    for path, page in PAGES.items():
        (source / page).write_text(guide(ROOT / path), encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    if subprocess.run([*command, str(source), str(html)], check=False).returncode:
        return 1
    faults = [fault for page in sorted(html.rglob("*.html")) for fault in broken(page, html)]
    print("\n".join(faults) or f"{html / 'index.html'}")
    return 1 if faults else 0


def run_kept(path: Path, kept: Path) -> nbformat.NotebookNode:
    """The notebook with its outputs; the run of last time if nothing has changed since."""
    digest = hashlib.sha256(path.read_bytes())
    for package in ("lrlib", "autograder/core", "autograder/exercises"):
        for file in sorted((ROOT / package).rglob("*.*")):
            if file.suffix in {".py", ".toml", ".js", ".css", ".json"}:
                digest.update(file.read_bytes())
    place = kept / f"{path.stem}.{digest.hexdigest()[:16]}.ipynb"
    if place.exists():
        return nbformat.read(place, as_version=4)
    notebook = nbformat.read(path, as_version=4)
    folder = kept / "work"
    folder.mkdir(parents=True, exist_ok=True)
    NotebookClient(
        notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(folder)}}
    ).execute()
    for old in kept.glob(f"{path.stem}.*.ipynb"):
        old.unlink()
    nbformat.write(notebook, place)
    return notebook


def as_page(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What a reader without a kernel needs: static pictures, no reports on unwritten answers."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = []
        cell.outputs = [output for output in cell.outputs if output.output_type != "error"]
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET, None)
    return notebook


def guide(path: Path) -> str:
    """A guide of the repository as a page: links to other pages hold, other files are named."""

    def link(match: re.Match[str]) -> str:
        text, target = match.groups()
        if urlsplit(target).scheme or target.startswith("#"):
            return match.group(0)
        found = (path.parent / target.split("#")[0]).resolve()
        inside = found.relative_to(ROOT).as_posix() if found.is_relative_to(ROOT) else ""
        if inside in PAGES:
            return f"[{text}]({PAGES[inside]})"
        if found.suffix == ".ipynb" and found.parent == COURSE:
            return f"[{text}](notebooks/{found.name})"
        return text

    return LINK.sub(link, path.read_text(encoding="utf-8"))


class _Targets(HTMLParser):
    """Every address of a page: what it links to, and what it loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "href":
                (self.loads if tag == "link" else self.links).append(value)
            elif value and name == "src":
                self.loads.append(value)


def broken(page: Path, html: Path) -> list[str]:
    """What is wrong with the addresses of a page, one line each."""
    targets = _Targets()
    targets.feed(page.read_text(encoding="utf-8"))
    name, faults = page.relative_to(html), []
    for address in targets.loads:
        if urlsplit(address).scheme in {"http", "https"} or address.startswith("//"):
            faults.append(f"{name} would fetch {address}")
    for address in (*targets.links, *targets.loads):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        if not (page.parent / unquote(parts.path)).exists():
            faults.append(f"{name} links to {address}, which does not exist")
    return faults


if __name__ == "__main__":
    sys.exit(main())
