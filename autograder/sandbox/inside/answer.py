"""The process of one exercise: calls the student's function when the grader asks."""

import socket
from typing import Any

from autograder.core.local import LocalSubject
from autograder.core.subject import Outcome, Refused
from autograder.core.values import Unusable
from autograder.sandbox.channel import Channel, ChannelClosed
from autograder.sandbox.protocol import Callback, FrameTooLarge, Message, from_wire, to_wire

_NO_TIME_LIMIT_OF_ITS_OWN = 1e7  # seconds: the grader and the kernel watch the time


def answer_calls(end: socket.socket, namespace: dict[str, Any], name: str) -> None:
    """Answer one call after the other until the grader hangs up.

    The calls go through the very code that `check` uses in a notebook, so that both give the same.
    """
    channel = Channel(end)
    subject = LocalSubject(namespace, name, seconds_per_call=_NO_TIME_LIMIT_OF_ITS_OWN)
    try:
        while True:
            reply = _answer(channel, subject, channel.receive())
            try:
                channel.send(reply)
            except FrameTooLarge:
                channel.send({**reply, "value": to_wire(Unusable("too-large"))})
    except ChannelClosed:
        return


def _answer(channel: Channel, subject: LocalSubject, message: Message) -> Message:
    args = tuple(_own(channel, wire) for wire in message["args"])
    kwargs = {key: _own(channel, wire) for key, wire in message["kwargs"].items()}
    try:
        outcome = subject.call(args, kwargs)
    except BaseException as error:  # a boundary: KeyboardInterrupt leaves LocalSubject
        return {"op": "fault", "kind": "error", "message": type(error).__name__}
    return _reply(outcome)


def _reply(outcome: Outcome) -> Message:
    if outcome.fault is not None:
        return {"op": "fault", "kind": outcome.fault.kind, "message": outcome.fault.message}
    return {"op": "value", "value": to_wire(outcome.value), "changed": list(outcome.changed)}


def _own(channel: Channel, wire: Any) -> Any:
    value = from_wire(wire)
    return _stand_in(channel, value.index) if isinstance(value, Callback) else value


def _stand_in(channel: Channel, index: int) -> Any:
    """A function that asks the grader's side; `LocalSubject` has made its arguments plain."""

    def ask(*args: Any, **kwargs: Any) -> Any:
        question = {
            "op": "callback",
            "index": index,
            "args": [to_wire(each) for each in args],
            "kwargs": {key: to_wire(each) for key, each in kwargs.items()},
        }
        try:
            channel.send(question)
        except FrameTooLarge:
            raise Refused("a function that you were given was called with too much") from None
        answer = channel.receive()
        if answer["op"] == "refused":
            raise Refused(answer["message"])
        return from_wire(answer["value"])

    return ask
