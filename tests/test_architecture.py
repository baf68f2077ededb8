"""Imports point down: each package may import only what stands before it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = {
    "lrlib": {"lrlib"},
    "autograder/core": {"autograder.core"},
    "autograder/exercises": {"autograder.core", "autograder.exercises", "lrlib"},
    "autograder/sandbox": {"autograder.core", "autograder.sandbox", "lrlib"},
    "autograder/marking.py": {"autograder.core", "autograder.exercises", "autograder.sandbox"},
    "autograder/verify.py": {"autograder.core", "autograder.exercises"},
    "autograder/report": {"autograder.core", "autograder.report"},
    "autograder/__init__.py": {"autograder.core", "autograder.exercises", "lrlib"},
    "autograder/bridge": {
        "autograder.core",
        "autograder.exercises",
        "autograder.sandbox",
        "autograder.marking",
        "autograder.report",
        "autograder.bridge",
        "autograder.check",
    },
    "autograder/commands": {"autograder", "lrlib"},
}
NBGRADER = {"nbgrader", "nbformat", "nbconvert", "jupytext", "sqlalchemy"}
STANDARD = set(__import__("sys").stdlib_module_names)


def files(place):
    path = ROOT / place
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def imported(path):
    """Every module that a file imports, absolute; `from package import name` counts as both."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            if module not in ("autograder", "lrlib"):
                yield module
            if module.split(".")[0] in ("autograder", "lrlib"):  # a name may be a module
                yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module, allowed):
    return any(module == name or module.startswith(name + ".") for name in allowed)


@pytest.mark.parametrize("place", ALLOWED)
def test_a_package_imports_only_what_stands_below_it(place):
    for path in files(place):
        for module in imported(path):
            if module.split(".")[0] in ("autograder", "lrlib"):
                assert within(module, ALLOWED[place]), f"{path.relative_to(ROOT)}: {module}"


@pytest.mark.parametrize("place", [place for place in ALLOWED if place != "autograder/bridge"])
def test_only_the_bridge_knows_nbgrader(place):
    for path in files(place):
        for module in imported(path):
            assert not within(module, NBGRADER), f"{path.relative_to(ROOT)}: {module}"


def test_the_core_imports_the_standard_library_and_numpy_only():
    for path in files("autograder/core"):
        for module in imported(path):
            top = module.split(".")[0]
            assert top in STANDARD | {"numpy", "autograder"}, f"{path.relative_to(ROOT)}: {module}"


# The parts of the bridge in the order of their imports; beside them lies what nbgrader loads.
BRIDGE = (
    "notebooks",
    "class_folder",
    "grading",
    "recording",
    "whole_class",
    "collecting",
    "giving_back",
    "handing_out",
)


@pytest.mark.parametrize("part", BRIDGE)
def test_a_part_of_the_bridge_imports_only_those_before_it(part):
    above = {f"autograder.bridge.{name}" for name in BRIDGE[BRIDGE.index(part) + 1 :]}
    for path in files(f"autograder/bridge/{part}"):
        for module in imported(path):
            assert not within(module, above), f"{path.relative_to(ROOT)}: {module}"


def test_every_part_of_the_bridge_has_its_place_in_the_order():
    folders = {path.parent.name for path in (ROOT / "autograder/bridge").glob("*/__init__.py")}
    assert folders == set(BRIDGE)


def test_no_file_of_the_packages_is_longer_than_400_lines():
    for place in ("lrlib", "autograder"):
        for path in files(place):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines; divide it"
