"""Exports are read without trusting them: nothing is extracted to a path, everything has a cap."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.bridge.collecting import hand_in_files
from autograder.bridge.collecting.hand_in_files import (
    ExportError,
    Refused,
    inner_files,
    open_export,
)


def zipped(path, *entries, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content, **options)
    return path


def contents(source):
    with open_export(source) as files:
        found = {}
        for file in files:
            try:
                found[file.path] = file.read()
            except Refused as refusal:
                found[file.path] = str(refusal)
        return found


def test_a_zip_and_its_unpacked_folder_have_the_same_files(tmp_path):
    path = zipped(tmp_path / "a.zip", ("b/c.ipynb", b"one"), ("a.txt", b"two"))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    assert contents(path) == contents(tmp_path / "folder") == {"a.txt": b"two", "b/c.ipynb": b"one"}


def test_paths_that_climb_out_are_read_and_written_nowhere(tmp_path):
    (tmp_path / "in").mkdir()
    path = zipped(tmp_path / "in" / "a.zip", ("../evil.ipynb", b"x"), ("/abs.ipynb", b"y"))
    before = sorted(tmp_path.rglob("*"))
    assert contents(path) == {"../evil.ipynb": b"x", "/abs.ipynb": b"y"}
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/abs.ipynb").exists()


def test_two_files_of_one_name_are_two_files(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "a.zip", ("a.ipynb", b"one"), ("a.ipynb", b"two"))
    with open_export(path) as files:
        assert [file.read() for file in files] == [b"one", b"two"]


def test_a_bomb_costs_no_more_than_the_cap(tmp_path, monkeypatch):
    monkeypatch.setattr(hand_in_files, "MAX_BYTES", 1_000_000)
    path = zipped(tmp_path / "a.zip", ("a.ipynb", b"\0" * 50_000_000))
    assert path.stat().st_size < 100_000
    assert contents(path) == {"a.ipynb": "larger than 1 MB"}


def test_links_in_a_zip_and_in_a_folder_are_not_followed(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert contents(path) == {"link.ipynb": "a link, not a file"}
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ipynb").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/etc")
    os.mkfifo(folder / "pipe.ipynb")
    found = contents(folder)
    assert found["a.ipynb"] == found["all"] == "a link, not a file"
    assert "ordinary file" in found["pipe.ipynb"]


def test_encrypted_and_unusually_compressed_files_are_named(tmp_path):
    path = zipped(tmp_path / "a.zip", ("a.ipynb", b"text"))
    raw = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(signature) + offset
        struct.pack_into("<H", raw, start, 1)  # bit 0 of the flags: encrypted
    path.write_bytes(raw)
    assert "encrypted" in contents(path)["a.ipynb"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.ipynb", b"text")
    assert "unusual" in contents(path)["a.ipynb"]


def test_a_damaged_file_leaves_the_others_readable(tmp_path):
    path = zipped(tmp_path / "a.zip", ("a.ipynb", os.urandom(5000)), ("b.ipynb", b"whole"))
    raw = bytearray(path.read_bytes())
    raw[1000:1100] = bytes(100)
    path.write_bytes(raw)
    found = contents(path)
    assert "damaged" in found["a.ipynb"]
    assert found["b.ipynb"] == b"whole"


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"no zip at all" * 99], ids=["empty", "cut", "text"]
)
def test_what_is_no_zip_is_refused_with_a_way_on(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ExportError, match="download it again"), open_export(tmp_path / "a.zip"):
        pass


def inner(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_students_zip_gives_its_notebooks_and_no_zip_in_it():
    content = inner(("w/a.ipynb", b"one"), ("b.zip", inner(("c.ipynb", b"two"))), ("d.txt", b""))
    assert [(file.path, file.read()) for file in inner_files("my.zip", content)] == [
        ("my.zip/w/a.ipynb", b"one")
    ]


def test_a_students_zip_with_a_huge_table_of_contents_is_refused_unread():
    many = inner(*((f"{number}.ipynb", b"") for number in range(5_000)))
    with pytest.raises(Refused, match="too large"):
        inner_files("my.zip", many)


def test_a_students_zip_that_hides_its_size_in_zip64_is_refused():
    with pytest.raises(Refused, match="too large"):
        inner_files("my.zip", inner(("a.ipynb", b"x"))[:-22] + b"PK\x06\x07" + bytes(38))


def test_a_broken_zip_of_a_student_is_refused():
    with pytest.raises(Refused, match="broken"):
        inner_files("my.zip", b"PK\x03\x04 and no more")
