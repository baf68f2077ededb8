"""Whatever bytes are handed in, reading them gives cells or a reason in words."""

import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.notebooks.scan import (
    MAX_BYTES,
    BadFile,
    SubmittedCell,
    read_bytes,
    read_cells,
)


def notebook(*cells, **head):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": list(cells), **head}).encode()


def test_cells_keep_kind_ids_and_text_and_nothing_else():
    content = notebook(
        {
            "cell_type": "code",
            "id": "a",
            "source": ["x = 1\n", "y = 2"],
            "metadata": {"nbgrader": {"grade_id": "g", "points": 99}, "tags": ["skip-execution"]},
            "outputs": [{"output_type": "execute_result", "data": {"text/plain": "10"}}],
        }
    )
    assert read_cells(content) == [SubmittedCell("code", "a", "g", "x = 1\ny = 2")]


BAD = {
    "nothing": b"",
    "white space": b" \n",
    "broken off": notebook()[:-3],
    "html": b"<html>please log in</html>",
    "zip": b"PK\x03\x04\x00\x00",
    "utf-16": notebook().decode().encode("utf-16"),
    "list": b"[]",
    "number": b"4",
    "format 3": b'{"nbformat": 3, "worksheets": []}',
    "format 999": notebook(nbformat=999),
    "no cells": b'{"nbformat": 4}',
    "cells null": b'{"nbformat": 4, "cells": null}',
    "cell is a number": notebook(5),
    "source is a number": notebook({"cell_type": "code", "source": 5}),
    "source is a list of numbers": notebook({"cell_type": "code", "source": [5]}),
    "deep list": b'{"nbformat": 4, "cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "huge number": b'{"nbformat": 4, "cells": [], "n": ' + b"9" * 100_000 + b"}",
    "text without an end": b'{"nbformat": 4, "cells": "' + b'\\"' * 100_000,
    "text that ends in a backslash": b'{"nbformat": 4, "cells": "' + b"\\" * 100_001,
    "too many lists": b'{"nbformat": 4, "cells": [], "x": [' + b"[]," * 500_001 + b"0]}",
    "too many cells": notebook(*[{"cell_type": "code", "source": ""}] * 2001),
    "huge sources": notebook(*[{"cell_type": "code", "source": "x" * 150_000}] * 3),
    "huge source": notebook({"cell_type": "code", "source": "x" * 300_000}),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_bytes_that_are_no_notebook_get_a_reason_with_a_remedy(content):
    with pytest.raises(BadFile) as caught:
        read_cells(content)
    assert len(str(caught.value)) > 20
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    "piece",
    [b'\\"', b'"\\', b"1" * 399 + b" ", b"[", b"]", b"[]", b"[}", b"{[]"],
    ids=["quote", "slash", "digits", "open", "close", "both", "mixed", "half"],
)
@pytest.mark.parametrize("before", [b"", b'"'], ids=["bare", "in a text"])
def test_a_scan_costs_one_look_at_each_byte(piece, before):
    content = before + piece * (1_000_000 // len(piece))
    start = time.perf_counter()
    with pytest.raises(BadFile):
        read_cells(content)
    assert time.perf_counter() - start < 5.0  # a scan that tries again at every byte takes hours


def test_a_byte_order_mark_and_lone_surrogates_are_tolerated():
    content = b"\xef\xbb\xbf" + notebook({"cell_type": "code", "source": "x = '\\ud800'"})
    assert read_cells(content)[0].source.startswith("x = '")
    content = notebook({"cell_type": "code", "source": "\ud800"})
    read_cells(content)[0].source.encode("utf-8")


def test_brackets_and_digits_inside_strings_are_neither_depth_nor_numbers():
    source = "[" * 10_000 + '"' + "{" * 1000 + "\\" + "9" * 1000
    assert read_cells(notebook({"cell_type": "code", "source": source}))[0].source == source


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_a_depth_that_notebooks_reach_is_read_and_a_deeper_one_named(opening, closing):
    def at(depth):
        rest = f'"x": {opening * depth}1{closing * depth}'
        return f'{{"nbformat": 4, "cells": [], {rest}}}'.encode()

    assert read_cells(at(59)) == []
    for depth in (60, 61, 150):
        with pytest.raises(BadFile, match="nested too deeply"):
            read_cells(at(depth))


def test_a_long_number_is_named():
    for number in ("9" * 400, "0." + "1" * 400, "1e" + "9" * 400):
        with pytest.raises(BadFile, match="hundreds of digits"):
            read_cells(f'{{"nbformat": 4, "cells": [], "x": {number}}}'.encode())
    read_cells(f'{{"nbformat": 4, "cells": [], "x": {"9" * 399}}}'.encode())


def test_brackets_that_do_not_fit_are_no_whole_notebook():
    with pytest.raises(BadFile, match="not a whole notebook"):
        read_cells(b'{"nbformat": 4, "cells": [}]')


@given(st.binary(max_size=300))
def test_any_bytes_give_cells_or_a_bad_file(content):
    try:
        cells = read_cells(content)
    except BadFile:
        return
    assert all(isinstance(cell, SubmittedCell) for cell in cells)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(["cell_type", "id", "source", "metadata"]), JSON)))
def test_any_json_in_the_place_of_cells_gives_cells_or_a_bad_file(cells):
    try:
        found = read_cells(notebook(*cells))
    except BadFile:
        return
    for cell in found:
        assert isinstance(cell.source, str)
        assert isinstance(cell.cell_type, str)
        assert isinstance(cell.cell_id, str)


def test_missing_linked_special_and_oversized_files_are_refused(tmp_path):
    with pytest.raises(BadFile, match="missing"):
        read_bytes(tmp_path / "none.ipynb")
    (tmp_path / "real.ipynb").write_bytes(notebook())
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    with pytest.raises(BadFile, match="link"):
        read_bytes(tmp_path / "link.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(BadFile, match="ordinary"):
        read_bytes(tmp_path / "pipe.ipynb")
    with pytest.raises(BadFile):
        read_bytes(tmp_path)
    with (tmp_path / "sparse.ipynb").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadFile, match="larger than"):
        read_bytes(tmp_path / "sparse.ipynb")
    assert read_bytes(tmp_path / "real.ipynb") == notebook()
