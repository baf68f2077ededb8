"""The words of the sandbox: what goes in, what comes out, and the limits in between."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Tier = Literal["strong", "container", "none"]
Status = Literal[
    "ok",
    "error",  # the cell raised
    "limit_cpu",
    "limit_wall",
    "limit_mem",
    "limit_out",  # it printed without end
    "limit_proc",  # it left processes or threads behind
    "crash",  # it ended the process
    "skipped",  # never run: the submission used up its time, or cannot be loaded
]


class SandboxUnavailable(Exception):
    """The wanted protection is not there; the message says what is missing and how to get it."""


class Infrastructure(Exception):
    """The sandbox itself failed: never the student's fault, never a score."""


class Cell(NamedTuple):
    """One code cell of a submission."""

    id: str
    source: str


class Output(NamedTuple):
    """One output of a cell: text as it is, a picture as base64 of a PNG."""

    kind: Literal["stdout", "stderr", "text", "html", "png"]
    data: str


@dataclass(frozen=True)
class CellResult:
    """What became of one cell; `error` is the student's own traceback, clean and short."""

    id: str
    status: Status
    error: str = ""
    outputs: tuple[Output, ...] = field(default=(), repr=False)
    seconds: float = 0.0


@dataclass(frozen=True)
class Limits:
    """What one submission may use. CPU time decides; wall time is `wall_factor` times as much.

    cpu_cell, cpu_subject   : seconds, for one cell and for all calls of one exercise
    cpu_notebook            : seconds, for all cells together
    memory                  : bytes, for one process beyond what every submission starts with
    memory_all              : bytes, for all processes of a submission together
    disk, files             : bytes and number of files in memory-backed folders
    processes, open_files   : numbers
    outputs                 : characters kept of the outputs of all cells
    callbacks               : calls of the checker's functions, in one call of the student's
    reloads                 : how often a submission is loaded again without an offending cell
    """

    cpu_cell: int = 10
    cpu_subject: int = 5
    cpu_notebook: int = 60
    wall_factor: float = 4.0
    memory: int = 1024 * 2**20
    memory_all: int = 1536 * 2**20
    disk: int = 64 * 2**20
    files: int = 4096
    processes: int = 48
    open_files: int = 128
    outputs: int = 8 * 2**20
    callbacks: int = 100_000
    reloads: int = 8
