"""Notebook files have the bytes that nbformat writes."""

import json

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.notebooks.to_text import to_text

TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["a\nb\n", "a\r\nb", "\u2028x\u2029\x85y\x0c", '"\\n"', "é ü 漢", "{\n}", ""]
)
KEYS = st.sampled_from(["b", "a", "ä", "cells", "z\n"])
METADATA = st.dictionaries(
    KEYS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)
OUTPUTS = st.lists(
    st.fixed_dictionaries(
        {"output_type": st.just("stream"), "name": st.just("stdout"), "text": TEXT}
    )
    | st.fixed_dictionaries(
        {
            "output_type": st.just("display_data"),
            "data": st.dictionaries(
                st.sampled_from(["text/plain", "text/html", "image/png"]), TEXT, max_size=3
            ),
            "metadata": METADATA,
        }
    ),
    max_size=3,
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {"cell_type": st.just("markdown"), "id": st.just("m"), "source": TEXT, "metadata": METADATA}
    )
    | st.fixed_dictionaries(
        {
            "cell_type": st.just("code"),
            "id": st.just("c"),
            "source": TEXT,
            "metadata": METADATA,
            "execution_count": st.none() | st.integers(1, 99),
            "outputs": OUTPUTS,
        }
    ),
    max_size=4,
)


@given(CELLS, METADATA)
def test_any_notebook_has_the_bytes_that_nbformat_writes(cells, metadata):
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    theirs = nbformat.from_dict(json.loads(json.dumps(notebook)))
    due = nbformat.v4.writes(theirs)
    assert to_text(notebook) == (due if due.endswith("\n") else due + "\n")
