"""One submission, loaded: the results of its cells, and a process for each of its exercises.

A cell that goes beyond its limits costs only itself: the submission is loaded again without it. An
exercise that hurts the loaded process costs only itself, too: it is loaded again for the next one.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.core.subject import Fault
from autograder.sandbox.process import Gone, LoadedProcess, Offence
from autograder.sandbox.remote import Callee, RemoteSubject
from autograder.sandbox.types import Cell, CellResult, Infrastructure, Limits

if TYPE_CHECKING:
    from autograder.sandbox.sandbox import Sandbox

_NOT_LOADED = "Your notebook could not be loaded: too many of its cells end or hang Python."


class Loaded:
    """A submission whose cells have run."""

    def __init__(
        self,
        sandbox: "Sandbox",
        cells: tuple[Cell, ...],
        *,
        seed: int,
        pictures: bool,
        limits: Limits,
    ) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._cells = cells
        self._seed = seed
        self._pictures = pictures
        self._done: dict[int, CellResult] = {}
        self._offenders: dict[int, CellResult] = {}
        self._process: LoadedProcess | None = None
        self._hopeless = False
        # For all loads together: an exercise that ends the loaded process buys no time by it.
        self._seconds_left = self._limits.wall_factor * self._limits.cpu_notebook
        self.fork_seconds = 0.0  # of starting the processes in which the cells ran
        self.hit_wall = False  # whether a limit of wall time, not of CPU time, stopped anything

    @property
    def results(self) -> list[CellResult]:
        """One result for each cell, in order."""
        known = {**self._done, **self._offenders}
        return [
            known.get(index, CellResult(cell.id, "skipped"))
            for index, cell in enumerate(self._cells)
        ]

    def load(self) -> None:
        """Run the cells; if the jail was ended from outside, once more in a new one."""
        try:
            self._load()
        except Infrastructure:
            self.close()
            self._sandbox.restart()
            self._load()

    def close(self) -> None:
        """End the submission's processes."""
        if self._process is not None:
            process, self._process = self._process, None
            self.hit_wall |= process.deaf
            process.close()

    @contextmanager
    def subject(self, name: str, *, last: bool = False) -> Iterator[RemoteSubject]:
        """A fresh process, forked from the loaded one, in which to call the function `name`.

        last : nothing will be asked of this submission afterwards; that may save a fork
        """
        with self.subjects([name], last=last) as (subject,):
            yield subject

    @contextmanager
    def subjects(
        self, names: Sequence[str], *, last: bool = False
    ) -> Iterator[list[RemoteSubject]]:
        """A fresh process for several functions: what ends it, ends it for all of them."""
        callee = self._start_callee(last)
        process = self._process
        try:
            yield [RemoteSubject(name, callee) for name in names]
        finally:
            self.hit_wall |= callee.fault is not None and callee.fault.kind == "limit_wall"
            if process is not None and process is self._process and callee.number is not None:
                self._settle(process.kill, callee.number)
            callee.close()  # not before: it would wake the process only to end it

    # --- loading --------------------------------------------------------------------------------

    def _load(self) -> None:
        began = time.monotonic()
        try:
            self._load_until(began + self._seconds_left)
        finally:
            if self._sandbox.forks:  # elsewhere every exercise needs a load of its own
                self._seconds_left -= time.monotonic() - began

    def _load_until(self, deadline: float) -> None:
        careful = bool(self._offenders)
        for _ in range(self._limits.reloads + 1):
            if time.monotonic() > deadline:
                self.hit_wall = True
                break
            if self._run_cells(careful, deadline):
                return
            careful = True
        self.close()
        self._hopeless = True

    def _run_cells(self, careful: bool, deadline: float) -> bool:
        """Run all cells but the offenders in a new process; False if there is a new offender.

        careful : look after every cell for what it left running
        """
        self.close()
        self._done.clear()
        start = time.perf_counter()
        process = self._process = LoadedProcess(self._sandbox, seed=self._seed, limits=self._limits)
        self.fork_seconds += time.perf_counter() - start
        index = -1
        try:
            for index, cell in enumerate(self._cells):
                if index not in self._offenders:
                    result = process.run(cell, deadline, pictures=self._pictures)
                    self._done[index] = self._within_budget(result)
                    if careful:
                        process.look_for_leftovers()
            if not careful:
                process.look_for_leftovers()
        except Offence as offence:
            if careful or offence.status != "limit_proc" or index not in self._done:
                self._remember(index, offence)
            return False
        return True

    def _within_budget(self, result: CellResult) -> CellResult:
        """The result without its outputs, if the notebook's outputs are too much already."""
        kept = [output for done in self._done.values() for output in done.outputs]
        size = sum(len(output.data) for output in (*kept, *result.outputs))
        return result if size <= self._limits.outputs else replace(result, outputs=())

    def _remember(self, index: int, offence: Offence) -> None:
        self.hit_wall |= offence.status == "limit_wall"
        if offence.status == "limit_proc":
            # What this cell left running may have hurt the later ones: they get a new chance.
            self._offenders = {at: it for at, it in self._offenders.items() if at < index}
        self._offenders[index] = CellResult(self._cells[index].id, offence.status, offence.message)

    # --- exercises ------------------------------------------------------------------------------

    def _start_callee(self, last: bool) -> Callee:
        if self._process is not None:
            self._settle(self._process.bury)  # what the last exercise left could hurt this one
        try:
            for _ in range(2):
                if self._process is None and not self._hopeless:
                    self.load()
                if self._process is None:
                    break
                try:
                    return Callee(self._process, *self._process.fork(last=last))
                except Gone:
                    self.close()
        except Infrastructure:
            self.close()
            return Callee.failed(Fault("infra", "The sandbox does not work."))
        return Callee.failed(Fault("crash", _NOT_LOADED))

    def _settle(self, action: Callable[..., None], *arguments: int) -> None:
        """Do something that may show that the loaded process is lost; then it is loaded again."""
        try:
            action(*arguments)
        except Gone:
            self.close()
        except Infrastructure:
            self.close()
