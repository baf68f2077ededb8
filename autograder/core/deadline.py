"""A time limit for one call in the notebook's own process.

Processor time decides, so that a busy machine takes no marks away; a call that waits instead of
computing ends after four times the limit.

Where the system has SIGALRM and the call runs in the main thread, an alarm raises `OutOfTime` in
the running code, again and again until it stops (the code may catch the first ones). Elsewhere
(Windows, another thread) a timer thread asks Python to raise it there; that interrupts Python code,
not one long computation inside a library. The interrupt key works as everywhere in Jupyter.
"""

import ctypes
import math
import signal
import threading
import time
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any

REPEAT_SECONDS = 0.2
WAITING = 4  # times the limit, on the wall clock


class OutOfTime(BaseException):
    """Raised inside code that ran longer than it may."""


class Deadline:
    """A context that raises `OutOfTime` in its body after `seconds` of processor time.

    seconds     : None for no limit: somebody else watches the time
    expired     : the time was up, whatever the body made of it
    interrupted : a person pressed the interrupt key
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = math.inf if seconds is None else seconds
        self.expired = False
        self.interrupted = False
        self._alarm: _SignalAlarm | _ThreadAlarm | None = None
        if seconds is not None:
            self._alarm = _SignalAlarm(self) if _signals_work() else _ThreadAlarm(self)

    def __enter__(self) -> "Deadline":
        if self._alarm is not None:
            self._began = time.process_time(), time.perf_counter()
            self._alarm.start()
        return self

    def due(self) -> bool:
        """Whether the body has had its time. A clock tick too early would cost another round."""
        computed, waited = (
            now() - began
            for now, began in zip((time.process_time, time.perf_counter), self._began, strict=True)
        )
        return computed > 0.95 * self.seconds or waited > WAITING * self.seconds

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ring no more; safe to do again, for the alarm may have rung on the way out."""
        if self._alarm is not None:
            self._alarm.stop()


def _signals_work() -> bool:
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()


class _SignalAlarm:
    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.armed = False
        self._before: tuple[Any, Any] = (None, None)

    def start(self) -> None:
        self.armed = True
        self._before = (
            signal.signal(signal.SIGALRM, self._ring),
            signal.signal(signal.SIGINT, self._interrupt),
        )
        self._began = time.perf_counter()
        self._timer = signal.setitimer(signal.ITIMER_REAL, self.deadline.seconds, REPEAT_SECONDS)

    def stop(self) -> None:
        if not self.armed:
            return
        self.armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in zip((signal.SIGALRM, signal.SIGINT), self._before, strict=True):
            # None: the handler before was not set from Python, and cannot be put back from it.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        left, interval = self._timer  # of whoever had the alarm before
        if left:
            left = max(1e-3, left - (time.perf_counter() - self._began))
            signal.setitimer(signal.ITIMER_REAL, left, interval)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        if self.armed and self.deadline.due():
            self.deadline.expired = True
            raise OutOfTime

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.deadline.interrupted = True
        raise KeyboardInterrupt


class _ThreadAlarm:
    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self._thread_id = threading.get_ident()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._timer = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped.set()
        if self.deadline.expired:
            # One may be on its way. It cannot be withdrawn (in Python 3.11, withdrawing makes the
            # next profiled call hang), so give it a place to arrive.
            with suppress(OutOfTime):
                for _ in range(100):
                    pass

    def _watch(self) -> None:
        wait = self.deadline.seconds
        while not self._stopped.wait(wait):
            with self._lock:
                if not self._stopped.is_set() and self.deadline.due():
                    self.deadline.expired = True
                    _raise_in_thread(self._thread_id)
            wait = REPEAT_SECONDS


def _raise_in_thread(thread_id: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread_id), ctypes.py_object(OutOfTime)
    )
