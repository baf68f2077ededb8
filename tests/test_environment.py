"""The lock, environment.yml and pyproject.toml say the same thing."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]


def pins() -> list[Requirement]:
    lines = [line for line in LOCK.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    return [Requirement(line.rstrip("\\ ")) for line in lines]


def test_environment_yml_is_derived_from_the_lock():
    listed = re.findall(
        r'^      - "(.+)"$', (ROOT / "environment.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed[-1] == "-e ."
    assert [str(Requirement(line)) for line in listed[:-1]] == [str(pin) for pin in pins()]


def test_environment_yml_allows_the_same_pythons_as_the_project():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert f"python {PROJECT['requires-python']}" in text


@pytest.mark.parametrize("wanted", DIRECT)
def test_lock_pins_every_direct_dependency_inside_its_range(wanted):
    wanted = Requirement(wanted)
    found = [pin for pin in pins() if pin.name.lower() == wanted.name.lower()]
    assert found
    for pin in found:
        (exact,) = pin.specifier
        assert wanted.specifier.contains(exact.version)


def test_lock_hashes_every_package_and_names_no_address():
    packages = re.findall(
        r"^[A-Za-z0-9][^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+", LOCK, re.M
    )
    assert len(packages) == len(pins())
    assert "://" not in LOCK


def test_installed_versions_are_the_locked_ones():
    here = default_environment()
    for pin in pins():
        if pin.marker is None or pin.marker.evaluate(here):
            assert pin.specifier.contains(importlib.metadata.version(pin.name)), pin.name
