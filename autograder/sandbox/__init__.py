"""Everything that touches untrusted code: the jail, the channel, and what crosses it."""

from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.tiers import Diagnosis, Probe, choose_tier, describe, doctor
from autograder.sandbox.types import (
    Cell,
    CellResult,
    Infrastructure,
    Limits,
    Output,
    SandboxUnavailable,
    Status,
    Tier,
)

__all__ = [
    "Cell",
    "CellResult",
    "Diagnosis",
    "Infrastructure",
    "Limits",
    "Output",
    "Probe",
    "Sandbox",
    "SandboxUnavailable",
    "Status",
    "Tier",
    "choose_tier",
    "describe",
    "doctor",
]
