"""Every attack has its safe outcome, and the invariants hold after it.

I3 it ends in time; I4 nothing outside changed; I5 no process is left; I7 the canary is nowhere;
I8 the sandbox goes on working; I9 no message tells of the host; I10 the honest exercises of the
same notebook have their marks.
"""

import getpass
import os
import time
from pathlib import Path

import attack_corpus as attacks
import numpy as np
import pytest

from autograder.core.values import Unusable
from autograder.sandbox import Cell, Limits, Sandbox
from autograder.sandbox.inside import landlock
from autograder.sandbox.jail import bubblewrap

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
# Values are converted by the same code in both tiers; of the rest, what differs between them.
IN_CONTAINER = [
    attack
    for attack in (*attacks.TAMPERING, *attacks.RESOURCES, *attacks.ESCAPES)
    if attack.number not in (55, 56, 58, 65, 67, 68, 69, 73, 77, 78)
]
CANARY = f"canary-{os.urandom(16).hex()}"


class Place:
    """What must not change: a decoy folder, shared folders, System V IPC."""

    def __init__(self, decoys: Path) -> None:
        self.decoys = decoys
        self.before = self.look()

    def look(self):
        files = {path: path.read_bytes() for path in self.decoys.rglob("*") if path.is_file()}
        ipc = [Path(f"/proc/sysvipc/{kind}").read_text() for kind in ("shm", "sem", "msg")]
        shared = [name for name in ("/dev/shm/hostile", "/tmp/hostile") if os.path.exists(name)]
        return files, shared, ipc


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    decoys = tmp_path_factory.mktemp("class")
    (decoys / "gradebook.db").write_text(CANARY)
    (decoys / "source").mkdir()
    (decoys / "source" / "expected.json").write_text(f'{{"adam_step": "{CANARY}"}}')
    return Place(decoys)


def start(tier):
    os.environ["COURSE_SECRET"] = CANARY
    try:
        with Sandbox(tier, limits=LIMITS) as started:
            yield started
    finally:
        os.environ.pop("COURSE_SECRET", None)


@pytest.fixture(scope="module")
def strong(place):
    if bubblewrap() is None and "CI" not in os.environ:
        pytest.skip("bubblewrap is not installed: `autograder doctor` names the command")
    yield from start("strong")


@pytest.fixture(scope="module")
def container(place):
    if landlock.abi() < landlock.NEEDED_ABI:
        pytest.skip(f"this kernel's Landlock is older than version {landlock.NEEDED_ABI}")
    yield from start("container")


def arguments(given, secret):
    if given == "array":
        return (np.array([secret, -secret, 0.25]),)
    if given == "callback":
        return (secret, lambda x: 2 * x)
    return (secret,)


def outcome_of(outcome, right):
    """The word of the table for what a call gave."""
    if outcome.fault is not None:
        return f"fault {outcome.fault.kind}"
    if isinstance(outcome.value, Unusable):
        return f"unusable {outcome.value.code}"
    value = outcome.value
    numbers = isinstance(value, float | int | np.ndarray) and not isinstance(value, bool)
    same_shape = numbers and np.shape(value) == np.shape(right)
    return "right" if same_shape and np.allclose(value, right, rtol=1e-12) else "wrong"


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=[each.id for each in attacks.ATTACKS])
def test_attack_has_its_safe_outcome(attack, strong, place):
    survive(attack, strong, place, set(attack.outcome.split("|")), set(attack.cell.split("|")))


@pytest.mark.parametrize("attack", IN_CONTAINER, ids=[each.id for each in IN_CONTAINER])
def test_attack_has_its_safe_outcome_in_a_container(attack, container, place):
    """There, more is refused at once: processes, and writing anywhere."""
    outcomes = {
        *attack.outcome.split("|"),
        "fault error",
        "fault missing",
        *attacks.TIME.split("|"),
    }
    cells = {*attack.cell.split("|"), "error", "limit_cpu", "limit_wall"}
    survive(attack, container, place, outcomes, cells)


def survive(attack, sandbox, place, outcomes, statuses):
    source = f"DECOY = {str(place.decoys / 'gradebook.db')!r}\n{attack.source}"
    source = attack.source if attack.source.startswith(("%", "!")) else source
    cells = [HONEST_BEFORE, Cell("hostile", source), HONEST_AFTER]
    secrets = np.random.default_rng(attack.number).uniform(10.0, 20.0, 2)
    seen, words = [], []
    began = time.monotonic()
    with sandbox.load(cells, seed=7) as loaded:
        loading = time.monotonic() - began
        results = loaded.results
        seen += results
        calling = time.monotonic()
        with loaded.subject("target") as subject:
            for secret in secrets:
                args = arguments(attack.given, secret)
                right = 2 * args[0]
                outcome = subject.call(args, {})
                seen.append(outcome)
                words.append(outcome_of(outcome, right))
        calling = time.monotonic() - calling
        for name, factor in (("before", 3), ("after", 5)):  # I10
            with loaded.subject(name) as subject:
                assert subject.call((secrets[0],), {}).value == factor * secrets[0]
    census = sandbox.census()  # I8: the warm process answers

    assert results[1].status in statuses, results[1]
    assert set(words) <= outcomes, seen[-2:]
    assert [results[0].status, results[2].status] == ["ok", "ok"]  # I10
    assert max(loading, calling) < WALL + 2.0  # I3
    assert place.look() == place.before  # I4
    assert (census["processes"], census["threads"]) == (0, 0)  # I5
    said = repr(seen)
    assert CANARY not in said  # I7
    messages = " ".join(_messages(seen))
    for secret in (str(Path.home()), str(place.decoys), getpass.getuser(), "/site", "/python"):
        assert secret not in messages  # I9


def _messages(seen):
    for each in seen:
        if hasattr(each, "error"):
            yield each.error
        elif each.fault is not None:
            yield each.fault.message


def test_every_number_of_the_catalogue_is_covered():
    here = {attack.number for attack in attacks.ATTACKS} | attacks.WITH_A_CLASS
    assert here | set(attacks.ELSEWHERE) == set(range(1, 131))
    assert not here & set(attacks.ELSEWHERE)
