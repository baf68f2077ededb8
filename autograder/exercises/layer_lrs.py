"""Rates per layer: the head gets the full rate, each layer below a fixed part of the next one's."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import between, log_between, whole


def layer_lrs(base, decay, layers):
    depth = layers - 1 - np.arange(layers)
    return base * decay**depth


def _many_layers(rng):
    return [
        case(base=log_between(rng, 1e-4, 0.5), decay=between(rng, 0.4, 0.95), layers=count)
        for count in (whole(rng, 4, 6), whole(rng, 7, 14), 3)
    ]


def _few_layers(rng):
    return [
        case(base=log_between(rng, 1e-4, 0.5), decay=between(rng, 0.4, 0.95), layers=count)
        for count in (1, 2)
    ]


def _draw(rates):
    yield from np.asarray(rates(0.1, 0.7, 10))


wrong = wrong_versions(layer_lrs)
DEPTH = "depth = layers - 1 - np.arange(layers)"
RETURN = "return base * decay**depth"

EXERCISE = Exercise(
    id="layer_lrs",
    notebook="10_search",
    points=5,
    reference=layer_lrs,
    results=(Part("the array"),),
    properties=(
        Property(
            "rates",
            "first layer first; each rate is `decay` times the next one's, the last is `base`",
            4,
            _many_layers,
            "Write down the rates of three layers with base 1 and decay 0.5. Which layer has 1?",
        ),
        Property(
            "few-layers",
            "one layer alone is the head; two layers work, too",
            1,
            _few_layers,
            "If there is one layer only: is it the head, and what is its rate?",
            after=("rates",),
        ),
    ),
    misconceptions=(
        wrong(
            "head-first",
            "Your first layer has the largest rate. Which layers are general, which one is new?",
            (DEPTH, "depth = np.arange(layers)"),
        ),
        wrong(
            "head-decayed-too",
            "Your last layer has less than `base`. How many layers lie above the head?",
            (DEPTH, "depth = layers - np.arange(layers)"),
        ),
        wrong(
            "head-decayed-too-and-first",
            "The first of your rates belongs to the head, and it is decayed. Where does the head "
            "stand, and what is its rate?",
            (DEPTH, "depth = 1 + np.arange(layers)"),
        ),
        wrong(
            "head-above-base",
            "Your last layer has more than `base`. How far is the head from itself?",
            (DEPTH, "depth = layers - 2 - np.arange(layers)"),
        ),
        wrong(
            "straight-line",
            "Your rates fall by the same difference. What should be the same: the difference or "
            "the ratio?",
            (RETURN, "return base * decay * depth"),
        ),
        wrong(
            "straight-line-from-the-head",
            "Each layer loses the same amount in yours, until nothing is left. What part of the "
            "next one's rate should it keep?",
            (RETURN, "return base * (1 - (1 - decay) * depth)"),
        ),
        wrong(
            "straight-line-between-the-right-ends",
            "Both ends are right, but what lies between them is a straight line. On which axis "
            "should it be straight?",
            (RETURN, "return np.linspace(base * decay ** (layers - 1), base, layers)"),
        ),
        wrong(
            "decay-over-all-layers",
            "Your first layer has decay * base, however many layers there are. Is `decay` meant "
            "for one layer, or for all of them together?",
            (RETURN, "return base * decay ** (depth / max(1, layers - 1))"),
        ),
        wrong(
            "divided-by-decay",
            "Your rates grow on the way down. Should the first layers move more or less?",
            (RETURN, "return base / decay**depth"),
        ),
        wrong(
            "all-the-same",
            "All your layers have the same rate. Where is `decay` in your formula?",
            (RETURN, "return base * np.ones(layers)"),
        ),
        wrong(
            "only-the-head-differs",
            "All layers below the head have the same rate in yours. Is the first one as far from "
            "the head as the last but one?",
            (RETURN, "return base * decay ** np.minimum(depth, 1)"),
        ),
        wrong(
            "one-minus-decay",
            "With decay = 0.9, a layer should keep 90 % of the next one's rate. What does yours "
            "keep?",
            (RETURN, "return base * (1 - decay) ** depth"),
        ),
        wrong(
            "exponential-of-the-depth",
            "`exp` has a base of its own. By which factor do your neighbours differ?",
            (RETURN, "return base * np.exp(-decay * depth)"),
        ),
        wrong(
            "base-forgotten",
            "Make `base` ten times larger: do your rates change?",
            (RETURN, "return decay ** depth"),
        ),
        wrong(
            "base-raised-too",
            "What is raised to the power in yours: `decay`, or `base` as well?",
            (RETURN, "return (base * decay) ** depth"),
        ),
        wrong(
            "first-layer-left-out",
            "Count your rates: how many layers are there?",
            (DEPTH, "depth = layers - 1 - np.arange(1, layers)"),
        ),
        wrong(
            "head-left-out",
            "Count your rates: does the head have one?",
            (DEPTH, "depth = layers - 1 - np.arange(layers - 1)"),
        ),
        wrong(
            "one-layer-too-many",
            "One rate too many came back. How many layers are there, with the head?",
            (DEPTH, "depth = layers - np.arange(layers + 1)"),
        ),
        wrong(
            "one-layer-forgotten",
            "Two and more layers are right. What do you divide by if there is only one?",
            (
                RETURN,
                "low = np.log(base * decay ** (layers - 1))\n"
                "    share = np.arange(layers) / (layers - 1)\n"
                "    return np.exp(low + (np.log(base) - low) * share)",
            ),
        ),
        wrong(
            "powers-of-the-squares",
            "Your ratio changes from layer to layer. What happens if each rate is made from the "
            "one above it?",
            (RETURN, "return base * np.cumprod(decay ** np.arange(layers))[::-1]"),
        ),
    ),
    worked_example=worked_example("gives rates to four layers by hand"),
    picture=Picture("Ten layers with decay 0.7", "layer", "rate", _draw, log=True),
)
