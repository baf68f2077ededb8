"""Outputs are kept as far as a person would read them."""

import pytest

from autograder.sandbox.inside.outputs import (
    FLOOD,
    KEPT_DISPLAYS,
    KEPT_PER_CELL,
    OutputFlood,
    Outputs,
)
from autograder.sandbox.wait import how_it_ended


def test_short_text_is_kept_whole():
    outputs = Outputs(pictures=False)
    assert outputs.stdout.write("abc") == 3
    outputs.stderr.write("d")
    assert outputs.kept() == [("stdout", "abc"), ("stderr", "d")]


@pytest.mark.parametrize("piece", [1, 7, 1000, 300_000])
def test_long_text_keeps_its_head_and_its_tail(piece):
    text = "".join(f"{number:06d}" for number in range(100_000))
    outputs = Outputs(pictures=False)
    for at in range(0, len(text), piece):
        outputs.stdout.write(text[at : at + piece])
    half = KEPT_PER_CELL // 2
    kept = outputs.stdout.kept()
    assert kept.startswith(text[:half]) and kept.endswith(text[-half:])
    assert f"{len(text) - 2 * half} characters left out" in kept


def test_a_flood_is_stopped():
    outputs = Outputs(pictures=False)
    with pytest.raises(OutputFlood):
        for _ in range(FLOOD):
            outputs.stdout.write("x" * 100_000)
    assert outputs.flooded
    assert len(outputs.kept()[0][1]) < KEPT_PER_CELL + 100


def test_displays_are_limited_in_number_and_size():
    outputs = Outputs(pictures=False)
    for _ in range(200):
        outputs.display({"text/html": "<b>", "image/png": "AAAA"})
    outputs.display({"text/html": "x" * (KEPT_PER_CELL + 1)})
    assert outputs.kept() == [("html", "<b>")] * 50


def test_pictures_are_kept_up_to_a_size():
    outputs = Outputs(pictures=True)
    for _ in range(4):
        outputs.display({"image/png": "A" * (3 * KEPT_DISPLAYS // 8)})
    assert [kind for kind, _ in outputs.kept()] == ["png", "png"]


ENDINGS_status_cpu_kind = [
    (9, 0.1, "crash"),
    (9, 9.9, "limit_cpu"),
    (24, 0.1, "limit_cpu"),  # SIGXCPU
    (11, 9.9, "crash"),
    (11 | 0x80, 0.1, "crash"),  # with a core file
    (0, 0.1, "crash"),
    (3 << 8, 0.1, "crash"),
    (64, 0.1, "crash"),
    (-1, 0.0, "limit_proc"),
]


@pytest.mark.parametrize("status, cpu, kind", ENDINGS_status_cpu_kind)
def test_the_end_of_a_process_has_a_name(status, cpu, kind):
    assert how_it_ended(status, cpu, 10)[0] == kind
