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

from autograder.sandbox import escapes, folder, jail
from autograder.sandbox.inside import landlock
from autograder.sandbox.remedies import remedy
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.types import Cell, Infrastructure, Limits, SandboxUnavailable, Tier

TIERS: tuple[Tier, ...] = ("strong", "container", "none")
_ATTEMPTS = Path(escapes.__file__)
_LIMITS = Limits(cpu_cell=10, wall_factor=4.0, processes=8)
STARTS = 2  # a jail may be ended from outside while it starts, and a machine be busy


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
    _refuse_unless_it_holds(diagnose(wanted))
    return wanted


def start_tried(sandbox: Sandbox) -> None:
    """Start a sandbox and try in it what must fail; `SandboxUnavailable` if something did not."""
    diagnosis = _diagnose(sandbox)
    if not diagnosis.holds:
        sandbox.close()
    _refuse_unless_it_holds(diagnosis)
    if sandbox.tier == "none":  # in which nothing was tried
        try:
            sandbox.start()
        except (Infrastructure, OSError) as error:
            raise SandboxUnavailable(f"The sandbox 'none' does not start: {error}") from error


def _refuse_unless_it_holds(diagnosis: Diagnosis) -> None:
    if diagnosis.holds:
        return
    failed = [f"  {probe.tried}: {probe.happened}" for probe in diagnosis.probes if not probe.ok]
    raise SandboxUnavailable(
        f"The sandbox {diagnosis.tier!r} does not hold on this machine:\n"
        + "\n".join(failed[:8])
        + f"\n{diagnosis.remedy}"
    )


def check_wanted(wanted: Tier, *, trusted: bool = False) -> None:
    """What is refused before anything is tried: an unknown tier, and none for work of others."""
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
    # Matplotlib and lrlib are not needed here, and not loading them saves most of the time.
    sandbox = Sandbox(tier, packages=("numpy", "ipython"), preload=())
    try:
        return _diagnose(sandbox)
    finally:
        sandbox.close()


def _diagnose(sandbox: Sandbox) -> Diagnosis:
    """Start this sandbox and try in it what must fail."""
    tier = sandbox.tier
    needs = _needs(tier)
    if not all(probe.ok for probe in needs):
        return Diagnosis(tier, False, needs, remedy(tier, needs[-1].tried))
    if tier == "none":
        return Diagnosis(tier, True, needs, "")  # nothing is refused there: trying would do harm
    for _ in range(STARTS):
        try:
            sandbox.start()
            probes = needs + _try_inside(sandbox)
            break
        except (Infrastructure, OSError) as error:
            sandbox.close()
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


def _try_inside(sandbox: Sandbox) -> tuple[Probe, ...]:
    with folder.temporary() as place:
        secret = place / "secret.txt"
        secret.write_text("secret", encoding="utf-8")
        cell = Cell("attempts", _source(str(secret)))
        with sandbox.load([cell], seed=0, limits=_LIMITS, here=True) as loaded:
            (result,) = loaded.results
    if result.status != "ok" or not result.outputs:
        raise Infrastructure(f"what must fail was not tried to its end: {result}"[:300])
    rows = json.loads(result.outputs[0].data)
    told = {what for what, _, _ in rows}
    left = [each.__doc__ for each in escapes.ATTEMPTS if each.__doc__ not in told]
    rows += [(what, "it was not tried", False) for what in left]
    return tuple(Probe(f"cannot {what}", said, refused) for what, said, refused in rows)


def _source(secret_file: str) -> str:
    constants = {
        "SECRET_FILE": secret_file,
        "GRADER_FOLDER": str(Path(__file__).parent.parent),
        "GRADER_PROCESS": os.getpid(),
    }
    lines = [f"{name} = {value!r}" for name, value in constants.items()]
    return "\n".join([_ATTEMPTS.read_text("utf-8"), *lines, "main()"])
