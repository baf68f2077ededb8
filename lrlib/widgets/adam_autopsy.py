"""Notebook 08: switch a bug on and watch ten steps of Adam; then guess the bug from the steps."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from lrlib.plotting import figure
from lrlib.widgets.adam_bugs import BUGS, steps
from lrlib.widgets.cards import Cards, ask
from lrlib.widgets.ink import Ink, panels
from lrlib.widgets.paint import png
from lrlib.widgets.questions import Option, Question
from lrlib.widgets.scene import Array, Explorer, Mark, Scene, menu, number_text

STEPS = np.arange(1.0, 11.0)
STREAMS: dict[str, Array] = {
    "always 1": np.ones(10),
    "always 0.001": np.full(10, 1e-3),
    "1, then 0.1 from step 6": np.where(STEPS < 6, 1.0, 0.1),
    "1 and -1 in turn": np.where(STEPS % 2 == 1, 1.0, -1.0),
    "noisy around 1": 1 + np.array([0.3, -0.6, 0.9, -0.2, 0.5, -0.8, 0.1, 0.7, -0.4, -0.5]),
}
EPS = {"0.00000001": 1e-8, "0.0001": 1e-4, "0.01": 1e-2}
LIMITS = (0.03, 100.0)  # the panel of the steps, as a multiple of the rate
VISIBLE = 0.01  # a hundredth: what a careful look at a curve can tell


def scene(bug: Array, stream: str, eps: str) -> Scene:
    """The steps of every Adam on one stream; `bug` holds their names."""
    grads = STREAMS[stream]
    right = steps("correct", grads, eps=EPS[eps])
    names = [str(name) for name in np.atleast_1d(bug)]
    wrong = np.stack([steps(name, grads, eps=EPS[eps]) for name in names])
    size = np.maximum(np.abs(wrong), LIMITS[0] / 10)
    each = np.broadcast_to(STEPS, wrong.shape)
    path = np.stack([each, size], axis=-1)
    truth = np.stack([STEPS, np.maximum(np.abs(right), LIMITS[0] / 10)], axis=-1)[None]
    columns = np.broadcast_arrays(each, grads, right, wrong)
    return Scene(
        marks=(
            Mark("line", 1, truth, "right Adam", "grey", 2, dash=(6, 4)),
            Mark("points", 1, truth, "", "grey", 4, shape="square"),
            Mark("line", 1, path, "the Adam on the table", "red", 2.5),
            Mark("points", 1, path, "", "red", 4.5),
        ),
        sentences=tuple(
            sentence(name, moves, right) for name, moves in zip(names, wrong, strict=True)
        ),
        columns=("step", "gradient", "right step / rate", "this step / rate"),
        numbers=np.stack(columns, axis=-1),
    )


def sentence(name: str, moves: Array, right: Array) -> str:
    """Say what the picture shows: the first steps, and when the bug becomes visible."""
    first = ", ".join(number_text(move) for move in moves[:3])
    told = f"Steps divided by the rate: {first}, ... {number_text(moves[-1])}."
    if name == "correct":
        return f"The right Adam: {BUGS[name].cause}. {told}"
    far = ~(np.abs(moves - right) <= VISIBLE * np.abs(right))
    opening = f"The bug “{name}”: {BUGS[name].cause}. {told} "
    if not far.any():
        return opening + "With these gradients nobody can see the bug: all ten steps look right."
    when = int(np.argmax(far)) + 1
    seen = "at once" if when == 1 else f"only from step {when} on"
    return (
        opening + f"Right would be {number_text(right[when - 1])} at step {when}: it shows {seen}."
    )


def stage(ink: Ink, stream: str) -> Figure:
    """What stands still: the stream of gradients, and the empty panel of the steps."""
    fig, (left, right) = panels(ink, size=(8.4, 3.5), widths=(1, 1.7))
    left.bar(STEPS, STREAMS[stream], color=ink.hues["blue"], width=0.6)
    left.axhline(0, color=ink.text, linewidth=0.8)
    left.set(title="What comes in", xlabel="step", ylabel="gradient", xticks=[1, 4, 7, 10])
    right.set_yscale("log")
    right.set(
        title="What goes out",
        xlabel="step",
        ylabel="size of the step / rate",
        xlim=(0.6, 10.4),
        ylim=LIMITS,
        xticks=STEPS,
    )
    return fig


EXPLORER = Explorer(
    title="Adam autopsy: one bug at a time, ten steps",
    controls=(
        menu("bug", "Adam on the table", list(BUGS), start=1),
        menu("stream", "gradients", list(STREAMS)),
        menu("eps", "eps", list(EPS)),
    ),
    stage=stage,
    scene=scene,
    redraws=("stream",),
)

SUSPECTS = (
    "no bias correction",
    "t starts at 2",
    "t never advances",
    "only m corrected",
    "only v corrected",
    "state is reset",
)


def patients(seed: int, count: int = 4) -> tuple[Question, ...]:
    """Questions: a picture of ten noisy steps, four possible causes, what each would show."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(SUSPECTS))[:count]
    return tuple(
        _patient(f"08_adaptive_2/patient-{seed}-{k}", SUSPECTS[index], rng)
        for k, index in enumerate(chosen)
    )


def guess_the_bug(seed: int = 0) -> Cards:
    """Four patients on one page: name the bug from the steps."""
    return ask("Guess the bug from the steps (gradient always 1)", patients(seed))


def _patient(key: str, truth: str, rng: np.random.Generator) -> Question:
    grads = STREAMS["always 1"]
    seen = steps(truth, grads) * (1 + rng.uniform(-0.01, 0.01, 10))
    others = [name for name in ("correct", *SUSPECTS) if name != truth]
    drawn = [others[k] for k in rng.permutation(len(others))[:3]]
    options = tuple(
        Option(name, _why(name, truth), name == truth) for name in sorted([truth, *drawn])
    )
    picture = figure(width=5.6, height=2.5)
    (ax,) = picture.axes
    ax.plot(STEPS, seen, "o-")
    ax.set(title="A patient", xlabel="step", ylabel="step / rate", xticks=STEPS)
    ax.set_ylim(0, 1.1 * max(1.0, seen.max()))
    alt = "Steps divided by the rate: " + ", ".join(number_text(step) for step in seen) + "."
    return Question(key, "Which Adam made these steps?", options, picture=png(picture), alt=alt)


def _why(name: str, truth: str) -> str:
    own = ", ".join(number_text(step) for step in steps(name, STREAMS["always 1"])[[0, 1, 9]])
    if name == truth:
        return f"{BUGS[name].cause}: steps 1, 2 and 10 would be {own} without the noise."
    return f"{BUGS[name].cause}; steps 1, 2 and 10 would be {own}. Compare with the picture."
