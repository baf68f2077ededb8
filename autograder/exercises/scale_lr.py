"""A rate for another batch size: in proportion (SGD), or with the square root (Adam)."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import worked_example, wrong_versions
from autograder.exercises._draw import log_between, whole


def scale_lr(base_lr, base_batch, batch, rule="linear"):
    if rule == "linear":
        return base_lr * (batch / base_batch)
    if rule == "sqrt":
        return base_lr * np.sqrt(batch / base_batch)
    raise ValueError(f"scale_lr needs the rule 'linear' or 'sqrt', got {rule!r}")


def _batches(rng, **rule):
    """Larger and smaller batches; none is a whole multiple of the other."""
    cases = []
    for grows in (True, False, True):
        few, many = whole(rng, 8, 24) * 2 + 1, whole(rng, 60, 200) * 2
        while many % few == 0:
            many += 2
        batches = (few, many) if grows else (many, few)
        rates = {"base_lr": log_between(rng, 1e-3, 0.5)}
        cases.append(case(**rates, base_batch=batches[0], batch=batches[1], **rule))
    return cases


def _linear(rng):
    return [*_batches(rng, rule="linear"), *_batches(rng)]


def _square_root(rng):
    return _batches(rng, rule="sqrt")


def _unknown_rules(rng):
    return [_batches(rng, rule=rule)[0] for rule in ("cubic", "constant", "no such rule")]


def _draw(scaled):
    """Batches from 8 to 512, with the linear rule."""
    for batch in (8, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512):
        yield scaled(0.1, 32, batch, "linear")


wrong = wrong_versions(scale_lr)
LINEAR = "return base_lr * (batch / base_batch)"
ROOT = "return base_lr * np.sqrt(batch / base_batch)"
RAISE = "    raise ValueError(f\"scale_lr needs the rule 'linear' or 'sqrt', got {rule!r}\")\n"
OTHER_RULE = (
    '    if rule == "sqrt":\n        return base_lr * np.sqrt(batch / base_batch)\n' + RAISE
)

EXERCISE = Exercise(
    id="scale_lr",
    notebook="10_search",
    points=4,
    reference=scale_lr,
    results=(Part("the rate"),),
    properties=(
        Property(
            "linear",
            "the linear rule: the rate grows like the batch; it is the usual one",
            2,
            _linear,
            "Three times the batch, and the linear rule: how many times the rate?",
        ),
        Property(
            "sqrt",
            "the square-root rule: the rate grows like the root of the batch",
            1,
            _square_root,
            "Four times the batch, and the root of it: how many times the rate?",
        ),
        Property(
            "other-rules",
            "any other rule raises a ValueError",
            1,
            _unknown_rules,
            "What does your function do with a rule that it does not know?",
            after=("linear", "sqrt"),
        ),
    ),
    misconceptions=(
        wrong(
            "upside-down",
            "A larger batch is less noisy. Should its rate be larger or smaller? What is yours?",
            (LINEAR, "return base_lr * (base_batch / batch)"),
            (ROOT, "return base_lr * np.sqrt(base_batch / batch)"),
        ),
        wrong(
            "times-the-batch",
            "With batch = base_batch the rate should stay. Does yours?",
            (LINEAR, "return base_lr * batch"),
            (ROOT, "return base_lr * np.sqrt(batch)"),
        ),
        wrong(
            "whole-multiples-only",
            "From a batch of 32 to one of 48: what is 48 // 32, and what is 48 / 32?",
            ("batch / base_batch", "batch // base_batch"),
        ),
        wrong(
            "always-linear",
            "Four times the batch gives four times the rate in yours, whatever the rule. Where is "
            "the root?",
            (ROOT, LINEAR),
        ),
        wrong(
            "always-the-root",
            "Four times the batch gives twice the rate in yours, whatever the rule. What does the "
            "linear rule say?",
            (LINEAR, ROOT),
        ),
        wrong(
            "rules-swapped",
            "Which rule has the root in its name, and which one has it in your code?",
            (LINEAR, "return base_lr * ((batch / base_batch) ** 0.5)"),
            (ROOT, LINEAR),
        ),
        wrong(
            "root-of-the-rate-too",
            "What stands under your root: the ratio of the batches, or the rate as well?",
            (ROOT, "return np.sqrt(base_lr * batch / base_batch)"),
        ),
        wrong(
            "square-for-root",
            "Four times the batch, and the root of it: two times or sixteen times the rate?",
            (ROOT, "return base_lr * (batch / base_batch) ** 2"),
        ),
        wrong(
            "halved-for-root",
            "Half of the ratio is not its root. Which comes first in `x ** 1 / 2`: the power, or "
            "the division?",
            (ROOT, "return base_lr * (batch / base_batch) / 2"),
        ),
        wrong(
            "factor-only",
            "That is how many times larger the rate becomes. Larger than what?",
            (LINEAR, "return batch / base_batch"),
            (ROOT, "return np.sqrt(batch / base_batch)"),
        ),
        wrong(
            "never-smaller",
            "Your rate never falls. What if the new batch is the smaller one?",
            (LINEAR, "return base_lr * max(1, batch / base_batch)"),
            (ROOT, "return base_lr * np.sqrt(max(1, batch / base_batch))"),
        ),
        wrong(
            "difference-of-the-batches",
            "From 32 to 64 and from 320 to 640: is that the same change? What does yours say?",
            (LINEAR, "return base_lr * (1 + (batch - base_batch) / 100)"),
        ),
        wrong(
            "root-is-the-usual-one",
            "All is right when the rule is given. Which one is taken when it is not?",
            ('rule="linear"', 'rule="sqrt"'),
        ),
        wrong(
            "other-rules-are-linear",
            "Somebody asks for the rule 'cubic' and gets the linear one. Would they notice?",
            (OTHER_RULE, f'    if rule == "sqrt":\n        {ROOT}\n    {LINEAR}\n'),
        ),
        wrong(
            "other-rules-are-roots",
            "Somebody asks for the rule 'cubic' and gets the root. Would they notice?",
            (OTHER_RULE, f"    {ROOT}\n"),
        ),
        wrong(
            "other-rules-keep-the-rate",
            "Is it safe to go on with the old rate when the rule is misspelt?",
            (RAISE, "    return base_lr\n"),
        ),
        wrong(
            "other-rules-give-none",
            "An unknown rule gives nothing (None) in yours. Who would notice?",
            (RAISE, ""),
        ),
        wrong(
            "other-rules-give-nan",
            "An unknown rule gives NaN in yours. Who would notice, and when?",
            (RAISE, "    return np.nan\n"),
        ),
        wrong(
            "another-error",
            "An error is right for an unknown rule. Which kind of error says that a value is "
            "wrong?",
            (RAISE, "    raise KeyError(rule)\n"),
        ),
        wrong(
            "error-returned",
            "Your error comes back as a text. How do `return` and `raise` differ?",
            (RAISE, '    return "ValueError"\n'),
        ),
    ),
    worked_example=worked_example("takes a rate from a batch of 32 to one of 128"),
    picture=Picture("Linear rule", "batch, from 8 to 512", "rate", _draw, log=True),
)
