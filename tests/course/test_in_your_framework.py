"""Notebook 12 in the libraries themselves: same numbers where conventions agree, else named."""

import re
from pathlib import Path

import nbclient
import pytest

from autograder.bridge.notebooks.build import student_notebook
from autograder.bridge.notebooks.source import read_source

COURSE = Path(__file__).resolve().parents[2] / "course"
SOURCE = COURSE / "instructor" / "12_in_your_framework.py"
CLOSE = 1e-6  # measured: 1e-15 in PyTorch, 1e-7 in Keras, which adds losses up in 32 bits

pytestmark = pytest.mark.frameworks


def run(notebook, folder):
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(notebook, timeout=280, resources=resources).execute()
    return notebook


def said_by(notebook):
    texts = [
        output.get("text", "") or output.get("data", {}).get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    pytest.importorskip("torch", reason="PyTorch is not installed: the notebook says so")
    pytest.importorskip("keras", reason="Keras is not installed: the notebook says so")
    folder = tmp_path_factory.mktemp("run")
    (folder / "09_lr_finder.ipynb").write_text(_solved("09_lr_finder"), encoding="utf-8")
    return said_by(run(read_source(SOURCE), folder))


def _solved(name):
    import nbformat

    return nbformat.writes(read_source(COURSE / "instructor" / f"{name}.py"))


def numbers(pattern, text):
    found = re.search(pattern, text)
    assert found, pattern
    return [float(number) for number in found.groups()]


def test_nothing_waits_for_the_libraries(said):
    assert "are ready" in said
    assert "waits for" not in said


def test_the_learners_own_finder_is_used_and_other_functions_are_lent(said):
    assert re.search(r"range_test +yours \(notebook 09\)", said)
    assert re.search(r"warmup_cosine +lent by the course \(notebook 06\)", said)


def test_adam_agrees_in_pytorch_and_in_keras_once_its_conventions_are_told(said):
    torch, keras, told = numbers(
        r"PyTorch: (\S+); Keras: (\S+); Keras, NumPy told its conventions: (\S+)\.", said
    )
    assert torch < CLOSE
    assert told < CLOSE < keras


def test_the_finder_suggests_the_same_rate_and_restores_the_models(said):
    ours, torch, keras, gap = numbers(
        r"suggests (\S+) in NumPy, (\S+) in PyTorch, (\S+) in Keras, .* factor of 1 \+ (\S+) at",
        said,
    )
    assert ours == torch == keras
    assert gap < CLOSE
    assert "Weights: as before" in said


@pytest.mark.parametrize("method", ["SGD", "momentum", "AdamW"])
@pytest.mark.parametrize("shape", ["warmup_cosine", "exponential_decay"])
def test_schedules_drive_every_method_to_the_same_losses(said, method, shape):
    gaps = numbers(rf"{method} +{shape} +(\S+) +(\S+)", said)
    assert max(gaps) < CLOSE


def test_momentum_parts_when_the_rate_falls(said):
    before, same, torch, keras = numbers(
        r"Step 3: (\S+) and (\S+)\. Step 4: (\S+) in PyTorch, (\S+) in Keras", said
    )
    assert before == same
    assert torch == pytest.approx(0.01 * 3.439, abs=5e-5)  # 1 + .9 + .81 + .729; four digits
    assert keras == pytest.approx(0.9 * 0.271 + 0.01, abs=5e-5)


FIRST_STEPS_name_torch_keras = [
    ("AdaGrad", 1.0, 0.0032),  # g / sqrt(.1 + g^2)
    ("RMSProp", 10.0, 2.2361),  # 1 / sqrt(1 - .99);  g / sqrt(.1 g^2 + 1e-7) = 1 / sqrt(.2)
    ("RMSProp, memory 0.9", 3.1622, 2.2361),
    ("Adam", 1.0, 0.9968),  # 1 / (1 + 1e-7 / (g sqrt(.001)))
    ("Adam, weight 1, gradient 0, decay 0.1", 1.0, 0.1),
]


@pytest.mark.parametrize(("name", "torch", "keras"), FIRST_STEPS_name_torch_keras)
def test_first_steps_differ_as_the_conventions_say(said, name, torch, keras):
    got = numbers(rf"(?m)^{name} +(\S+) +(\S+)", said)
    assert got == [pytest.approx(torch, rel=2e-4), pytest.approx(keras, abs=1e-4)]


def test_plateau_cuts_an_epoch_earlier_in_keras_and_cosine_climbs_in_pytorch(said):
    def row(words, name):
        (line,) = re.findall(rf"{words}, {name} +(.*)", said)
        return [float(number) for number in line.split()]

    assert row("patience 2", "PyTorch").index(0.5) == row("patience 2", "Keras").index(0.5) + 1
    assert row("steps 8 to 15", "PyTorch")[-1] == 0.5
    assert row("steps 8 to 15", "Keras")[2:] == [0.0] * 6


def test_the_script_of_the_how_to_page_learns_nothing(said):
    low, high, factor = numbers(r"Rates (\S+) to (\S+), a factor of (\S+)\. Loss", said)
    assert (low, high, factor) == (0.0011, 0.00259, 2.36)
    for _, _, training, fresh in re.findall(
        r"(seed (\d)): training loss (\S+), fresh (\S+),", said
    ):
        assert float(training) < 0.6931 < float(fresh)  # ln 2: guessing


@pytest.mark.parametrize("name", ["PyTorch", "Keras"])
def test_a_rate_for_each_layer_is_that_of_lrlib(said, name):
    layerwise, one = numbers(
        rf"{name} +differs from lrlib.layerwise by (\S+), from one rate by (\S+)", said
    )
    assert layerwise < CLOSE
    assert one > 0.1


def test_as_handed_out_it_runs_to_its_end_too(tmp_path):
    pytest.importorskip("torch", reason="PyTorch is not installed: test_notebooks.py runs it")
    said = said_by(run(student_notebook(read_source(SOURCE)), tmp_path))
    assert "This picture waits for your follow" in said
