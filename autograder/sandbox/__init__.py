"""Everything that touches untrusted code: the jail, the channel, and what crosses it."""

from autograder.sandbox.sandbox import Sandbox
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
    "Infrastructure",
    "Limits",
    "Output",
    "Sandbox",
    "SandboxUnavailable",
    "Status",
    "Tier",
]
