"""Every read and write ends by its deadline, whatever the other end does."""

import os
import socket
import threading
import time

import pytest

from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout
from autograder.sandbox.protocol import MAX_FRAME, ProtocolError, encode_frame


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def soon(seconds=0.15):
    return time.monotonic() + seconds


def test_messages_arrive_in_order(ends):
    ours, theirs = ends
    theirs.sendall(encode_frame({"op": "a", "n": 1}) + encode_frame({"op": "b", "n": 2}))
    assert [ours.receive(soon())["n"], ours.receive(soon())["n"]] == [1, 2]
    assert not ours.pending()


def test_what_was_read_with_an_earlier_message_is_pending(ends):
    ours, theirs = ends
    second = encode_frame({"op": "b"})
    theirs.sendall(encode_frame({"op": "a"}) + second[:-1])
    assert ours.receive(soon()) == {"op": "a"}
    assert ours.pending() and ours.holds_some()
    with pytest.raises(ChannelTimeout):
        ours.receive(soon())
    theirs.sendall(second[-1:])
    theirs.close()
    assert ours.receive(soon()) == {"op": "b"}  # what came before the end is not lost
    with pytest.raises(ChannelClosed):
        ours.receive(soon())


@pytest.mark.parametrize("sent", [b"", b"\x00", b"\x00\x00\x00\x0c", b"\x00\x00\x00\x0c{"])
def test_an_unfinished_frame_ends_with_the_deadline(ends, sent):
    ours, theirs = ends
    theirs.sendall(sent)
    began = time.monotonic()
    with pytest.raises(ChannelTimeout):
        ours.receive(soon())
    assert time.monotonic() - began < 0.5


def test_a_drip_does_not_move_the_deadline(ends):
    ours, theirs = ends
    stop = threading.Event()

    def drip():
        theirs.sendall(b"\x00\x00\xff\xff")
        while not stop.wait(0.01):
            theirs.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(ChannelTimeout):
            ours.receive(soon(0.3))
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("sent", [b"", b"\x00\x00\x00\x0c{"])
def test_a_closed_end_is_noticed(ends, sent):
    ours, theirs = ends
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(ChannelClosed):
        ours.receive(soon())
    with pytest.raises(ChannelClosed):
        ours.send({"op": "a"}, soon())


def test_an_announced_size_is_refused_before_it_is_read(ends):
    ours, theirs = ends
    theirs.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(ProtocolError):
        ours.receive(soon())


def test_a_reader_that_does_not_read_cannot_hold_the_writer(ends):
    ours, _ = ends
    with pytest.raises(ChannelTimeout):
        ours.send({"op": "a", "x": "x" * (MAX_FRAME - 100)}, soon())


def test_each_of_two_frames_in_a_row_keeps_its_own_files(ends):
    ours, theirs = ends
    pairs = [os.pipe() for _ in range(2)]
    for number, (_, writer) in enumerate(pairs):
        ours.send({"op": "a", "n": number}, soon(), (writer,))
        os.close(writer)
    other = Channel(theirs)
    for number, (reader, _) in enumerate(pairs):
        files = []
        assert other.receive(soon(), files=files)["n"] == number
        (received,) = files
        os.write(received, b"hello")
        os.close(received)
        with os.fdopen(reader, "rb") as pipe:
            assert pipe.read() == b"hello"


def test_open_files_travel_with_a_frame(ends):
    ours, theirs = ends
    reader, writer = os.pipe()
    ours.send({"op": "a"}, soon(), (writer,))
    os.close(writer)
    files = []
    assert Channel(theirs).receive(soon(), files=files) == {"op": "a"}
    (received,) = files
    os.write(received, b"hello")
    os.close(received)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() == b"hello"
