"""What the notebooks say: cited, supported by a cell, short, and in the agreed form."""

import ast
import re
import tomllib
from pathlib import Path

import nbclient
import pytest

from autograder.bridge.notebooks.build import source_files
from autograder.bridge.notebooks.source import read_source

COURSE = Path(__file__).resolve().parents[2] / "course"
SOURCES = source_files(COURSE)
NAMES = [path.stem for path in SOURCES]
BIBLIOGRAPHY = tomllib.loads((COURSE / "bibliography.toml").read_text(encoding="utf-8"))
FIELDS = {"authors", "title", "year", "venue", "link"}
MAX_STATEMENTS = 12
BLOCK = re.compile(r"\n\s*\n|\n(?=- |\d+\. |\|)")  # lists and tables are read item by item

LINK = re.compile(r'\[[^]]+\]\((https?://[^)\s]+)(?:\s+"([^"]*)")?\)')
AUTHOR_YEAR = re.compile(r"\[([^]]+?) ((?:19|20)\d\d)\]")
CLAIM = (
    "What people read",
    "What we just measured",
    "Why it seemed true",
    "What is true",
    "Source",
)


def _any_points(_exercise):
    return 1.0  # points have their own tests


def cells(path, kind):
    return [
        cell for cell in read_source(path, points_of=_any_points).cells if cell.cell_type == kind
    ]


def links(path):
    return [pair for cell in cells(path, "markdown") for pair in LINK.findall(cell.source)]


# ------------------------------------------------------------------ citations


@pytest.mark.parametrize("key", BIBLIOGRAPHY)
def test_a_bibliography_entry_is_complete(key):
    entry = BIBLIOGRAPHY[key]
    assert set(entry) == FIELDS
    assert all(entry[field] for field in FIELDS)
    assert 1800 < entry["year"] < 2100
    assert entry["link"].startswith("https://")


def test_every_source_is_cited_somewhere():
    cited = {key for path in SOURCES for _, key in links(path)}
    assert set(BIBLIOGRAPHY) <= cited


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_every_link_of_a_notebook_is_in_the_bibliography(path):
    for link, key in links(path):
        assert key in BIBLIOGRAPHY, f"{link} has the key {key!r}"
        assert BIBLIOGRAPHY[key]["link"] == link


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_names_and_years_of_citations_are_those_of_the_bibliography(path):
    for cell in cells(path, "markdown"):
        for match in AUTHOR_YEAR.finditer(cell.source):
            names, year = match.groups()
            key = LINK.match(cell.source, match.start())[2]
            assert BIBLIOGRAPHY[key]["year"] == int(year)
            first = re.split(r" & |, | et al", names)[0]
            assert first in BIBLIOGRAPHY[key]["authors"].split(",")[0]


# ------------------------------------------------------------------ form


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_code_cells_are_short(path):
    for cell in cells(path, "code"):
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            nodes = ast.walk(ast.parse(cell.source))
            statements = [node for node in nodes if isinstance(node, ast.stmt)]
            strings = [s for s in statements if isinstance(getattr(s, "value", None), ast.Constant)]
            docstrings = [s for s in strings if isinstance(s, ast.Expr)]
            assert len(statements) - len(docstrings) <= MAX_STATEMENTS, cell.source


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_text_cells_hold_no_wall_of_text(path):
    for cell in cells(path, "markdown"):
        for block in BLOCK.split(cell.source):
            if not block.startswith(("#", "$$", "*Points")):
                assert len(block.split()) <= 75, block


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_a_refuted_claim_has_all_its_five_parts(path):
    for cell in cells(path, "markdown"):
        if CLAIM[0] in cell.source:
            positions = [cell.source.find(f"**{part}.**") for part in CLAIM]
            assert positions == sorted(positions)
            assert positions[0] >= 0


CLAIMS_by_notebook = {
    "01_what_it_is": 3,
    "02_too_low_too_high": 5,
    "03_diagnosis": 7,
    "04_momentum": 1,
    "05_schedules_1": 3,
    "06_schedules_2": 3,
    "07_adaptive_1": 3,
    "08_adaptive_2": 2,
    "09_lr_finder": 2,
    "10_search": 4,
    "11_edge_and_capstone": 2,
}


@pytest.mark.parametrize("name", CLAIMS_by_notebook)
def test_the_claims_of_a_notebook_are_all_there(name):
    (path,) = (path for path in SOURCES if path.stem == name)
    claims = [cell for cell in cells(path, "markdown") if CLAIM[0] in cell.source]
    assert len(claims) == CLAIMS_by_notebook[name]


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_every_solution_comes_with_an_example_and_its_value(path):
    for cell in cells(path, "code"):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            function = next(
                n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef)
            )
            docstring = ast.get_docstring(function)
            assert re.search(r"Example: .*gives", docstring, re.DOTALL), function.name


# ------------------------------------------------------------------ numbers


NUMBER = re.compile(r"(?<![\w.\\^_{])\d+\.\d+(?![\w}])|(?<![\w.\\^_{,])\d{3,}(?![\w}.,])")


@pytest.fixture(scope="module", params=SOURCES, ids=NAMES)
def executed(request, tmp_path_factory):
    notebook = read_source(request.param, points_of=_any_points)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = ""  # the checks have their own tests
    folder = str(tmp_path_factory.mktemp("run"))
    resources = {"metadata": {"path": folder}}
    nbclient.NotebookClient(notebook, timeout=120, resources=resources).execute()
    return notebook


def test_every_number_in_the_text_stands_in_a_cell_or_its_output(executed):
    found = " ".join(_shown(cell) for cell in executed.cells if cell.cell_type == "code")
    values = {float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", found)}
    for cell in executed.cells:
        if cell.cell_type != "markdown" or "SOLUTION" in cell.source:
            continue
        text = re.sub(  # the number of a section or a theorem is part of a citation
            r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|(?:section|theorem)s? [\d.]+",
            " ",
            LINK.sub(" ", cell.source),
            flags=re.S,
        )
        for number in NUMBER.findall(text):
            digits = len(number.partition(".")[2])
            assert any(round(v, digits) == float(number) for v in values), (number, cell.source)


def test_no_cell_shows_the_address_of_an_object(executed):
    for cell in executed.cells:
        if cell.cell_type == "code":
            assert not re.search(r"<[^>]+ at 0x[0-9a-f]+>", _shown(cell)), cell.source


def _shown(cell):
    outputs = [o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in cell.outputs]
    return "\n".join([cell.source, *outputs])


def test_every_picture_has_a_sentence_and_every_axis_a_label(executed):
    pictures = [
        output.data["text/html"]
        for cell in executed.cells
        for output in cell.get("outputs", [])
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert pictures
    for html in pictures:
        for alt in re.findall(r'<img[^>]*alt="([^"]*)"', html):
            assert len(alt.split()) >= 5
