"""From shards to the gradebook: every file is looked at before the first mark is written.

All parts must be there, none twice, all of this class, under its seed and the checker of this
machine, in one sandbox tier. What was handed in after the shards were graded is left open and
named; it is graded by the next `autograder grade`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.result import Result
from autograder.bridge.grading.store import save_result
from autograder.bridge.grading.trusted_result import trusted_result
from autograder.bridge.grading.worker import Job
from autograder.bridge.whole_class.grade import Options, Progress, find_jobs, grade
from autograder.bridge.whole_class.shard import BadShard, Shard, Share, head_of, read_shard
from autograder.bridge.whole_class.summary import Summary

WHAT = {
    "course_id": "the course",
    "seed_id": "the secret seed (another class, or a class made again)",
    "checker": "the checker (another version of the course, Python or NumPy)",
    "tier": "the sandbox",
    "assignments": "the assignments that were asked for",
    "students": "the students that were asked for",
    "parts": "the number of parts",
}


@dataclass(frozen=True)
class Merged:
    """What was recorded, and the submissions that no shard holds as they are now."""

    summary: Summary
    left: tuple[Job, ...]


def merge(
    room: Classroom,
    paths: Sequence[Path],
    progress: Progress = lambda _done, _all, _what: None,
) -> Merged:
    """Check the shards and record their results; refuses all of them if one does not fit."""
    shards = [read_shard(path) for path in paths]
    options = _check(room, shards)
    assignments = list(shards[0].head.assignments)
    known = {key: text for shard in shards for key, text in shard.text_by_key.items()}
    jobs = find_jobs(room, assignments, options)
    left = tuple(job for job in jobs if job.key not in known)
    _trust(room, [job for job in jobs if job.key in known], known)  # before the first write

    def from_shards(room: Classroom, jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
        master_of = cache(room.master)
        for job in jobs:
            master = master_of(job.submission.assignment)
            result = trusted_result(job, master, known[job.key])
            save_result(room, job.key, result)
            yield job, result

    mine = replace(options, executor=from_shards, skip=frozenset(job.key for job in left))
    return Merged(grade(room, assignments, mine, progress), left)


def _trust(room: Classroom, jobs: Sequence[Job], known: dict[str, str]) -> None:
    provenance = {"checker": checker_digest(), "seed_id": room.seed_id}
    master_of = cache(room.master)
    for job in jobs:
        result = trusted_result(job, master_of(job.submission.assignment), known[job.key])
        under = {name: result.provenance.get(name) for name in provenance}
        if under != provenance:
            raise BadShard(
                f"the result of {result.student}/{result.assignment} was graded under {under}, "
                f"this is {provenance}; grade its part again"
            )


def _check(room: Classroom, shards: Sequence[Shard]) -> Options:
    """The options under which all shards were graded; `BadShard` if they do not fit together."""
    if not shards:
        raise BadShard("merge needs the files of all shards, got none; name them after --class DIR")
    first = shards[0].head
    options = Options(first.tier, students=first.students)
    ours = head_of(room, list(first.assignments), options, Share(first.number, first.parts))
    for shard in shards:
        for name, what in WHAT.items():
            due, got = asdict(ours)[name], asdict(shard.head)[name]
            if got != due:
                raise BadShard(
                    f"{shard.path} differs in {what}: {got!r}, here it is {due!r}; "
                    f"nothing was recorded; grade part {shard.head.number} again"
                )
    paths_by_number: dict[int, Path] = {}
    for shard in shards:
        if (number := shard.head.number) in paths_by_number:
            raise BadShard(
                f"part {number} is there twice: {paths_by_number[number]} and {shard.path}; "
                "leave one out"
            )
        paths_by_number[number] = shard.path
    if missing := sorted(set(range(1, first.parts + 1)) - set(paths_by_number)):
        raise BadShard(
            f"{len(missing)} of {first.parts} parts are missing: "
            f"{', '.join(map(str, missing[:20]))}; grade them: "
            f"autograder grade --class {room.root} --shard {missing[0]}/{first.parts}"
        )
    return options
