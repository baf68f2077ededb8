"""Without PyTorch and Keras one sentence says what to install, and nothing fails."""

import sys
from types import SimpleNamespace

import pytest

from lrlib.widgets.frameworks import frameworks, with_frameworks

MODULE = sys.modules["lrlib.widgets.frameworks"]  # the package's name of it is the function


@pytest.fixture
def imports(monkeypatch):
    """What importing PyTorch and Keras gives here: a module, or an error to raise."""
    found = {}

    def import_module(name):
        if isinstance(found[name], Exception):
            raise found[name]
        return found[name]

    monkeypatch.setattr(MODULE, "import_module", import_module)
    frameworks.cache_clear()
    yield found
    frameworks.cache_clear()


def keras_on(backend):
    return SimpleNamespace(
        __version__="3.0",
        backend=SimpleNamespace(backend=lambda: backend),
        config=SimpleNamespace(set_floatx=lambda kind: None),
    )


TORCH = SimpleNamespace(__version__="2.0", set_num_threads=lambda count: None)


def test_where_both_are_installed_the_cell_is_shown(imports):
    imports.update(torch=TORCH, keras=keras_on("torch"))
    assert frameworks().modules == (TORCH, imports["keras"])
    assert frameworks().text == "PyTorch 2.0 and Keras 3.0 are ready."
    assert with_frameworks(lambda: "shown") == "shown"


MISSING_torch_keras_said = [
    (ModuleNotFoundError("No module named 'torch'"), keras_on("torch"), "not ready here: run"),
    (TORCH, ModuleNotFoundError("No module named 'keras'"), "not ready here: run"),
    (TORCH, keras_on("jax"), "Keras runs on jax here, not on PyTorch"),
    (OSError("libc10.so: cannot open"), keras_on("torch"), "libc10.so: cannot open"),
]


@pytest.mark.parametrize(("torch", "keras", "said"), MISSING_torch_keras_said)
def test_where_one_is_missing_or_unfit_a_sentence_says_what_to_install(imports, torch, keras, said):
    imports.update(torch=torch, keras=keras)
    note = frameworks()
    assert note.modules == (None, None)
    assert said in note.text
    assert "%pip install torch keras" in note.text
    waiting = with_frameworks(lambda: pytest.fail("drawn without the libraries"))
    assert "waits for PyTorch and Keras" in waiting.text
