"""Notebook 03: twelve anonymous runs. Read a curve, name a cause, order an experiment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from lrlib.plotting import GREY, figure
from lrlib.widgets.cards import Cards, ask
from lrlib.widgets.clinic_runs import (
    Curve,
    Trial,
    larger_batches,
    patients,
    probe,
    read,
    start_again,
)
from lrlib.widgets.ink import LIGHT, Ink, panels
from lrlib.widgets.paint import png
from lrlib.widgets.questions import questions
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text
from lrlib.widgets.still import Still, picture

LETTERS = tuple("ABCDEFGHIJKL")
POINTS = 200  # of every curve that moves
CEILING = 1e5  # the panels end here: what is above has exploded
FLOOR = 1e-4
EXPERIMENTS = (
    "nothing yet",
    "the probe",
    "larger batches",
    "start again lower",
    "the gradient",
)
ON_ANY_PAGE = LIGHT._replace(hues={**LIGHT.hues, "blue": "#1f7fbf", "grey": GREY})
STYLES: dict[str, tuple[str, str, tuple[int, ...]]] = {  # name -> label, hue, dash
    "tenth": ("a tenth of the rate", "green", (8, 3)),
    "same": ("the same rate", "blue", ()),
    "ten times": ("ten times the rate", "red", (2, 2)),
    "gradient": ("length of the gradient", "purple", (8, 3, 2, 3)),
}


def outcome(letter: str, experiment: str) -> Trial:
    """The curves of an experiment on a run; the gradient's length counts as a curve, too."""
    kind = EXPERIMENTS.index(experiment)
    if kind == 0:
        return Trial({}, {}, {})
    if kind == 4:
        return Trial({"gradient": read(letter).gradient}, {}, {})
    return (probe, larger_batches, start_again)[kind - 1](letter)


def limits(curves: list[Curve]) -> tuple[float, float]:
    """Where a logarithmic panel begins and ends, so that every curve is seen."""
    values = np.concatenate([curve.values for curve in curves])
    values = values[np.isfinite(values) & (values > 0)]
    low, high = max(values.min(), FLOOR), min(values.max(), CEILING)
    return float(low / 1.3), float(max(high, 2 * low) * 1.3)


def draw_run(ax: Axes, letter: str, ink: Ink = ON_ANY_PAGE) -> None:
    """The run's two curves, as its owner saw them."""
    readings = read(letter)
    blue, grey = ink.hues["blue"], ink.hues["grey"]
    low, high = limits([readings.training, readings.validation])
    (training, validation) = (
        np.clip(curve.values, low / 10, 10 * high)
        for curve in (readings.training, readings.validation)
    )
    ax.plot(readings.training.steps, training, color=blue, linewidth=1.1, label="training (batch)")
    ax.plot(
        readings.validation.steps, validation, "--", color=grey, linewidth=1.8, label="validation"
    )
    lost = ~np.isfinite(readings.training.values)
    end = patients()[letter].steps
    if lost.any():
        finite = readings.training.values < high
        end = int(1.6 * np.flatnonzero(finite & ~lost)[-1]) + 10
        middle = float(np.sqrt(low * high))
        ax.text(0.97 * end, middle, "then:\nnot a\nnumber", ha="right", color=ink.hues["red"])
    logarithmic(ax, low, high)
    ax.set_xlim(0, end)


def logarithmic(ax: Axes, low: float, high: float) -> None:
    """A logarithmic axis with plain numbers, more of them where it spans less."""
    ax.set_yscale("log")
    ax.set_ylim(low, high)
    between = (1,) if high > 50 * low else (1, 2, 5) if high > 4 * low else (1, 1.5, 2, 3, 4, 6, 8)
    ax.yaxis.set_major_locator(LogLocator(subs=between))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number_text(value)))
    ax.yaxis.set_minor_locator(NullLocator())


def wall() -> Still:
    """All twelve runs on one page, without a word about their causes."""
    fig = figure(4, 3, width=10.4, height=2.3)
    for ax, letter in zip(fig.axes, LETTERS, strict=True):
        draw_run(ax, letter)
        ax.tick_params(which="both", labelsize=7)
        ax.set_title(letter, loc="left", fontsize=15, fontweight="bold", color=GREY)
    for ax in fig.axes[8:]:
        ax.set_xlabel("step")
    for ax in fig.axes[::4]:
        ax.set_ylabel("loss")
    fig.axes[0].legend(fontsize=7, frameon=False, labelcolor=GREY)
    ends = "; ".join(f"{letter}: {_in_words(letter)}" for letter in LETTERS)
    return picture(fig, f"Twelve runs. The training loss from start to end. {ends}.")


def _in_words(letter: str) -> str:
    values = read(letter).training.values
    some = values[[0, len(values) // 4, len(values) // 2, 3 * len(values) // 4, -1]]
    return ", ".join(number_text(value) for value in some)


def scene(experiment: Array, run: str) -> Scene:
    """The outcome of every experiment on one run; `experiment` holds their names."""
    names = [str(name) for name in np.atleast_1d(experiment)]
    trials = [outcome(run, name) for name in names]
    marks = tuple(
        Mark("line", 1, _rows(trials, name), label, hue, 2.2, dash=dash)
        for name, (label, hue, dash) in STYLES.items()
    )
    pairs = [(name, trial) for name, trial in zip(names, trials, strict=True)]
    return Scene(marks, tuple(sentence(run, *pair) for pair in pairs))


def _rows(trials: list[Trial], name: str) -> Array:
    """One curve of every trial, thinned to POINTS points; NaN where a trial has no such curve."""
    rows = np.full((len(trials), POINTS, 2), np.nan)
    for row, trial in zip(rows, trials, strict=True):
        if name in trial.curves:
            steps, values = trial.curves[name]
            at = np.linspace(0, len(steps) - 1, POINTS).astype(int)
            row[:] = np.stack([steps, np.clip(values, FLOOR / 10, 10 * CEILING)], axis=-1)[at]
    return rows


def sentence(letter: str, experiment: str, trial: Trial) -> str:
    """What the experiment showed, in numbers; the verdict is left to the reader."""
    patient, readings = patients()[letter], read(letter)
    whole = patient.make(None)
    here = number_text(float(whole.loss(readings.theta)))
    there = number_text(float(whole.loss(readings.theta, patient.validation)))
    size = patient.batch_size or "all"
    begin = (
        f"Run {letter}: {patient.steps} steps, batches of {size} of {patient.examples} examples. "
    )
    if experiment == EXPERIMENTS[0]:
        return f"{begin}At its end the training loss is {here}, the validation loss {there}."
    if experiment == EXPERIMENTS[4]:
        first, last = readings.gradient.values[[0, -1]]
        longest = np.nanmax(readings.gradient.values)
        dead = (
            ""
            if np.isnan(readings.dead)
            else f" {100 * readings.dead:.0f} % of its units are dead."
        )
        return (
            f"Run {letter}: the gradient was {number_text(first)} long at the start and is "
            f"{number_text(last)} now; the longest was {number_text(longest)}.{dead}"
        )
    ends = "; ".join(
        f"{STYLES[name][0]}: training {number_text(loss)}, validation "
        f"{number_text(trial.validation_loss[name])}"
        for name, loss in trial.training_loss.items()
    )
    before = f"Run {letter} stood at training loss {here}, validation loss {there}. "
    if experiment == EXPERIMENTS[2] and patient.batch_size is None:
        before += "Its batches are all the data already, so larger ones change nothing. "
    return f"{before}Now {ends}."


def stage(ink: Ink, run: str) -> Figure:
    """The run on the left, and the empty panel for the experiments on the right."""
    fig, (left, right) = panels(ink, size=(8.6, 3.4), widths=(1, 1))
    draw_run(left, run, ink)
    left.legend(fontsize=8, facecolor=ink.page, edgecolor=ink.grid, labelcolor=ink.text)
    left.set(title=f"Run {run}", xlabel="step", ylabel="loss")
    curves = [curve for name in EXPERIMENTS for curve in outcome(run, name).curves.values()]
    logarithmic(right, *limits(curves))
    right.set_xlim(0, max(curve.steps.max() for curve in curves))
    right.set(title="Your experiment", xlabel="step of the experiment", ylabel="loss, or gradient")
    return fig


EXPLORER = Explorer(
    title="Curve clinic: order an experiment",
    controls=(
        menu("experiment", "experiment", list(EXPERIMENTS)),
        menu("run", "on run", list(LETTERS)),
    ),
    stage=stage,
    scene=scene,
    redraws=("run",),
)


def ward(letters: str) -> Cards:
    """Cards: one run each. Choose the cause and the experiment that would show it."""
    asked = {item.key.split("/")[1]: item for item in questions("03_diagnosis")["clinic"]}
    items = []
    for letter in letters:
        fig = figure(width=5.6, height=2.3)
        draw_run(fig.axes[0], letter)
        fig.axes[0].set(title=f"Run {letter}", xlabel="step", ylabel="loss")
        fig.axes[0].legend(fontsize=8, frameon=False, labelcolor=GREY)
        alt = f"Run {letter}. Training loss from start to end: {_in_words(letter)}."
        items.append(replace(asked[letter], picture=png(fig), alt=alt))
    return ask(f"Curve clinic: runs {', '.join(letters)}", items)
