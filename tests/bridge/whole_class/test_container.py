"""The container tier, end to end: the marks of the strong one, and never taken in silence."""

from dataclasses import asdict, replace

import pytest

from autograder.bridge.handing_out.sample_class import FIRST, SAMPLES, hand_in
from autograder.bridge.whole_class.grade import Options, grade, kept_results
from autograder.commands._tables import summary_text
from autograder.sandbox import SandboxUnavailable, choose_tier
from autograder.sandbox.inside import landlock

# Honest and hostile; who loops without end is left out, because it takes long.
STUDENTS = ("ada", "carla", "dev", "emil", "gus", "ivan", "kim", "nils", "olga", "pia", "rosa")
# Hostile ones notice that more is refused there (processes, files), and print that.
REFUSED_MORE = {"nils": ("outputs", "notes"), "olga": ("outputs",)}


@pytest.fixture(scope="module")
def both(empty_class, copy_of, tier, tmp_path_factory):
    """One class graded in both tiers: the results by student, and the container's summary."""
    if landlock.abi() < landlock.NEEDED_ABI:
        pytest.skip(f"this kernel's Landlock is older than version {landlock.NEEDED_ABI}")
    room = copy_of(empty_class, tmp_path_factory.mktemp("tiers") / "class")
    hand_in(room, tuple(s for s in SAMPLES if s.student in STUDENTS and s.assignment == FIRST))
    found, summaries = [], []
    for one in (tier, "container"):
        summaries.append(grade(room, [FIRST], Options(one, workers=2)))
        found.append({r.student: replace(r, seconds={}) for r in kept_results(room, one)})
    return room, found, summaries[1]


def test_marks_are_the_same_bytes_in_both_tiers(both):
    _, (strong, container), _ = both
    assert sorted(strong) == sorted(container) == sorted(STUDENTS)
    for student, result in strong.items():
        assert container[student].marks == result.marks, student


def test_all_else_is_the_same_too_but_for_what_hostile_code_prints(both):
    _, (strong, container), _ = both
    for student, result in strong.items():
        differing = ("provenance", *REFUSED_MORE.get(student, ()))
        plain = [asdict(one) for one in (result, container[student])]
        for name in differing:
            for one in plain:
                del one[name]
        assert plain[0] == plain[1], student


def test_the_tier_stands_in_every_result_and_in_the_summary(both):
    room, (strong, container), summary = both
    assert {result.provenance["tier"] for result in strong.values()} == {"strong"}
    assert {result.provenance["tier"] for result in container.values()} == {"container"}
    assert "sandbox container" in summary_text(summary, "container", room).splitlines()[0]


@pytest.mark.parametrize("version", [0, 5])
def test_an_older_kernel_is_refused_and_told_what_is_missing(monkeypatch, version):
    monkeypatch.setattr(landlock, "abi", lambda: version)
    with pytest.raises(SandboxUnavailable, match=f"find Landlock: version {version}, needs 6"):
        choose_tier("container")
