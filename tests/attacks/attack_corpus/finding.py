"""Running one attack and looking at what it did: what came back, and which invariants broke."""

import getpass
import os
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from attack_corpus.case import Attack
from autograder.core.subject import Outcome
from autograder.core.values import Unusable
from autograder.sandbox import Cell, Limits, Sandbox
from autograder.sandbox.jail import ORDINARY_UID
from autograder.sandbox.loaded import Loaded

MEBIBYTE = 2**20
LIMITS = Limits(
    cpu_cell=1,
    cpu_subject=1,
    cpu_notebook=8,
    wall_factor=4.0,
    memory=256 * MEBIBYTE,
    memory_all=384 * MEBIBYTE,
    disk=8 * MEBIBYTE,
    files=500,
)
WALL = LIMITS.wall_factor * LIMITS.cpu_cell
HONEST_BEFORE = Cell("before", "def before(x): return 3 * x")
HONEST_AFTER = Cell("after", "def after(x): return 5 * x")


class Finding(NamedTuple):
    """What an attack did.

    cell   : what became of its cell
    calls  : what the calls of `target` gave, as words of the corpus
    broken : the invariants that did not hold, each with what was seen
    """

    cell: str
    calls: tuple[str, ...]
    broken: tuple[str, ...]


class Place:
    """What must not change: a decoy folder, shared folders, System V IPC."""

    def __init__(self, decoys: Path, canary: str) -> None:
        self.decoys = decoys
        self.canary = canary
        (decoys / "gradebook.db").write_text(canary)
        (decoys / "source").mkdir()
        (decoys / "source" / "expected.json").write_text(f'{{"adam_step": "{canary}"}}')

    def look(self) -> tuple[Any, ...]:
        files = {path: path.read_bytes() for path in self.decoys.rglob("*") if path.is_file()}
        ipc = [_shared(kind) for kind in ("shm", "sem", "msg")]
        shared = [name for name in ("/dev/shm/hostile", "/tmp/hostile") if os.path.exists(name)]
        return files, shared, ipc

    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        return (str(Path.home()), str(self.decoys), getpass.getuser(), "/site", "/python")


def start_both_jails(sandbox: Sandbox) -> None:
    """Also the one for cells that name Matplotlib: later on, no file should be opened here."""
    with sandbox.load([Cell("both", "# matplotlib")], seed=0):
        pass


def examine(attack: Attack, sandbox: Sandbox, place: Place) -> Finding:
    """Run an attack between two honest cells, call its `target`, and look at everything.

    It is called first, as the honest exercises must live with what it leaves, and once more as the
    last of all, for which the loaded process itself may serve.
    """
    source = f"DECOY = {str(place.decoys / 'gradebook.db')!r}\n{attack.source}"
    source = attack.source if attack.source.startswith(("%", "!")) else source
    cells = [HONEST_BEFORE, Cell("hostile", source), HONEST_AFTER]
    secrets = np.random.default_rng(attack.number).uniform(10.0, 20.0, 2)
    before, files = place.look(), _open_files()
    began = time.monotonic()
    with sandbox.load(cells, seed=7) as loaded:
        spent = [time.monotonic() - began]
        results = loaded.results
        outcomes = _call(loaded, attack, secrets, spent)
        honest = [_factor(loaded, "before", secrets[0]), _factor(loaded, "after", secrets[0])]
        if sandbox.forks:  # elsewhere every exercise has a process of its own
            outcomes += _call(loaded, attack, secrets, spent, last=True)
    census = sandbox.census()  # I8: the warm process answers
    seen = [*results, *outcomes]
    messages = " ".join(_messages(seen))
    holds = {
        f"I3 seconds to load and to call: {spent}": max(spent) < WALL + 2.0,
        "I4 something changed outside": place.look() == before,
        f"I5 left running: {census}": (census["processes"], census["threads"]) == (0, 0),
        "I5 files were opened here": _open_files() == files,
        f"I7 the canary was seen: {seen!r:.300}": place.canary not in repr(seen),
        f"I9 {messages:.300}": not any(secret in messages for secret in place.secrets()),
        f"I10 honest exercises: {honest}": np.allclose(honest, [3, 5], rtol=1e-12),
        "I10 honest cells": [results[0].status, results[2].status] == ["ok", "ok"],
    }
    broken = tuple(what for what, held in holds.items() if not held)
    rights = 2 * [2 * arguments(attack.given, secret)[0] for secret in secrets]
    words = tuple(map(outcome_of, outcomes, rights))
    return Finding(results[1].status, words, broken)


def _call(
    loaded: Loaded, attack: Attack, secrets: Any, spent: list[float], *, last: bool = False
) -> list[Outcome]:
    """What the calls of `target` gave; the seconds that they took are added to `spent`."""
    began = time.monotonic()
    with loaded.subject("target", last=last) as subject:
        outcomes = [subject.call(arguments(attack.given, secret), {}) for secret in secrets]
    spent.append(time.monotonic() - began)
    return outcomes


def _factor(loaded: Loaded, name: str, number: float) -> float:
    """By what an honest exercise multiplied a number; not a number if it did not."""
    with loaded.subject(name) as subject:
        value = subject.call((number,), {}).value
    return value / number if isinstance(value, float) else np.nan


def _shared(kind: str) -> list[str]:
    """System V objects of one kind that this user or the one of the jail has."""
    names, *rows = [line.split() for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()]
    ours = {str(os.getuid()), str(ORDINARY_UID)}
    return [" ".join(row[:2]) for row in rows if row[names.index("cuid")] in ours]


def _open_files() -> int:
    """How many files this process has open: none may come with a message."""
    return len(os.listdir("/proc/self/fd"))


def arguments(given: str, secret: float) -> tuple[Any, ...]:
    if given == "array":
        return (np.array([secret, -secret, 0.25]),)
    if given == "callback":
        return (secret, lambda x: 2 * x)
    return (secret,)


def outcome_of(outcome: Outcome, right: Any) -> str:
    """The word of the corpus for what a call gave."""
    if outcome.fault is not None:
        return f"fault {outcome.fault.kind}"
    if isinstance(outcome.value, Unusable):
        return f"unusable {outcome.value.code}"
    value = outcome.value
    numbers = isinstance(value, float | int | np.ndarray) and not isinstance(value, bool)
    same_shape = numbers and np.shape(value) == np.shape(right)
    return "right" if same_shape and np.allclose(value, right, rtol=1e-12) else "wrong"


def _messages(seen: list[Any]) -> Any:
    for each in seen:
        if hasattr(each, "error"):
            yield each.error
        elif each.fault is not None:
            yield each.fault.message
