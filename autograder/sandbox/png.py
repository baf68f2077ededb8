"""A student's picture, taken apart and written again: what comes out is a PNG and nothing else.

Only the header, the palette, the transparency and the pixels are kept; the pixels are unpacked to
exactly the size that the header promises and packed anew. Text chunks, profiles, animations, data
behind the end, and pages that pretend to be pictures do not survive.

Source: PNG Specification, third edition (W3C 2025), sections 5, 7.3, 9 and 11.2.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 4_000_000
LONGEST_SIDE = 4_000
MOST_BYTES = 1_000_000
# Colour type -> (samples a pixel, allowed bits a sample); table 11.1.
COLOURS = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
INDEXED = 3
KEPT = (b"PLTE", b"tRNS")
LAST_FILTER = 4


class NotAPicture(ValueError):
    """These bytes are no PNG that may be shown; the message says why."""


def clean_png(text: str) -> str:
    """The picture of a base64 text, written again, as base64; `NotAPicture` where it is none."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotAPicture("it is not base64") from None
    written = rewritten(content)
    if len(written) > MOST_BYTES:
        raise NotAPicture(f"it has more than {MOST_BYTES:,} bytes")
    return base64.b64encode(written).decode("ascii")


def rewritten(content: bytes) -> bytes:
    """A PNG with the same pixels and nothing else."""
    chunks = list(_chunks(content))
    header = chunks[0][1]
    size, row = _sizes(header)
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    pixels = _unpacked(packed, size)
    if max(pixels[::row], default=0) > LAST_FILTER:
        raise NotAPicture("its rows are not those of a PNG")
    kept = {kind: data for kind, data in chunks if kind in KEPT and len(data) <= 768}
    if header[9] == INDEXED and b"PLTE" not in kept:
        raise NotAPicture("its palette is missing")
    parts = [(b"IHDR", header), *((kind, kept[kind]) for kind in KEPT if kind in kept)]
    parts += [(b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of every chunk up to the end of the picture; what follows is ignored."""
    if not content.startswith(SIGNATURE):
        raise NotAPicture("it does not begin as a PNG")
    at, first = len(SIGNATURE), True
    while True:
        if len(content) < at + 12:
            raise NotAPicture("it breaks off")
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 8 + length
        if len(content) < end + 4:
            raise NotAPicture("it breaks off")
        data = content[at + 8 : end]
        if struct.unpack_from(">I", content, end)[0] != zlib.crc32(kind + data):
            raise NotAPicture("a check sum in it is wrong")
        if first != (kind == b"IHDR"):
            raise NotAPicture("its header is not at its beginning")
        yield kind, data
        if kind == b"IEND":
            return
        at, first = end + 4, False


def _sizes(header: bytes) -> tuple[int, int]:
    """Bytes of all unpacked rows and of one row, from the header."""
    if len(header) != 13:
        raise NotAPicture("its header has another length")
    width, height, bits, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", header)
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise NotAPicture(f"its sides are not between 1 and {LONGEST_SIDE:,} pixels")
    if width * height > MOST_PIXELS:
        raise NotAPicture(f"it has more than {MOST_PIXELS:,} pixels")
    samples, allowed = COLOURS.get(colour, (0, ()))
    if bits not in allowed or packing or filtering or interlaced:
        raise NotAPicture("its kind is not one that matplotlib writes")
    row = 1 + (width * samples * bits + 7) // 8
    return row * height, row


def _unpacked(packed: bytes, size: int) -> bytes:
    """Exactly `size` bytes; never more memory than that, whatever was packed."""
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, size + 1)
    except zlib.error:
        raise NotAPicture("its pixels cannot be unpacked") from None
    if len(pixels) != size:
        raise NotAPicture("it has more or fewer pixels than its header says")
    return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
