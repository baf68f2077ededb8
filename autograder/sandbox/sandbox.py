"""A sandbox of one worker: the jail, the warm process in it, and one submission at a time."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from autograder.sandbox import folder
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.launch import Launched, launch
from autograder.sandbox.loaded import Loaded
from autograder.sandbox.packages import COURSE_PACKAGES
from autograder.sandbox.protocol import Message, ProtocolError
from autograder.sandbox.types import Cell, Infrastructure, Limits, Tier

START_SECONDS = 60.0
REPLY_SECONDS = 10.0
PRELOAD = ("lrlib", "autograder")  # of the course; there, `check` does nothing
MATPLOTLIB = ("matplotlib.pyplot", "matplotlib.figure")
_NAMES_OF_MATPLOTLIB = ("matplotlib", "pylab", "lrlib.plotting", "lrlib.widgets")  # they import it
_NOTHING = {"processes": 0, "threads": 0, "memory": 0}


class Sandbox:
    """A jail with a warm Python in it. Make one for each worker, in the thread that uses it.

    (The kernel ends the jail when the *thread* that started it ends.) If the jail is ended from
    outside, `Infrastructure` is raised, or the call has a fault "infra"; the next submission gets
    a new jail.

    Every process of a submission costs time for each page of memory of the warm one, and Matplotlib
    is more than half of it. A submission that names it is loaded in a second jail, where it is
    imported already; that one is started for the first of them.

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
        self._launched: Launched | None = None
        self._control: Channel | None = None
        self._awaiting_kill = False
        self._loaded: Loaded | None = None
        self._with_matplotlib: Sandbox | None = None

    def __enter__(self) -> "Sandbox":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the jail and wait until the warm process is ready."""
        ours, theirs = socket.socketpair()
        self._control = Channel(ours)
        with theirs:
            self._launched = launch(self.tier, theirs, self._packages)
        setup = {**self._launched.setup, "preload": list(self._preload)}
        self._awaiting_kill = False
        deadline = time.monotonic() + START_SECONDS
        try:
            self._control.send(setup, deadline)
            self._control.receive(deadline)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            words = self._last_words()
            self.close()
            raise Infrastructure(f"the sandbox did not start: {words}") from error

    def close(self) -> None:
        """End the jail and everything in it."""
        if self._with_matplotlib is not None:
            self._with_matplotlib.close()
            self._with_matplotlib = None
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._launched is not None:
            process = self._launched.process
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2.0)
            process.kill()
            process.wait()
            if process.stderr:
                process.stderr.close()
            if self._launched.folder is not None:
                folder.remove(self._launched.folder)
            self._launched = None

    def restart(self) -> None:
        """End the jail and start another."""
        self.close()
        self.start()

    @contextmanager
    def load(
        self,
        cells: Sequence[Cell],
        *,
        seed: int,
        pictures: bool = False,
        limits: Limits | None = None,
        here: bool = False,
    ) -> Iterator[Loaded]:
        """Run a submission's cells; what the `with` gives answers for its exercises.

        limits : for this submission; those of the sandbox, if None
        here   : in this very jail, whatever the cells name
        """
        if self._loaded is not None:
            raise RuntimeError("Sandbox.load runs one submission at a time; leave the `with` first")
        named = any(name in cell.source for cell in cells for name in _NAMES_OF_MATPLOTLIB)
        sandbox = self._drawing() if (pictures or named) and not here else self
        for jail in (self, self._with_matplotlib):  # the last submission may have been elsewhere
            if jail is not None:
                with contextlib.suppress(Infrastructure):  # it shows again when it is used
                    jail._await_kill()
        self._loaded = Loaded(
            sandbox, tuple(cells), seed=seed, pictures=pictures, limits=limits or self.limits
        )
        try:
            self._loaded.load()
            yield self._loaded
        finally:
            self._loaded.close()
            self._loaded = None

    def _drawing(self) -> "Sandbox":
        """The jail in which Matplotlib is imported; started when it is first needed."""
        if "matplotlib" not in self._packages:
            return self
        if self._with_matplotlib is None:
            other = Sandbox(
                self.tier,
                limits=self.limits,
                packages=self._packages,
                preload=(*self._preload, *MATPLOTLIB),
            )
            other.start()
            self._with_matplotlib = other
        return self._with_matplotlib

    # --- for Loaded -----------------------------------------------------------------------------

    @property
    def forks(self) -> bool:
        """Whether a loaded process forks one process for each exercise (see `Launched`)."""
        return self._launched is None or self._launched.forks

    def begin(self, order: Message) -> tuple[Channel, Channel]:
        """Fork a submission's process; the channels to it and to its guardian."""
        job, their_job = socket.socketpair()
        status, their_status = socket.socketpair()
        with their_job, their_status:
            try:
                self._talk(order, (their_job.fileno(), their_status.fileno()))
            except Infrastructure:
                job.close()
                status.close()
                raise
        return Channel(job), Channel(status)

    def kill(self) -> None:
        """End the submission's processes, all of them; the answer is awaited by the next order."""
        self._talk({"op": "kill"})
        self._awaiting_kill = True

    def census(self, *, memory: bool = False) -> Message:
        """What runs besides the warm processes (all zero where that is not known).

        memory : also count the bytes that it uses by itself
        """
        if not self.forks:
            return _NOTHING
        self._talk({"op": "census", "memory": memory})
        found = self._reply()
        if self._with_matplotlib is None:
            return found
        other = self._with_matplotlib.census(memory=memory)
        return {name: found[name] + other[name] for name in _NOTHING}

    def _talk(self, order: Message, fds: tuple[int, ...] = ()) -> None:
        self._await_kill()
        if self._control is None:
            raise Infrastructure("the sandbox is not running; call start() first")
        try:
            self._control.send(order, time.monotonic() + REPLY_SECONDS, fds)
        except (ChannelClosed, ChannelTimeout) as error:
            raise Infrastructure(f"the sandbox is gone: {self._last_words()}") from error

    def _await_kill(self) -> None:
        if self._awaiting_kill:
            self._reply()
            self._awaiting_kill = False

    def _reply(self) -> Message:
        if self._control is None:
            raise Infrastructure("the sandbox is not running; call start() first")
        try:
            return self._control.receive(time.monotonic() + REPLY_SECONDS)
        except (ChannelClosed, ChannelTimeout, ProtocolError) as error:
            raise Infrastructure(f"the sandbox is gone: {self._last_words()}") from error

    def _last_words(self) -> str:
        """What the jail said on its way out, for the instructor."""
        if self._launched is None or self._launched.process.stderr is None:
            return "it was closed"
        process = self._launched.process
        process.kill()
        process.wait()
        words = os.read(process.stderr.fileno(), 4000).decode("utf-8", "replace")
        return words.strip() or f"it ended with {process.returncode}"
