"""Core `Subject`s whose functions live in a process of their own, at the end of a channel."""

import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.core.callbacks import BrokenCallback, answer
from autograder.core.local import out_of_time_message
from autograder.core.subject import Fault, FaultKind, Outcome, Request
from autograder.core.text import clean_message
from autograder.core.values import Unusable, Value, canonical
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.process import LoadedProcess
from autograder.sandbox.protocol import (
    Callback,
    Message,
    ProtocolError,
    dict_field,
    from_wire,
    int_field,
    list_field,
    text_field,
    to_wire,
)
from autograder.sandbox.types import Infrastructure
from autograder.sandbox.wait import TimeIsUp, TooMuch, wait_for

_CHILDS_FAULTS: tuple[FaultKind, ...] = ("missing", "error", "library", "limit_mem")
_MAX_ARGUMENTS = 100
_BUNCH = 32  # calls that are asked for in one frame
_LIGHT = 1_000  # elements of an array among their arguments
_TOO_MUCH = {
    "limit_mem": "Your function used too much memory.",
    "limit_proc": "Your function started too many processes or threads.",
}


class _Lost(Exception):
    """The process cannot go on; the reason is the fault of this call and of all later ones."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(kind, message)


class RemoteSubject:
    """Calls a function of a loaded submission. Nothing that the other side does raises here."""

    def __init__(self, name: str, callee: "Callee") -> None:
        self.name = name
        self._callee = callee

    @property
    def fault(self) -> Fault | None:
        """What ended the process, if something did."""
        return self._callee.fault

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call the function; callables among the arguments are answered on this side."""
        return next(self._callee.call_all(self.name, [(args, kwargs)]))

    def call_all(self, requests: Sequence[Request]) -> Iterator[Outcome]:
        """Make these calls, one after the other, until one stops the rest.

        They travel in bunches: to ask, and to wait for the answer, costs more than most calls do.
        """
        for bunch in _bunches(requests):
            for outcome in self._callee.call_all(self.name, bunch):
                yield outcome
                if outcome.stops:
                    return


class Callee:
    """A process that answers calls of the functions of a loaded submission.

    After a fault that ended the process, every further call has the same fault, at once.
    """

    def __init__(
        self, process: LoadedProcess | None, number: int | None, channel: Channel | None
    ) -> None:
        self.number = number
        self._process = process
        self._channel = channel
        self._fault: Fault | None = None
        self._unread = 0  # replies that are on their way
        self._orders = itertools.count()
        self._wall_left = math.inf
        if process is not None:
            self._wall_left = process.limits.wall_factor * process.limits.cpu_subject

    @classmethod
    def failed(cls, fault: Fault) -> "Callee":
        """One that has no process: every call has this fault."""
        callee = cls(None, None, None)
        callee._fault = fault
        return callee

    @property
    def fault(self) -> Fault | None:
        """What ended the process, if something did."""
        return self._fault

    def call_all(self, name: str, requests: Sequence[Request]) -> Iterator[Outcome]:
        """Make calls of `name`, asked in one frame, until one stops the rest."""
        if self._unread:
            raise RuntimeError(f"read the replies to all calls first; {self._unread} are left")
        order = next(self._orders)
        conversation = _Conversation(self._channel, self._process, self.number, order)
        for position, (args, kwargs) in enumerate(requests):
            began = time.monotonic()
            deadline = began + self._wall_left
            outcome = Outcome()
            try:
                if position == 0 and self._fault is None:
                    conversation.ask(name, requests, deadline)
                if self._fault is None:
                    outcome = conversation.reply(len(args) + len(kwargs), deadline)
            except _Lost as lost:
                self._fault = lost.fault
            except Infrastructure:
                self._fault = Fault("infra", "The sandbox was ended from outside.")
            if self._fault is not None:
                outcome = Outcome(fault=self._fault)
            seconds = time.monotonic() - began
            self._wall_left -= seconds
            self._unread = 0 if outcome.stops else len(requests) - position - 1
            yield Outcome(outcome.value, outcome.fault, outcome.changed, seconds)
            if outcome.stops:
                return

    def close(self) -> None:
        """Hang up."""
        if self._channel is not None:
            self._channel.close()


class _Conversation:
    """Some calls: asked all at once, the callbacks that the one call of several makes, replies.

    A reply carries the number of its order: one too many is never taken for that of the next order.
    """

    def __init__(self, channel: Channel, process: LoadedProcess, number: int, order: int) -> None:
        self._channel = channel
        self._process = process
        self._number = number
        self._order = order
        self._functions: list[Callable[..., Any]] = []
        self._broken: Fault | None = None

    def ask(self, name: str, requests: Sequence[Request], deadline: float) -> None:
        """Ask for these calls of the function `name`."""
        calls = [
            [
                [self._wire(arg) for arg in args],
                {key: self._wire(arg) for key, arg in named.items()},
            ]
            for args, named in requests
        ]
        with self._losses():
            if self._channel.pending():
                self._channel.receive(time.monotonic() + 1.0)
                raise ProtocolError("something came before it was asked for")
            order = {"op": "calls", "number": self._order, "name": name, "calls": calls}
            self._channel.send(order, deadline)

    def reply(self, arguments: int, deadline: float) -> Outcome:
        """What the next call gave, which has so many arguments."""
        with self._losses():
            for _ in range(self._process.limits.callbacks):
                message = self._next(deadline)
                if message["op"] != "callback":
                    return self._read_reply(message, arguments)
                self._channel.send(self._serve(message), deadline)
        raise _Lost(
            "limit_cpu",
            "Your function called a function that it was given more than "
            f"{self._process.limits.callbacks:,} times.",
        )

    @contextmanager
    def _losses(self) -> Iterator[None]:
        """Every way in which the process can be lost, as the fault that it is."""
        try:
            yield
        except (ChannelTimeout, TimeIsUp):
            wall = self._process.limits.wall_factor * self._process.limits.cpu_subject
            raise _Lost("limit_wall", out_of_time_message(wall)) from None
        except TooMuch as too_much:
            raise _Lost(too_much.kind, _TOO_MUCH[too_much.kind]) from None
        except ProtocolError:
            raise _Lost("protocol", "Your code wrote into the grader's channel.") from None
        except ChannelClosed:
            raise self._why_closed() from None

    def _next(self, deadline: float) -> Message:
        """The next message of the student's process, if it lives."""
        if time.monotonic() > deadline:
            raise TimeIsUp
        self._process.look()
        if not self._channel.pending():
            wait_for([self._channel, self._process.lifeline()], deadline, self._process.look)
            if not self._channel.pending():
                raise ChannelClosed  # the loaded process says that this one has ended
        return self._channel.receive(deadline, self._process.look)

    def _wire(self, arg: Any) -> Any:
        if callable(arg):
            self._functions.append(arg)
            return to_wire(Callback(len(self._functions) - 1))
        return to_wire(arg)

    def _serve(self, message: Message) -> Message:
        """Answer a call of one of the checker's functions."""
        if not self._functions:
            raise ProtocolError("there is no function to call")
        index = int_field(message, "index", high=len(self._functions) - 1)
        args = tuple(_plain(wire) for wire in list_field(message, "args", _MAX_ARGUMENTS))
        named = dict_field(message, "kwargs", _MAX_ARGUMENTS)
        kwargs = {text_field({"key": key}, "key", 200): _plain(wire) for key, wire in named.items()}
        try:
            value = answer(self._functions[index], args, kwargs)
        except TypeError as refused:
            return {"op": "refused", "message": str(refused)}
        except BrokenCallback as broken:
            self._broken = Fault("infra", clean_message(str(broken)))
            return {"op": "refused", "message": "the checker failed"}
        return {"op": "answer", "value": to_wire(value)}

    def _read_reply(self, message: Message, arguments: int) -> Outcome:
        if self._broken is not None:
            return Outcome(fault=self._broken)
        if int_field(message, "number") != self._order:
            raise ProtocolError("a reply to another order")
        if message["op"] == "fault":
            kind = message.get("kind")
            if kind not in _CHILDS_FAULTS:
                raise ProtocolError("a fault of an unknown kind")
            return Outcome(fault=Fault(kind, clean_message(text_field(message, "message", 2000))))
        if message["op"] != "value":
            raise ProtocolError("this is no reply to a call")
        positions = list_field(message, "changed", arguments)
        changed = tuple(int_field({"at": at}, "at", high=arguments - 1) for at in positions)
        wire = from_wire(message.get("value"))
        return Outcome(wire if isinstance(wire, Unusable) else canonical(wire), changed=changed)

    def _why_closed(self) -> _Lost:
        kind, phrase = self._process.ending(self._number)
        if kind == "limit_cpu":
            return _Lost("limit_cpu", out_of_time_message(self._process.limits.cpu_subject))
        return _Lost(kind, f"Your function did not come back: {phrase}.")


def _plain(wire: Any) -> Value:
    """What the student's code passes to one of the checker's functions."""
    value = canonical(from_wire(wire))
    if isinstance(value, Unusable):
        raise ProtocolError("an argument that is no value")
    return value


def _bunches(requests: Sequence[Request]) -> Iterator[Sequence[Request]]:
    """The requests in groups that fit into one frame; one that may be large is alone."""
    bunch: list[Request] = []
    for request in requests:
        light = all(_is_light(arg) for arg in (*request[0], *request[1].values()))
        if bunch and (not light or len(bunch) == _BUNCH):
            yield bunch
            bunch = []
        if light:
            bunch.append(request)
        else:
            yield [request]
    if bunch:
        yield bunch


def _is_light(arg: Any) -> bool:
    if isinstance(arg, np.ndarray):
        return arg.size <= _LIGHT
    return arg is None or isinstance(arg, bool | int | float | str)
