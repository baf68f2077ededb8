"""A process that grades what it reads: `python -m autograder.bridge.grading.grading_process`.

Wherever submissions are graded for somebody else (in a Dask worker), this process stands between:
the sandbox is its child, so a submission that takes its grader down takes this process and nothing
else. One JSON document a line on its standard input, one a line on its standard output:

  {"tier", "trusted", "checker", "limits"}          -> {"ready": true} or {"refused": why}
  {"masters": {assignment: notebook}}              -> no answer
  {a work, as in `parcel`}                         -> {"key": ..., "result": text}

It ends when its input ends, so it never outlives the one who started it.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any, TextIO

from autograder.bridge.grading.address import checker_digest
from autograder.bridge.grading.grade_submission import grade_work, retried
from autograder.bridge.grading.parcel import unpacked_masters, unpacked_work
from autograder.bridge.notebooks.admission import Master
from autograder.sandbox import Limits, Sandbox, SandboxUnavailable, check_wanted, start_tried


def main() -> int:
    """Answer until the input ends."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # a library that prints must not be taken for an answer
        lines = _lines()
        settings = next(lines)
        sandbox = Sandbox(settings["tier"], limits=Limits(**settings["limits"]))
        with closing(sandbox):
            refused = _started(sandbox, settings)
            _say(out, {"refused": refused} if refused else {"ready": True})
            if refused:
                return 1
            _grade_all(sandbox, settings["checker"], lines, out)
    return 0


def _started(sandbox: Sandbox, settings: dict[str, Any]) -> str | None:
    """Why nothing can be graded here: another checker, or a sandbox that does not hold."""
    here = checker_digest()
    if here != settings["checker"]:
        return (
            f"the checker here is {here}, the grades are asked for under {settings['checker']}; "
            "install the same version of the course, Python and NumPy on every machine"
        )
    try:
        check_wanted(sandbox.tier, trusted=settings["trusted"])
        start_tried(sandbox)
    except SandboxUnavailable as error:
        return str(error)
    return None


def _grade_all(
    sandbox: Sandbox, checker: str, lines: Iterator[dict[str, Any]], out: TextIO
) -> None:
    masters: dict[str, Master] = {}
    for line in lines:
        if "masters" in line:
            masters = unpacked_masters(line["masters"])
            continue
        work = unpacked_work(line, masters[line["assignment"]])
        key, result = retried(partial(grade_work, sandbox, work, checker))
        _say(out, {"key": key, "result": result.to_json()})


def _lines() -> Iterator[dict[str, Any]]:
    """The documents on standard input; when it ends, this process ends, whatever it is doing."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        with os.fdopen(os.dup(0), encoding="utf-8") as documents:
            for line in documents:
                waiting.put(line)
        os._exit(0)  # the jail dies with us; nothing is kept here that could be lost

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def _say(out: TextIO, answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer) + "\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
