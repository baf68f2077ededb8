"""One attack, and the pieces of source that many of them share."""

from typing import NamedTuple


class Attack(NamedTuple):
    number: int
    name: str
    source: str
    outcome: str = "fault missing"
    cell: str = "ok"
    given: str = "number"

    @property
    def id(self) -> str:
        return f"{self.number:03d} {self.name}"


TIME = "fault limit_cpu|fault limit_wall"  # on a busy machine the clock may be first
HONEST = "def target(x): return 2 * x\n"
WRONG = "def target(x): return 0.5\n"


def target(body: str) -> str:
    """A cell whose `target` has this body."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return f"def target(x):\n{lines}\n"


def refused(call: str, *, header: str = "import ctypes, os, socket") -> str:
    """A target that tells 0.5 if a call of the C library is refused."""
    return target(
        f"{header}\nlibc = ctypes.CDLL(None, use_errno=True)\nreturn 0.5 if {call} < 0 else 2 * x"
    )
