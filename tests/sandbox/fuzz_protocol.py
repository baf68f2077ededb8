"""A byte-mutating fuzzer of the channel's reader; a script for long runs.

    python tests/sandbox/fuzz_protocol.py 1000000 [SEED]

Valid frames are broken in random places; the reader may accept or raise `ProtocolError`, nothing
else. Prints how many frames of each outcome there were.
"""

import random
import sys
import time
from collections import Counter

import numpy as np

from autograder.core.values import Token, Unusable
from autograder.sandbox import protocol

_SEEDS = (
    {"op": "value", "value": np.arange(4.0), "changed": [0]},
    {"op": "value", "value": (1, 2.5, True, "text", float("nan")), "changed": []},
    {"op": "value", "value": {"a": np.zeros((2, 3), np.float32), "b": (Token(3), -1e300)}},
    {"op": "value", "value": np.array([True, False]), "changed": []},
    {"op": "value", "value": Unusable("ragged", "list"), "changed": []},
    {"op": "callback", "index": 0, "args": [np.int64(3)], "kwargs": {"x": 1.5}},
    {"op": "fault", "kind": "error", "message": "ValueError: no"},
)
_TOKENS = (b"NaN", b"1e999", b"-", b"{", b"}", b"[", b"]", b'"', b",", b":", b"\x00", b"\xff",
           b'"k"', b'"f64"', b'"s"', b"9" * 30, b"null", b"true", b"\\ud800", b"\\u0000",
           b"[" * 500, b"-1", b"1.5", b"0.0", b'{"k":"tuple","v":[')  # fmt: skip


def frames() -> list[bytes]:
    """The valid frames from which the broken ones are made."""
    return [
        protocol.encode_frame(
            {key: protocol.to_wire(item) if key == "value" else _plain(item)
             for key, item in seed.items()}
        )
        for seed in _SEEDS
    ]  # fmt: skip


def _plain(item):
    if isinstance(item, list):
        return [protocol.to_wire(each) for each in item]
    return item


def mutate(frame: bytes, rng: random.Random) -> bytes:
    """`frame` with one to four accidents."""
    data = bytearray(frame)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 1, 2, 4, 16)))
        accident = rng.randrange(5)
        if accident == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif accident == 1:
            del data[at:end]
        elif accident == 2:
            data[at:at] = rng.choice(_TOKENS)
        elif accident == 3:
            data[at:end] = rng.choice(_TOKENS)
        else:
            data[at:at] = data[at:end] * rng.randint(1, 20)
    return bytes(data)


def read(data: bytes) -> str:
    """What the reader says of the bytes of a frame: "accepted" or "refused"."""
    try:
        length = protocol.frame_length(data[: protocol.HEADER.size].ljust(4, b"\x00"))
        message = protocol.decode_frame(data[protocol.HEADER.size :][:length])
        protocol.from_wire(message.get("value"))
        for wire in protocol.list_field(message, "args", 10) if "args" in message else ():
            protocol.from_wire(wire)
    except protocol.ProtocolError:
        return "refused"
    return "accepted"


def fuzz(count: int, seed: int) -> Counter:
    """The number of frames of each outcome among `count` broken ones."""
    rng = random.Random(seed)
    valid = frames()
    outcomes = Counter()
    for _ in range(count):
        data = mutate(rng.choice(valid), rng)
        if rng.random() < 0.7:  # with a header that fits, so that the payload is read
            data = protocol.HEADER.pack(max(0, len(data) - 4)) + data[4:]
        outcomes[read(data)] += 1
    return outcomes


if __name__ == "__main__":
    began = time.perf_counter()
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(dict(fuzz(total, int(sys.argv[2]) if len(sys.argv) > 2 else 1)), end=" ")
    print(f"in {time.perf_counter() - began:.1f} s")
