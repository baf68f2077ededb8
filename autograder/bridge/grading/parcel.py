"""Submissions packed for another machine: what grading needs, as bytes, and nothing more.

A parcel holds the released notebooks, the submitted bytes and the seeds of these submissions. The
class folder, its gradebook and its secret stay where they are.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from autograder.bridge.class_folder.classroom import Classroom
from autograder.bridge.grading.grade_submission import Work, work_of
from autograder.bridge.grading.worker import Job
from autograder.bridge.notebooks.admission import Master, master_of
from autograder.sandbox import Limits

MOST_BYTES = 4_000_000  # of submissions in one parcel; Dask advises against tasks beyond 10 MB


def pack(works: Sequence[Work]) -> bytes:
    """Works as compressed JSON; each released notebook stands in it once."""
    content = {
        "masters": {work.assignment: work.master.notebook for work in works},
        "works": [packed_work(work) for work in works],
    }
    return zlib.compress(json.dumps(content).encode(), level=1)


def packed_work(work: Work) -> dict[str, Any]:
    """One work without its master, fit for JSON."""
    return {
        "student": work.student,
        "assignment": work.assignment,
        "content": base64.b64encode(work.content).decode(),
        "unreadable": work.unreadable,
        "seed_id": work.seed_id,
        "seeds": dict(work.seeds),
        "limits": asdict(work.limits),
    }


def open_parcel(parcel: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The released notebooks by assignment, and the works in it."""
    content = json.loads(zlib.decompress(parcel))
    return content["masters"], content["works"]


def unpacked_work(data: Mapping[str, Any], master: Master) -> Work:
    """The inverse of `packed_work`."""
    own = {"content": base64.b64decode(data["content"]), "limits": Limits(**data["limits"])}
    return Work(**{**data, **own, "master": master})


def unpacked_masters(notebooks: Mapping[str, Any]) -> dict[str, Master]:
    """Released notebooks, read once for all works of a parcel."""
    return {name: master_of(name, notebook) for name, notebook in notebooks.items()}


def batches(room: Classroom, jobs: Sequence[Job], most: int) -> Iterator[tuple[list[Job], bytes]]:
    """Jobs in parcels of at most `most`; a submission is read when its parcel is packed."""
    masters: dict[str, Master] = {}
    together: list[Job] = []
    works: list[Work] = []
    for job in jobs:
        name = job.submission.assignment
        if name not in masters:
            masters[name] = room.master(name)
        together.append(job)
        works.append(work_of(room, job.submission, masters[name]))
        if len(works) == most or sum(len(work.content) for work in works) > MOST_BYTES:
            yield together, pack(works)
            together, works = [], []
    if works:
        yield together, pack(works)
