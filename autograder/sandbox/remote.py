"""A core `Subject` whose function lives in a process of its own, at the end of a channel."""

import math
import time
from collections.abc import Callable
from typing import Any

from autograder.core.callbacks import BrokenCallback, answer
from autograder.core.local import out_of_time_message
from autograder.core.subject import Fault, FaultKind, Outcome
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
    """Calls a function of a loaded submission. Nothing that the other side does raises here.

    After a fault that ended the process, every further call has the same fault, at once.
    """

    def __init__(
        self, name: str, process: LoadedProcess | None, number: int | None, channel: Channel | None
    ) -> None:
        self.name = name
        self.number = number
        self._process = process
        self._channel = channel
        self._fault: Fault | None = None
        self._wall_left = math.inf
        if process is not None:
            self._wall_left = process.limits.wall_factor * process.limits.cpu_subject

    @classmethod
    def failed(cls, name: str, fault: Fault) -> "RemoteSubject":
        """A subject that has no process: every call has this fault."""
        subject = cls(name, None, None, None)
        subject._fault = fault
        return subject

    @property
    def fault(self) -> Fault | None:
        """What ended the process, if something did."""
        return self._fault

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call the function; callables among the arguments are answered on this side."""
        if self._fault is not None:
            return Outcome(fault=self._fault)
        began = time.monotonic()
        try:
            call = _Call(self._channel, self._process, self.number)
            outcome = call.make(args, kwargs, began + self._wall_left)
        except _Lost as lost:
            self._fault = lost.fault
            outcome = Outcome(fault=lost.fault)
        except Infrastructure:
            self._fault = Fault("infra", "The sandbox was ended from outside.")
            outcome = Outcome(fault=self._fault)
        seconds = time.monotonic() - began
        self._wall_left -= seconds
        return Outcome(outcome.value, outcome.fault, outcome.changed, seconds)

    def close(self) -> None:
        """Hang up."""
        if self._channel is not None:
            self._channel.close()


class _Call:
    """One call: the request, the callbacks that it makes, the reply."""

    def __init__(self, channel: Channel, process: LoadedProcess, number: int) -> None:
        self._channel = channel
        self._process = process
        self._number = number
        self._functions: list[Callable[..., Any]] = []
        self._broken: Fault | None = None

    def make(self, args: tuple[Any, ...], kwargs: dict[str, Any], deadline: float) -> Outcome:
        """Carry out the call until `deadline`."""
        request = {
            "op": "call",
            "args": [self._wire(arg) for arg in args],
            "kwargs": {key: self._wire(arg) for key, arg in kwargs.items()},
        }
        limits = self._process.limits
        try:
            if self._channel.pending():
                self._channel.receive(time.monotonic() + 1.0)
                raise ProtocolError("something came before it was asked for")
            return self._converse(request, deadline)
        except (ChannelTimeout, TimeIsUp):
            wall = limits.wall_factor * limits.cpu_subject
            raise _Lost("limit_wall", out_of_time_message(wall)) from None
        except TooMuch as too_much:
            raise _Lost(too_much.kind, _TOO_MUCH[too_much.kind]) from None
        except ProtocolError:
            raise _Lost("protocol", "Your code wrote into the grader's channel.") from None
        except ChannelClosed:
            raise self._why_closed() from None

    def _converse(self, request: Message, deadline: float) -> Outcome:
        self._channel.send(request, deadline)
        for _ in range(self._process.limits.callbacks):
            message = self._next(deadline)
            if message["op"] != "callback":
                return self._read_reply(message, len(request["args"]) + len(request["kwargs"]))
            self._channel.send(self._serve(message), deadline)
        raise _Lost(
            "limit_cpu",
            "Your function called a function that it was given more than "
            f"{self._process.limits.callbacks:,} times.",
        )

    def _next(self, deadline: float) -> Message:
        """The next message of the student's process, if it lives."""
        channels = [self._channel, self._process.lifeline()]
        wait_for(channels, deadline, self._process.look)
        if not self._channel.pending():
            raise ChannelClosed  # the loaded process says that this one has ended
        return self._channel.receive(deadline)

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
