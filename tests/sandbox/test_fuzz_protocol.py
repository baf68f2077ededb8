"""The channel's reader meets 100,000 broken frames."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "fuzz_protocol", Path(__file__).with_name("fuzz_protocol.py")
)
fuzz_protocol = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fuzz_protocol)


def test_valid_frames_are_accepted():
    assert all(fuzz_protocol.read(frame) == "accepted" for frame in fuzz_protocol.frames())


def test_broken_frames_raise_nothing_but_protocol_errors():
    outcomes = fuzz_protocol.fuzz(100_000, seed=20240)
    # Both happen often: the accidents reach beyond the outermost check.
    assert outcomes["refused"] > 50_000
    assert outcomes["accepted"] > 1_000
