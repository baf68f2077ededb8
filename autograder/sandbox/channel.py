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
_READ_AHEAD = 2**16
_MOST_FILES = 2  # open files with one frame
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
        self._read = bytearray()  # what was read, but not yet taken
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
        self,
        deadline: float | None = None,
        look: Callable[[], None] | None = None,
        files: list[int] | None = None,
    ) -> Message:
        """Read one frame; what has come of it stays, if the rest does not come in time.

        look  : called now and then while it does not come
        files : gets the open files that come with it
        """
        self._fill(HEADER.size, deadline, look, files)
        end = HEADER.size + frame_length(bytes(self._read[: HEADER.size]))
        self._fill(end, deadline, look, files)
        payload = bytes(memoryview(self._read)[HEADER.size : end])
        del self._read[:end]
        return decode_frame(payload)

    def holds_some(self) -> bool:
        """Whether something of the next frame was read with the last one."""
        return bool(self._read)

    def pending(self) -> bool:
        """Whether something can be read at once (the end of the stream counts)."""
        return self.holds_some() or bool(self._reader.poll(0))

    def _fill(
        self,
        length: int,
        deadline: float | None,
        look: Callable[[], None] | None,
        files: list[int] | None,
    ) -> None:
        """Read until `length` bytes are there, and more: frames come in bunches.

        With `files` nothing is read ahead: what comes with the next frame would be lost.
        """
        while len(self._read) < length:
            try:
                if files is None:
                    data = self._socket.recv(_READ_AHEAD)
                else:
                    left = length - len(self._read)
                    data, new, _, _ = socket.recv_fds(self._socket, left, _MOST_FILES)
                    files += new
            except BlockingIOError:
                self._wait(self._reader, deadline, look)
                continue
            except OSError:
                raise ChannelClosed from None
            if not data:
                raise ChannelClosed
            self._read += data

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
