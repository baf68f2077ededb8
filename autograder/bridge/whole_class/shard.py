"""One part of a class graded on a machine of its own: `--shard i/N` writes a file, `merge` reads N.

Which part a submission belongs to depends on its student and assignment alone, so N machines agree
without talking to each other, and a submission that arrives meanwhile moves no other.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.worker import Job
from autograder.bridge.whole_class.grade import Options, Progress, find_jobs, results_of
from autograder.bridge.whole_class.summary import Summary

FORMAT = "autograder shard 1"


class BadShard(ValueError):
    """A shard that is not named or not written as it must be; the message says what to do."""


@dataclass(frozen=True)
class Share:
    """The `number`-th of `parts` parts; counted from 1."""

    number: int
    parts: int

    @classmethod
    def read(cls, text: str) -> Share:
        """From the words on the command line.

        >>> Share.read("3/8")
        Share(number=3, parts=8)
        """
        number, slash, parts = text.partition("/")
        if not (slash and number.isdecimal() and parts.isdecimal()):
            raise BadShard(f"--shard needs i/N, for example 3/8, got {text!r}")
        share = cls(int(number), int(parts))
        if not 1 <= share.number <= share.parts:
            raise BadShard(
                f"--shard counts from 1 to N, got {text!r}; "
                "where indices count from 0, add 1: --shard $((INDEX + 1))/N"
            )
        return share

    def holds(self, job: Job) -> bool:
        """Whether a job belongs to this part."""
        who = f"{job.submission.student}\0{job.submission.assignment}"
        place = int.from_bytes(hashlib.sha256(who.encode()).digest()[:8], "big")
        return place % self.parts == self.number - 1


@dataclass(frozen=True)
class ShardHead:
    """The first line of a shard's file: whose results these are and under what they were graded."""

    format: str
    number: int
    parts: int
    course_id: str
    seed_id: str
    checker: str
    tier: str
    assignments: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class Shard:
    """A shard's file: where it lies, its head, and its results by address."""

    path: Path
    head: ShardHead
    text_by_key: dict[str, str]


def head_of(room: Classroom, assignments: list[str], options: Options, share: Share) -> ShardHead:
    """The head that a shard of this class has if it is graded now."""
    return ShardHead(
        FORMAT,
        share.number,
        share.parts,
        room.settings["course_id"],
        room.seed_id,
        checker_digest(),
        options.tier,
        tuple(sorted(assignments)),
        tuple(sorted(options.students)),
    )


def shard_file(room: Classroom, share: Share) -> Path:
    """Where a shard is written if nothing else is said."""
    return room.root / "shards" / f"shard-{share.number:04d}-of-{share.parts:04d}.jsonl"


def grade_shard(
    room: Classroom,
    assignments: list[str],
    options: Options,
    share: Share,
    path: Path,
    progress: Progress = lambda _done, _all, _what: None,
) -> Summary:
    """Grade one part into a file; the gradebook is not touched. Stopped, it resumes as ever."""
    summary = Summary()
    head = head_of(room, assignments, options, share)
    jobs = [job for job in find_jobs(room, assignments, options) if share.holds(job)]

    def lines() -> Iterator[dict[str, Any]]:
        for done, (job, result, fresh) in enumerate(results_of(room, jobs, options), 1):
            summary.add(result, fresh=fresh)
            progress(done, len(jobs), f"{job.submission.student} {job.submission.assignment}")
            yield {"key": job.key, "result": result.to_json()}

    _write(path, head, lines())
    summary.sort()
    return summary


def _write(path: Path, head: ShardHead, lines: Iterable[dict[str, Any]]) -> None:
    """Head, one line a result, and a last line with their number; there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(head)) + "\n")
            results = 0
            for results, line in enumerate(lines, 1):  # noqa: B007 (counted)
                file.write(json.dumps(line) + "\n")
            file.write(json.dumps({"results": results}) + "\n")
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def read_shard(path: Path) -> Shard:
    """A shard's file; one that is cut off, or is something else, is refused."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        head, *results, last = (json.loads(line) for line in lines)
        if head["format"] != FORMAT:
            raise BadShard(f"{path} is of another version: {head['format']!r}; grade it again")
        head = ShardHead(
            **{**head, **{name: tuple(head[name]) for name in ("assignments", "students")}}
        )
        text_by_key = {line["key"]: line["result"] for line in results}
    except (ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, BadShard):
            raise
        raise BadShard(
            f"{path} is no whole result of autograder grade --shard; grade that part again"
        ) from error
    if last != {"results": len(results)} or len(text_by_key) != len(results):
        raise BadShard(f"{path} is cut off or changed; grade part {head.number} again")
    return Shard(path, head, text_by_key)
