"""Everything that touches untrusted code: the jail, the channel, and what crosses it.

Read it in this order: `types`, `tiers` (which sandbox holds here, tried with `escapes`), `sandbox`
(one worker's jail), `launch`, `jail`, `packages` and `delivery` (how it starts and what it sees),
`loaded` (one submission), `process` and `remote` (its processes, from the grader's side), `channel`
and `protocol` (what crosses), `wait` and `folder`, `png` (a student's picture, written again).
`inside` runs on the other side: `zygote` (the warm process), `loader` (one submission), `answer`
(one exercise).
"""

from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.tiers import (
    Diagnosis,
    Probe,
    check_wanted,
    choose_tier,
    describe,
    doctor,
    start_tried,
)
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
    "check_wanted",
    "choose_tier",
    "describe",
    "doctor",
    "start_tried",
]
