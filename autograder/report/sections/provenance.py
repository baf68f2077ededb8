"""How the marks came about: sandbox, seed, checker, versions, time."""

from collections.abc import Mapping
from typing import Any

from autograder.report.markup import Markup, table, tag

_NAMES = {
    "made": "Report made",
    "tier": "Sandbox tier",
    "seed_id": "Seed id (not the seed)",
    "checker": "Checker",
}


def provenance_section(provenance: Mapping[str, Any], anonymous: bool) -> Markup:
    """The section; the seed id stays off an anonymous page because it salts the labels."""
    rows: list[tuple[str, str]] = []
    for key, value in provenance.items():
        if anonymous and key == "seed_id":
            continue
        if isinstance(value, Mapping):
            start = "Version of " if key == "versions" else f"{key}: "
            rows += [(f"{start}{part}", str(inner)) for part, inner in value.items()]
        else:
            rows.append((_NAMES.get(key, key), str(value)))
    if not rows:
        return tag("p", "No provenance was given.")
    return table("Where these marks come from", ("What", "Value"), rows)
