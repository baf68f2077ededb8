"""Frames over a socket, each read and written before a deadline and within a size."""

import math
import select
import socket
import time
from array import array
from collections.abc import Callable

from autograder.sandbox.protocol import (
    HEADER,
    Message,
    ProtocolError,
    decode_frame,
    encode_frame,
    frame_length,
)

_CHUNK = 2**18
LOOK_SECONDS = 0.25  # how often memory is looked at while a student's code runs


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelTimeout(Exception):
    """The deadline passed before the whole frame did."""


class Channel:
    """One end of a socket pair. A deadline is a `time.monotonic()` value; None waits for ever."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._reader = select.poll()
        self._reader.register(end, select.POLLIN)
        self._writer = select.poll()
        self._writer.register(end, select.POLLOUT)

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, message: Message, deadline: float | None = None, fds: tuple[int, ...] = ()):
        """Write one frame; with `fds`, copies of these open files travel with it."""
        data = memoryview(encode_frame(message))
        extra = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array("i", fds))] if fds else []
        while data:
            try:
                sent = self._socket.sendmsg([data[:_CHUNK]], extra)
            except BlockingIOError:
                self._wait(self._writer, deadline)
                continue
            except OSError:
                raise ChannelClosed from None
            data, extra = data[sent:], []

    def receive(
        self, deadline: float | None = None, look: Callable[[], None] | None = None
    ) -> Message:
        """Read one frame; `look` is called now and then while it does not come."""
        header, _ = self._read(HEADER.size, deadline, 0, look)
        payload, _ = self._read(frame_length(header), deadline, 0, look)
        return decode_frame(payload)

    def receive_with_files(self, deadline: float | None, files: int) -> tuple[Message, list[int]]:
        """Read one frame, and up to `files` open files that came with it."""
        header, fds = self._read(HEADER.size, deadline, files)
        payload, _ = self._read(frame_length(header), deadline, 0)
        return decode_frame(payload), fds

    def pending(self) -> bool:
        """Whether something can be read at once (the end of the stream counts)."""
        return bool(self._reader.poll(0))

    def _read(
        self,
        length: int,
        deadline: float | None,
        files: int,
        look: Callable[[], None] | None = None,
    ) -> tuple[bytes, list[int]]:
        buffer = bytearray(length)
        view, fds = memoryview(buffer), []
        while view:
            try:
                if files:
                    received, new, _, _ = socket.recv_fds(self._socket, len(view), files)
                    view[: len(received)] = received
                    count = len(received)
                    fds += new
                else:
                    count = self._socket.recv_into(view, min(len(view), _CHUNK))
            except BlockingIOError:
                self._wait(self._reader, deadline, look)
                continue
            except OSError:
                raise ChannelClosed from None
            if count == 0:
                raise ChannelClosed
            view = view[count:]
        return bytes(buffer), fds

    def _wait(
        self,
        poll: select.poll,
        deadline: float | None,
        look: Callable[[], None] | None = None,
    ) -> None:
        while True:
            left = math.inf if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise ChannelTimeout
            most = min(left, math.inf if look is None else LOOK_SECONDS)
            if poll.poll(None if most == math.inf else max(1, int(most * 1000))):
                return
            if look is not None:
                look()


__all__ = ["Channel", "ChannelClosed", "ChannelTimeout", "Message", "ProtocolError"]
