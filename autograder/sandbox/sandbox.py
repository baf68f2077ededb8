"""A sandbox of one worker: the jail, the warm process in it, and one submission at a time."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from autograder.sandbox import jail
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.delivery import course_files, engine_files
from autograder.sandbox.loaded import Loaded
from autograder.sandbox.packages import COURSE_PACKAGES, importable
from autograder.sandbox.protocol import Message, ProtocolError
from autograder.sandbox.types import Cell, Infrastructure, Limits, Tier

START_SECONDS = 60.0
REPLY_SECONDS = 10.0
PRELOAD = ("matplotlib.pyplot", "matplotlib.figure", "lrlib")


class Sandbox:
    """A jail with a warm Python in it. Make it in the thread that uses it, one for each worker.

    (The kernel ends the jail when the *thread* that started it ends.)

    >>> with Sandbox("strong") as sandbox:                                  # doctest: +SKIP
    ...     with sandbox.load([Cell("a", "def double(x): return 2 * x")], seed=1) as loaded:
    ...         with loaded.subject("double") as subject:
    ...             subject.call((3.0,), {}).value
    6.0
    """

    def __init__(
        self,
        tier: Tier,
        *,
        limits: Limits | None = None,
        packages: Iterable[str] = COURSE_PACKAGES,
        preload: Sequence[str] = PRELOAD,
    ) -> None:
        self.tier = tier
        self.limits = limits or Limits()
        self._packages = tuple(packages)
        self._preload = tuple(preload)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: Channel | None = None
        self._awaiting_kill = False

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the jail and wait until the warm process is ready."""
        program = jail.bubblewrap()
        if program is None:
            raise Infrastructure("bubblewrap is gone; run `autograder doctor`")
        ours, theirs = socket.socketpair()
        with theirs:
            files = {**engine_files(), **course_files()}
            self._process = jail.start(program, theirs, files, importable(self._packages))
        self._control = Channel(ours)
        setup = {
            "op": "setup",
            "job": jail.JOB,
            "uid": jail.ORDINARY_UID if jail.runs_as_root() else 0,
            "namespaces": True,
            "forks": True,
            "filters": True,
            "paths": ["/course", "/site"],
            "preload": list(self._preload),
        }
        deadline = time.monotonic() + START_SECONDS
        try:
            self._control.send(setup, deadline)
            self._control.receive(deadline)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            raise Infrastructure(f"the sandbox did not start: {self._last_words()}") from error

    def close(self) -> None:
        """End the jail and everything in it."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2.0)
            self._process.kill()
            self._process.wait()
            if self._process.stderr:
                self._process.stderr.close()
            self._process = None

    @contextmanager
    def load(self, cells: Sequence[Cell], *, seed: int, pictures: bool = False) -> Iterator[Loaded]:
        """Run a submission's cells; what the `with` gives answers for its exercises."""
        loaded = Loaded(self, tuple(cells), seed=seed, pictures=pictures)
        try:
            loaded.load()
            yield loaded
        finally:
            loaded.close()

    # --- for Loaded -----------------------------------------------------------------------------

    def begin(self, order: Message) -> tuple[Channel, Channel]:
        """Fork a submission's process; the channels to it and to its guardian."""
        job, their_job = socket.socketpair()
        status, their_status = socket.socketpair()
        with their_job, their_status:
            fds = their_job.fileno(), their_status.fileno()
            self._talk(order, fds)
        return Channel(job), Channel(status)

    def kill(self) -> None:
        """End the submission's processes, all of them; the answer is awaited by the next order."""
        self._talk({"op": "kill"})
        self._awaiting_kill = True

    def census(self) -> Message:
        """What runs in the jail besides the warm process."""
        self._talk({"op": "census"})
        return self._reply()

    def _talk(self, order: Message, fds: tuple[int, ...] = ()) -> None:
        if self._control is None:
            raise Infrastructure("the sandbox is not running")
        if self._awaiting_kill:
            self._awaiting_kill = False
            self._reply()
        try:
            self._control.send(order, time.monotonic() + REPLY_SECONDS, fds)
        except (ChannelClosed, ChannelTimeout) as error:
            raise Infrastructure(f"the sandbox is gone: {self._last_words()}") from error

    def _reply(self) -> Message:
        if self._control is None:
            raise Infrastructure("the sandbox is not running")
        try:
            return self._control.receive(time.monotonic() + REPLY_SECONDS)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            raise Infrastructure(f"the sandbox is gone: {self._last_words()}") from error

    def _last_words(self) -> str:
        """What the jail said on its way out, for the instructor."""
        if self._process is None or self._process.stderr is None:
            return "it was closed"
        self._process.kill()
        self._process.wait()
        words = os.read(self._process.stderr.fileno(), 4000).decode("utf-8", "replace")
        return words.strip() or f"it ended with {self._process.returncode}"
