"""The files of an export: a zip or an unpacked folder, read without trusting any of it.

Nothing is ever extracted to a path that the archive names; a file is read into memory, with a cap,
and the caller decides where it goes. So `../`, absolute names, links and doubled names can do
nothing. A zip inside (a student's own) is opened once, never a zip in that.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.bridge.notebooks.scan import MAX_BYTES, BadFile, read_bytes
from autograder.core.text import clean

MAX_ENTRIES = 200_000
MAX_NAME = 400
MAX_INNER = 50_000_000  # bytes of a student's own zip
MAX_INNER_DIRECTORY = 200_000  # bytes of its table of contents: about 2,000 files
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError),
    *(RuntimeError, ValueError, OSError),
)


class ExportError(ValueError):
    """An export that cannot be read at all; the message says what to download instead."""


class Refused(Exception):
    """One file that is not taken; the message is the reason, for the teacher."""


@dataclass(frozen=True)
class HandInFile:
    """One file: its path in the export, and a function that reads it (or raises `Refused`)."""

    path: str
    read: Callable[[], bytes]


@contextmanager
def open_export(source: Path) -> Iterator[Iterator[HandInFile]]:
    """The files of a zip or of a folder, in the order of their names."""
    if source.is_dir():
        yield _folder_files(source)
        return
    if not source.is_file():
        raise ExportError(f"{source} does not exist; name the zip or the folder to collect from")
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise ExportError(
            f"{source} is not a whole zip file ({error}); download it again, or unpack it yourself "
            "and name the folder"
        ) from error
    with archive:
        if len(archive.infolist()) > MAX_ENTRIES:
            raise ExportError(f"{source} holds more than {MAX_ENTRIES} files; is it the export?")
        yield _zip_files(archive)


def inner_files(name: str, content: bytes) -> list[HandInFile]:
    """The files of a student's own zip; `Refused` when it is no ordinary, bounded one."""
    tail = content[-66_000:]
    end = tail.rfind(b"PK\x05\x06")
    directory = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if len(content) > MAX_INNER or directory > MAX_INNER_DIRECTORY or b"PK\x06\x07" in tail:
        raise Refused("a zip that is too large; ask for the notebook itself")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise Refused("a broken zip; ask for the notebook itself") from error
    return [
        HandInFile(f"{name}/{file.path}", file.read)
        for file in _zip_files(archive)
        if file.path.lower().endswith((".ipynb", ".ipynb.txt", ".ipynb.json"))
    ]


def _zip_files(archive: zipfile.ZipFile) -> Iterator[HandInFile]:
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if not info.is_dir():
            yield HandInFile(info.filename, _reader(archive, info))


def _reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("a link, not a file")
        if info.flag_bits & 0x1:
            raise Refused("encrypted; ask for it without a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("compressed in an unusual way; ask for an ordinary zip")
        try:
            with archive.open(info) as file:
                content = file.read(_limit(info.filename) + 1)
        except _BROKEN as error:
            raise Refused("damaged in the zip; download it again") from error
        return _bounded(info.filename, content)

    return read


def _limit(name: str) -> int:
    return MAX_INNER if name.lower().endswith(".zip") else MAX_BYTES


def _bounded(name: str, content: bytes) -> bytes:
    if len(content) > _limit(name):
        raise Refused(f"larger than {_limit(name) // 1_000_000} MB")
    return content


def _folder_files(folder: Path) -> Iterator[HandInFile]:
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(links))
        for name in sorted([*names, *links]):
            path = Path(where) / name
            yield HandInFile(path.relative_to(folder).as_posix(), _file_reader(path))


def _file_reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.is_symlink():
            raise Refused("a link, not a file")
        try:
            if path.stat().st_size > MAX_BYTES and path.suffix.lower() == ".zip":
                with path.open("rb") as file:
                    return _bounded(path.name, file.read(MAX_INNER + 1))
            return read_bytes(path)
        except (BadFile, OSError) as error:
            raise Refused(clean(str(error), 120)) from error

    return read
