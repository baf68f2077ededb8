"""How workers are started: as copies of one process that has imported what they need.

Importing takes a third of a second. That process does it once for all workers, and beside the
imports of the main process if `start_early` is called before them.
"""

from __future__ import annotations

from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext

_WORKER = "autograder.bridge.grading.worker"


def copying() -> BaseContext:
    """The start method; where there are no copies (Windows), every worker imports for itself."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([_WORKER])
    return context


def start_early() -> None:
    """Start the process that will be copied; it ends with this one."""
    if copying().get_start_method() == "forkserver":
        forkserver.ensure_running()
