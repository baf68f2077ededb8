"""The student's function in a process of its own: a core `Subject` whose calls cross the channel."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograder.core.callbacks import BrokenCallback, answer
from autograder.core.local import out_of_time_message
from autograder.core.subject import Fault, FaultKind, Outcome
from autograder.core.text import clean_message
from autograder.core.values import Unusable, Value, canonical
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
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
from autograder.sandbox.wait import TimeIsUp, TooMuchMemory, how_it_ended, wait_for

if TYPE_CHECKING:
    from autograder.sandbox.loaded import Loaded

_CHILDS_FAULTS: tuple[FaultKind, ...] = ("missing", "error", "library", "limit_mem")
_MAX_ARGUMENTS = 100
_NOT_LOADED = "Your notebook could not be loaded: too many of its cells end or hang Python."


class _Lost(Exception):
    """The process cannot go on; the reason is the fault of this call and of all later ones."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(kind, message)


class RemoteSubject:
    """Calls a function of a loaded submission. Nothing that the other side does raises here."""

    def __init__(self, loaded: "Loaded", name: str, number: int, channel: Channel | None) -> None:
        self.name = name
        self._loaded = loaded
        self._number = number
        self._channel = channel
        self._wall_left = loaded.limits.wall_factor * loaded.limits.cpu_subject
        self._fault = None if channel else Fault("crash", _NOT_LOADED)

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call the function; callables among the arguments are answered on this side."""
        if self._fault is not None:
            return Outcome(fault=self._fault)
        began = time.monotonic()
        try:
            outcome = _Call(self._channel, self._loaded, self._number).make(
                args, kwargs, began + self._wall_left
            )
        except _Lost as lost:
            self._fault = lost.fault
            outcome = Outcome(fault=lost.fault)
        seconds = time.monotonic() - began
        self._wall_left -= seconds
        return Outcome(outcome.value, outcome.fault, outcome.changed, seconds)

    def close(self) -> None:
        """Hang up."""
        if self._channel is not None:
            self._channel.close()


class _Call:
    """One call: the request, the callbacks that it makes, the reply."""

    def __init__(self, channel: Channel, loaded: "Loaded", number: int) -> None:
        self._channel = channel
        self._loaded = loaded
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
        limits = self._loaded.limits
        try:
            if self._channel.pending():
                self._channel.receive(time.monotonic() + 1.0)
                raise ProtocolError("something came before it was asked for")
            return self._converse(request, deadline)
        except (ChannelTimeout, TimeIsUp):
            wall = limits.wall_factor * limits.cpu_subject
            raise _Lost("limit_wall", out_of_time_message(wall)) from None
        except TooMuchMemory:
            raise _Lost("limit_mem", "Your function used too much memory.") from None
        except ProtocolError:
            raise _Lost("protocol", "Your code wrote into the grader's channel.") from None
        except ChannelClosed:
            raise self._why_closed() from None

    def _converse(self, request: Message, deadline: float) -> Outcome:
        self._channel.send(request, deadline)
        for _ in range(self._loaded.limits.callbacks):
            message = self._next(deadline)
            if message["op"] != "callback":
                return self._read_reply(message, len(request["args"]) + len(request["kwargs"]))
            self._channel.send(self._serve(message), deadline)
        raise _Lost(
            "limit_cpu",
            "Your function called a function that it was given more than "
            f"{self._loaded.limits.callbacks:,} times.",
        )

    def _next(self, deadline: float) -> Message:
        """The next message of the student's process, if it lives."""
        channels = [self._channel] + ([self._loaded.job] if self._loaded.job else [])
        wait_for(channels, deadline, self._loaded.memory, self._loaded.limits.memory_all)
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
        limit = self._loaded.limits.cpu_subject
        message = self._loaded.ended(self._number, 1.0)
        if message is None:
            return _Lost("crash", "Your function ended the whole of Python.")
        try:
            kind, why = how_it_ended(
                int_field(message, "status", -1, 0xFFFF), float(message["cpu"]), limit
            )
        except (ProtocolError, KeyError, TypeError, ValueError):
            return _Lost("protocol", "Your code wrote into the grader's channel.")
        if kind == "limit_cpu":
            return _Lost("limit_cpu", out_of_time_message(limit))
        return _Lost("crash", f"Your function did not come back: {why}.")


def _plain(wire: Any) -> Value:
    """What the student's code passes to one of the checker's functions."""
    value = canonical(from_wire(wire))
    if isinstance(value, Unusable):
        raise ProtocolError("an argument that is no value")
    return value
