"""What the project stands on: every licence known and permissive, every dependency explained."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

from tests.tools.audit import VULNERABLE, verdict

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PERMISSIVE = (
    *("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "matplotlib"),
    *("0BSD", "Zlib", "CC0", "MPL", "Mozilla", "HPND", "Unlicense"),
)
COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def names_of(lines):
    return sorted(re.match(r"[\w.-]+", line).group().lower() for line in lines)


def licence_of(package):
    meta = importlib.metadata.metadata(package)
    classified = [c for c in meta.get_all("Classifier", []) if c.startswith("License")]
    text = meta.get("License-Expression") or " ".join(classified) or meta.get("License") or ""
    return text[:500]


def test_every_installed_package_of_the_lock_has_a_permissive_licence():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {line.split("==")[0] for line in lock.splitlines() if re.match(r"[\w.-]+==", line)}
    installed = {each.name.lower().replace("_", "-") for each in importlib.metadata.distributions()}
    here = locked & installed  # the lock is for every system; some packages are for others
    assert len(here) > 100
    licences = {package: licence_of(package) for package in sorted(here)}
    assert {
        package: licence
        for package, licence in licences.items()
        if COPYLEFT.search(licence) or not any(name in licence for name in PERMISSIVE)
    } == {}


def test_every_direct_dependency_is_explained_in_contributing():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").lower()
    direct = names_of(
        (
            *PROJECT["dependencies"],
            *(name for extra in PROJECT["optional-dependencies"].values() for name in extra),
        )
    )
    assert [name for name in direct if f"`{name}`" not in table] == []


def test_the_audit_names_a_vulnerable_package_and_its_remedy():
    fault = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
    text, code = verdict([{"name": "a", "version": "1.0", "vulns": [fault]}])
    assert "a 1.0: PYSEC-1, mended in 1.1" in text
    assert code == VULNERABLE


def test_a_package_that_could_not_be_looked_up_is_not_called_safe():
    text, code = verdict([{"name": "a", "skip_reason": "no service"}])
    assert text == "0 of 1 packages could be looked up"
    assert code == 0
