"""A student's picture is written again: pixels stay, everything else goes."""

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from matplotlib import image
from matplotlib.figure import Figure

from autograder.sandbox.png import SIGNATURE, NotAPicture, clean_png, rewritten


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width=3, height=2, bits=8, colour=2, rows=None, extra=b"", header=None, tail=b""):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
    rows = bytes(1 + (width * samples * bits + 7) // 8) * height if rows is None else rows
    header = header or struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows))
    return SIGNATURE + parts + chunk(b"IEND", b"") + tail


def figure_png():
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([1, 3, 2])
    target = io.BytesIO()
    figure.savefig(target, format="png", metadata={"Comment": "<script>alert(1)</script>"})
    return target.getvalue()


def pixels(content):
    return image.imread(io.BytesIO(content), format="png")


def test_the_pixels_of_a_matplotlib_figure_stay():
    drawn = figure_png()
    assert np.array_equal(pixels(rewritten(drawn)), pixels(drawn))


def test_texts_profiles_and_what_follows_the_end_are_gone():
    said = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>") + chunk(b"iCCP", b"<svg>")
    clean = rewritten(png(extra=said, tail=b"<html><script>alert(1)</script>"))
    assert clean == rewritten(png())
    assert b"<" not in figure_png_kinds(clean)
    assert b"script" in figure_png()
    assert b"script" not in rewritten(figure_png())


def figure_png_kinds(content):
    """The names of the chunks, one after the other."""
    at, kinds = len(SIGNATURE), b""
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        kinds += kind
        at += 12 + length
    return kinds


def test_a_palette_and_its_transparency_stay():
    colours = chunk(b"PLTE", bytes(range(6))) + chunk(b"tRNS", b"\0\xff")
    content = png(width=4, height=2, bits=1, colour=3, rows=b"\0\x50\0\xa0", extra=colours)
    assert figure_png_kinds(rewritten(content)) == b"IHDRPLTEtRNSIDATIEND"
    assert np.array_equal(pixels(rewritten(content)), pixels(content))


CASES_content_why = {
    "a page": (b"<html><script>alert(1)</script></html>", "begin"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "begin"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(50), "begin"),
    "nothing": (b"", "begin"),
    "a page behind the signature": (SIGNATURE + b"<html><script>alert(1)</script>", "breaks off"),
    "cut": (png()[:-20], "breaks off"),
    "wrong check sum": (png().replace(b"IEND\xae", b"IEND\xaf"), "check sum"),
    "no header": (SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""), "header"),
    "no pixels": (png(rows=b""), "fewer"),
    "more than promised": (png(rows=bytes(1000)), "more"),
    "no side": (png(width=0), "sides"),
    "a long side": (png(width=4001, height=1), "sides"),
    "too many pixels": (png(width=2001, height=2000, rows=b""), "pixels"),
    "interlaced": (png(header=struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 1)), "kind"),
    "7 bits": (png(header=struct.pack(">IIBBBBB", 3, 2, 7, 2, 0, 0, 0)), "kind"),
    "unknown filter": (png(rows=b"\x05" + bytes(9) + b"\0" + bytes(9)), "rows"),
    "palette missing": (png(colour=3), "palette"),
}


@pytest.mark.parametrize("content, why", CASES_content_why.values(), ids=CASES_content_why)
def test_what_is_no_picture_is_refused_with_the_reason(content, why):
    with pytest.raises(NotAPicture, match=why):
        rewritten(content)


def test_a_bomb_is_not_unpacked():
    bomb = SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    bomb += chunk(b"IDAT", zlib.compress(bytes(300_000_000), 9)) + chunk(b"IEND", b"")
    with pytest.raises(NotAPicture, match="more"):
        rewritten(bomb)


@pytest.mark.parametrize("text", ["<svg>", "a", "é", "data:image/png;base64,AAAA"])
def test_what_is_not_base64_is_refused(text):
    with pytest.raises(NotAPicture):
        clean_png(text)


def test_noise_too_big_to_be_packed_is_refused():
    rows = np.random.default_rng(0).integers(0, 256, (1200, 1201), dtype=np.uint8)
    rows[:, 0] = 0
    content = png(width=1200, height=1200, colour=0, rows=rows.tobytes())
    with pytest.raises(NotAPicture, match="1,000,000 bytes"):
        clean_png(base64.b64encode(content).decode())


def test_lines_in_the_base64_do_not_matter():
    text = base64.encodebytes(png()).decode()
    assert clean_png(text) == base64.b64encode(rewritten(png())).decode()
