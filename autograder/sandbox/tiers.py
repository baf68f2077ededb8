"""Which protection this machine gives: found out by trying what must fail.

strong      bubblewrap and user namespaces: the default on Linux
container   Landlock and seccomp: where namespaces are not available, as on most hubs
none        no boundary at all: for one's own work only
"""

import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox import folder, jail
from autograder.sandbox.inside import landlock
from autograder.sandbox.remedies import remedy
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.types import Cell, Infrastructure, Limits, SandboxUnavailable, Tier

TIERS: tuple[Tier, ...] = ("strong", "container", "none")
_ATTEMPTS = Path(__file__).with_name("escapes.py")


class Probe(NamedTuple):
    """One thing that was tried: what happened, and whether that is as it should be."""

    tried: str
    happened: str
    ok: bool


class Diagnosis(NamedTuple):
    """What a tier does on this machine; `remedy` is what to do if it does not hold."""

    tier: Tier
    holds: bool
    probes: tuple[Probe, ...]
    remedy: str


def choose_tier(wanted: Tier = "strong", *, trusted: bool = False) -> Tier:
    """`wanted`, if this machine gives it; else `SandboxUnavailable`. Never another one in silence.

    trusted : the work to run is one's own, or is trusted: only then "none" is accepted
    """
    check_wanted(wanted, trusted=trusted)
    diagnosis = diagnose(wanted)
    if not diagnosis.holds:
        failed = [
            f"  {probe.tried}: {probe.happened}" for probe in diagnosis.probes if not probe.ok
        ]
        raise SandboxUnavailable(
            f"The sandbox {wanted!r} does not hold on this machine:\n"
            + "\n".join(failed[:8])
            + f"\n{diagnosis.remedy}"
        )
    return wanted


def check_wanted(wanted: Tier, *, trusted: bool = False) -> None:
    """What `choose_tier` refuses before it tries anything."""
    if wanted not in TIERS:
        raise ValueError(f"choose_tier knows {', '.join(TIERS)}, got {wanted!r}")
    if wanted == "none" and not trusted:
        raise SandboxUnavailable(
            'The sandbox "none" protects nothing: it runs other people\'s code with your rights. '
            "Use --sandbox strong, or say --i-trust-these-submissions."
        )


def doctor() -> tuple[Diagnosis, ...]:
    """A diagnosis of every tier, as data."""
    return tuple(diagnose(tier) for tier in TIERS)


def describe(diagnoses: tuple[Diagnosis, ...]) -> str:
    """The diagnoses as text for a person."""
    lines = []
    for tier, holds, probes, advice in diagnoses:
        verdict = "is no protection" if tier == "none" else "holds" if holds else "DOES NOT HOLD"
        lines.append(f"{tier}: {verdict}")
        for probe in probes:
            lines.append(f"  {'ok  ' if probe.ok else 'FAIL'} {probe.tried}: {probe.happened}")
        if not holds:
            lines += [f"  {line}" for line in advice.splitlines()]
    return "\n".join(lines)


def diagnose(tier: Tier) -> Diagnosis:
    """Start the tier's sandbox and try in it what must fail."""
    needs = _needs(tier)
    if not all(probe.ok for probe in needs):
        return Diagnosis(tier, False, needs, remedy(tier, needs[-1].tried))
    if tier == "none":
        return Diagnosis(tier, True, needs, "")  # nothing is refused there: trying would do harm
    try:
        probes = needs + _try_inside(tier)
    except Infrastructure as error:
        probes = (*needs, Probe("start the sandbox", str(error)[-300:], False))
    holds = all(probe.ok for probe in probes)
    return Diagnosis(tier, holds, probes, "" if holds else remedy(tier, "start the sandbox"))


def _needs(tier: Tier) -> tuple[Probe, ...]:
    """What has to be there before anything can be tried; stops at the first that is not."""
    linux = sys.platform == "linux"
    if tier == "none":
        return (Probe("fork processes", os.name, hasattr(os, "fork")),)
    needs = (Probe("run on Linux", sys.platform, linux),)
    if not linux:
        return needs
    if tier == "strong":
        found = jail.bubblewrap()
        return (*needs, Probe("find bubblewrap", found or "not installed", found is not None))
    abi = landlock.abi()
    enough = abi >= landlock.NEEDED_ABI
    return (*needs, Probe("find Landlock", f"version {abi}, needs {landlock.NEEDED_ABI}", enough))


def _try_inside(tier: Tier) -> tuple[Probe, ...]:
    limits = Limits(cpu_cell=10, wall_factor=4.0, processes=24)
    # Matplotlib and lrlib are not needed here, and not loading them saves most of the time.
    sandbox = Sandbox(tier, limits=limits, packages=("numpy", "ipython"), preload=())
    with folder.temporary() as place:
        secret = place / "secret.txt"
        secret.write_text("secret", encoding="utf-8")
        cell = Cell("attempts", _source(str(secret)))
        with sandbox, sandbox.load([cell], seed=0) as loaded:
            (result,) = loaded.results
    if result.status != "ok" or not result.outputs:
        return (Probe("try what must fail", f"{result.status} {result.error}", False),)
    rows = json.loads(result.outputs[0].data)
    return tuple(Probe(f"cannot {what}", said, refused) for what, said, refused in rows)


def _source(secret_file: str) -> str:
    constants = {
        "SECRET_FILE": secret_file,
        "GRADER_FOLDER": str(Path(__file__).parent.parent),
        "GRADER_PROCESS": os.getpid(),
    }
    lines = [f"{name} = {value!r}" for name, value in constants.items()]
    return "\n".join([_ATTEMPTS.read_text("utf-8"), *lines, "main()"])
