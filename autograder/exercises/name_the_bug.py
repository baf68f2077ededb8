"""Read ten step lengths and say which Adam made them."""

import numpy as np

from autograder.core.compare import Part
from autograder.core.exercise import Exercise, Picture, Property, case
from autograder.exercises._author import wrong_code, wrong_versions

BUGS = (
    "correct",
    "no bias correction",
    "t starts at 2",
    "t never advances",
    "only m corrected",
    "only v corrected",
    "state is reset",
)


def name_the_bug(steps):
    def signature(bug):
        t = np.arange(1, 11)
        m, v = 1 - 0.9**t, 1 - 0.999**t
        if bug == "state is reset":
            m, v = 0.1 * np.ones(10), 0.001 * np.ones(10)
        seen = {"t starts at 2": t + 1, "t never advances": np.ones(10)}.get(bug, t)
        m_hat = m if bug in ("no bias correction", "only v corrected") else m / (1 - 0.9**seen)
        v_hat = v if bug in ("no bias correction", "only m corrected") else v / (1 - 0.999**seen)
        return m_hat / np.sqrt(v_hat)

    bugs = (
        "correct",
        "no bias correction",
        "t starts at 2",
        "t never advances",
        "only m corrected",
        "only v corrected",
        "state is reset",
    )
    distances = [np.sum(np.log(steps / signature(bug)) ** 2) for bug in bugs]
    return bugs[int(np.argmin(distances))]


def _lengths(bug):
    """Ten step lengths over lr of an Adam with that bug, run step by step on a gradient of 1."""
    m = v = 0.0
    lengths = []
    for t in range(1, 11):
        if bug == "state is reset":
            m = v = 0.0
        m, v = 0.9 * m + 0.1, 0.999 * v + 0.001
        seen = {"t starts at 2": t + 1, "t never advances": 1}.get(bug, t)
        m_hat = m if bug in ("no bias correction", "only v corrected") else m / (1 - 0.9**seen)
        v_hat = v if bug in ("no bias correction", "only m corrected") else v / (1 - 0.999**seen)
        lengths.append(m_hat / np.sqrt(v_hat))
    return np.array(lengths)


def _noisy(rng, *bugs):
    """Three noisy recordings of each bug, in random order, and the clean one."""
    cases = []
    for bug in bugs:
        lengths = _lengths(bug)
        cases.append(case(bug, steps=lengths))
        for _ in range(3):
            cases.append(case(bug, steps=lengths * (1 + 0.01 * rng.uniform(-1, 1, 10))))
    return [cases[k] for k in rng.permutation(len(cases))]


def _sound_or_uncorrected(rng):
    return _noisy(rng, "correct", "no bias correction")


def _one_corrected(rng):
    return _noisy(rng, "only m corrected", "only v corrected")


def _wrong_t(rng):
    return _noisy(rng, "t starts at 2", "t never advances")


def _reset(rng):
    return _noisy(rng, "correct", "state is reset")


def _draw(name):
    """How many of the seven are named right: the running count."""
    count = 0
    for bug in BUGS:
        count += name(_lengths(bug)) == bug
        yield count


wrong = wrong_versions(name_the_bug)
ARGMIN = "return bugs[int(np.argmin(distances))]"
BY_RULES = """def name_the_bug(steps):
    first, last = steps[0], steps[-1]
    if first > 10:
        return "only m corrected"
    if first > 2:
        return "no bias correction"
    if first < 0.5:
        return "only v corrected"
    if first < 0.9:
        return "t starts at 2"
    if last > 1.5:
        return "t never advances"
    if last < 0.7:
        return "state is reset"
    return "correct"
"""


def _rules(name, hint, *changes):
    source = BY_RULES
    for old, new in changes:
        if old not in source:
            raise ValueError(f"_rules needs a text that occurs in the rules, got {old!r}")
        source = source.replace(old, new)
    return wrong_code(name, hint, source)


MISCONCEPTIONS = (
    _rules(
        "only-the-first-step",
        "Three of the seven begin with a step of length 1. What tells them apart?",
        ("last > 1.5", "False"),
        ("last < 0.7", "False"),
    ),
    _rules(
        "m-and-v-confused",
        "If the numerator alone is corrected, are the steps too long or too short?",
        ('"only m corrected"', '"only v"'),
        ('"only v corrected"', '"only m corrected"'),
        ('"only v"', '"only v corrected"'),
    ),
    _rules(
        "starts-late-and-never-advances-confused",
        "A `t` that is one ahead is wrong at once and right later. Which of the two is that?",
        ('"t never advances"', '"late"'),
        ('"t starts at 2"', '"t never advances"'),
        ('"late"', '"t starts at 2"'),
    ),
    _rules(
        "reset-and-frozen-confused",
        "If the correction shrinks and the state does not grow, do the steps become longer or "
        "shorter?",
        ('"t never advances"', '"frozen"'),
        ('"state is reset"', '"t never advances"'),
        ('"frozen"', '"state is reset"'),
    ),
    _rules(
        "reset-missed",
        "What happens to the steps if `m` and `v` start from zero every time?",
        ("last < 0.7", "False"),
    ),
    _rules(
        "frozen-missed",
        "What happens to the steps if the correction stays that of t = 1?",
        ("last > 1.5", "False"),
    ),
    _rules(
        "late-start-missed",
        "Most of yours are right. Which of the seven begins with a step of about 0.74?",
        ("first < 0.9", "False"),
    ),
    _rules(
        "uncorrected-missed",
        "Most of yours are right. What is the first step if nothing is corrected: "
        "0.1 over the root of 0.001?",
        ("first > 2", "False"),
    ),
    _rules(
        "uncorrected-and-only-m-confused",
        "Without any correction both averages are too small, and partly make up for each other. "
        "Which first step is the longer one?",
        ('"only m corrected"', '"only m"'),
        ('"no bias correction"', '"only m corrected"'),
        ('"only m"', '"no bias correction"'),
    ),
    wrong_code(
        "noise-forgotten",
        "The values carry noise of up to 1 %. Can you compare them with `==`, or within a "
        "hair's breadth?",
        BY_RULES.replace(
            "    if first > 10:",
            "    if np.max(np.abs(steps - 1)) < 1e-6:\n"
            '        return "correct"\n'
            "    if first > 10:",
        )
        .replace('    return "correct"\n', '    return "state is reset"\n', 2)
        .replace(
            '        return "state is reset"\n    if first > 10',
            '        return "correct"\n    if first > 10',
        ),
    ),
    wrong(
        "longest-distance",
        "You compare with every signature. Do you take the nearest one, or the farthest?",
        ("np.argmin", "np.argmax"),
    ),
    wrong(
        "number-for-name",
        "A number came back. What is the name of the bug?",
        (ARGMIN, "return int(np.argmin(distances))"),
    ),
    _rules(
        "spelling",
        "Compare the names letter by letter with those in the text, small letters and all.",
        ('"correct"', '"Correct"'),
        ('"no bias correction"', '"No bias correction"'),
        ('"t starts at 2"', '"T starts at 2"'),
        ('"t never advances"', '"T never advances"'),
        ('"only m corrected"', '"Only m corrected"'),
        ('"only v corrected"', '"Only v corrected"'),
        ('"state is reset"', '"State is reset"'),
    ),
)

EXERCISE = Exercise(
    id="name_the_bug",
    notebook="08_adaptive_2",
    points=8,
    reference=name_the_bug,
    results=(Part("the name"),),
    properties=(
        Property(
            "uncorrected",
            "a correct Adam and one without any correction are told apart",
            2,
            _sound_or_uncorrected,
            "How long is the first step with, and without, the corrections?",
        ),
        Property(
            "one-corrected",
            "if only one of the two averages is corrected, it is the right one",
            2,
            _one_corrected,
            "m is in the numerator, v under the root of the denominator. If only one of them is "
            "corrected, is the first step too long or too short?",
        ),
        Property(
            "wrong-t",
            "a `t` that starts late and one that never moves are told apart",
            2,
            _wrong_t,
            "Which of the two is wrong in the first step, and which in the later ones?",
        ),
        Property(
            "reset",
            "a state that is thrown away before every step is noticed",
            2,
            _reset,
            "If m and v forget everything, what happens to the steps while t grows?",
        ),
    ),
    misconceptions=MISCONCEPTIONS,
    worked_example="Still lost? The Adam autopsy of this notebook shows the ten steps of every "
    "bug. Write down the first and the last value of each, and look for what tells two apart.",
    picture=Picture(
        "Bugs named right, counted along the list", "bug number", "right so far", _draw
    ),
)
