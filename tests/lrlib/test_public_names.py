"""What `import lrlib` offers, what it costs, and that every example in a docstring runs."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

import lrlib

PROMISED = [
    *("PROBLEMS", "OPTIMIZERS", "SCHEDULES", "train", "sweep", "from_step", "from_loss"),
    *("layerwise", "digits"),
    *("range_test", "grid_search", "random_search", "coarse_to_fine", "successive_halving"),
]
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(lrlib.__path__, "lrlib.")
    if not name.startswith("lrlib.widgets")
]
REFERENCES = ("optimizers", "schedules", "finder", "search")


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", PROMISED)
def test_promised_name_is_there_and_listed(name):
    assert getattr(lrlib, name) is not None
    assert name in dir(lrlib)


def test_unknown_name_lists_what_there_is():
    with pytest.raises(AttributeError, match=r"no 'trian'; it has .*train"):
        _ = lrlib.trian


def test_tables_name_their_factories():
    for table in (lrlib.PROBLEMS, lrlib.OPTIMIZERS, lrlib.SCHEDULES):
        assert all(factory.__name__ == name for name, factory in table.items())


def test_import_loads_nothing_heavy():
    done = python(
        "import sys, lrlib; lrlib.train, lrlib.PROBLEMS, lrlib.OPTIMIZERS; "
        "heavy = {'matplotlib', 'ipywidgets', 'IPython', 'anywidget'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_training_works_where_the_reference_implementations_are_absent():
    """Student code is graded in a process without them."""
    done = python(f"""
import sys
for name in {REFERENCES}:
    sys.modules['lrlib.' + name] = None
import lrlib, lrlib.plotting, lrlib.measure
step = lambda theta, grad, lr: theta - lr * grad
run = lrlib.train(lrlib.PROBLEMS['bowl'](2.0), lrlib.from_step(step), 0.25, 3)
lrlib.plotting.losses(lrlib.plotting.figure().axes[0], run)
print(run.thetas[:, 0].tolist())
try:
    lrlib.OPTIMIZERS
except ImportError:
    print('absent')
""")
    assert done.stdout.split("\n")[:2] == ["[1.0, 0.5, 0.25, 0.125]", "absent"], done.stderr


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    results = doctest.testmod(importlib.import_module(name), extraglobs={"np": np})
    assert results.failed == 0


def test_every_factory_has_an_example_or_a_formula_and_its_source():
    for table in (lrlib.PROBLEMS, lrlib.OPTIMIZERS, lrlib.SCHEDULES):
        for name, factory in table.items():
            text = factory.__doc__
            assert name == "constant" or "Source:" in text, name
            assert ">>>" in text or "=" in text or "<-" in text, name
