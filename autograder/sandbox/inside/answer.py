"""The process of one exercise: calls the student's function when the grader asks."""

import socket
from dataclasses import replace
from typing import Any

from autograder.core.local import LocalSubject
from autograder.core.subject import Fault, Outcome, Refused
from autograder.core.values import Unusable
from autograder.sandbox.channel import Channel, ChannelClosed
from autograder.sandbox.protocol import Callback, FrameTooLarge, Message, from_wire, to_wire


def answer_calls(end: socket.socket, namespace: dict[str, Any]) -> None:
    """Answer one order after the other, calls of one function each, until the grader hangs up.

    The calls go through the very code that `check` uses in a notebook, so that both give the same.
    """
    channel = Channel(end)
    subjects: dict[str, LocalSubject] = {}
    try:
        while True:
            order = channel.receive()
            name = order["name"]
            if name not in subjects:
                subjects[name] = LocalSubject(namespace, name, seconds_per_call=None)
            for args, kwargs in order["calls"]:
                outcome = _outcome(channel, subjects[name], args, kwargs)
                try:
                    channel.send(_reply(order, outcome))
                except FrameTooLarge:
                    channel.send(_reply(order, replace(outcome, value=Unusable("too-large"))))
                if outcome.stops:
                    break
    except ChannelClosed:
        return


def _outcome(
    channel: Channel, subject: LocalSubject, args: list[Any], kwargs: dict[str, Any]
) -> Outcome:
    own = tuple(_own(channel, wire) for wire in args)
    named = {key: _own(channel, wire) for key, wire in kwargs.items()}
    try:
        return subject.call(own, named)
    except BaseException as error:  # a boundary: KeyboardInterrupt leaves LocalSubject
        return Outcome(fault=Fault("error", type(error).__name__))


def _reply(order: Message, outcome: Outcome) -> Message:
    number, fault = order["number"], outcome.fault
    if fault is not None:
        return {"op": "fault", "number": number, "kind": fault.kind, "message": fault.message}
    value, changed = to_wire(outcome.value), list(outcome.changed)
    return {"op": "value", "number": number, "value": value, "changed": changed}


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
