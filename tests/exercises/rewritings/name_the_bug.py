"""Honest rewritings of name_the_bug: all of these are right."""

import warnings

import numpy as np


def rules(steps):
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
    return "state is reset" if last < 0.7 else "correct"


def one_table(steps):
    ends = {
        "correct": (1, 1),
        "no bias correction": (3.16, 6.53),
        "t starts at 2": (0.744, 0.995),
        "t never advances": (1, 2.06),
        "only m corrected": (31.6, 10),
        "only v corrected": (0.1, 0.65),
        "state is reset": (1, 0.48),
    }
    miss = {k: abs(np.log(steps[0] / a)) + abs(np.log(steps[-1] / b)) for k, (a, b) in ends.items()}
    return min(miss, key=miss.get)


def whole_curve(steps):
    names, curves = [], []
    for name, m_on, v_on, shift in (
        ("correct", 1, 1, 0),
        ("no bias correction", 0, 0, 0),
        ("t starts at 2", 1, 1, 1),
        ("only m corrected", 1, 0, 0),
        ("only v corrected", 0, 1, 0),
    ):
        t = np.arange(1, 11)
        m = (1 - 0.9**t) / (1 - 0.9 ** (t + shift)) ** m_on
        v = (1 - 0.999**t) / (1 - 0.999 ** (t + shift)) ** v_on
        names.append(name)
        curves.append(m / np.sqrt(v))
    t = np.arange(1, 11)
    names += ["t never advances", "state is reset"]
    frozen = (1 - 0.9**t) / 0.1 / np.sqrt((1 - 0.999**t) / 0.001)
    curves += [frozen, 1 / frozen]
    return names[int(np.argmin([np.abs(steps / curve - 1).max() for curve in curves]))]


def from_the_second_step(steps):
    ratio = steps[1] / steps[0]
    if steps[0] > 10:
        return "only m corrected"
    if steps[0] > 2:
        return "no bias correction"
    if steps[0] < 0.3:
        return "only v corrected"
    if ratio < 0.85:
        return "state is reset"
    if ratio > 1.25:
        return "t never advances"
    return "t starts at 2" if steps[0] < 0.87 else "correct"


def with_means(steps):
    early, late = float(np.mean(steps[:2])), float(np.mean(steps[-2:]))
    if early > 15:
        answer = "only m corrected"
    elif early > 2.5:
        answer = "no bias correction"
    elif early < 0.3:
        answer = "only v corrected"
    elif late > 1.5:
        answer = "t never advances"
    elif late < 0.6:
        answer = "state is reset"
    else:
        answer = "correct" if early > 0.9 else "t starts at 2"
    return answer


def talkative(steps):
    print(steps)
    warnings.warn("this is a test", stacklevel=1)
    return rules(steps)


def numpy_text(steps):
    return np.str_(rules(list(steps)))


def more_options(steps, noise=0.01):
    del noise
    return rules(np.asarray(steps, dtype=np.float32))


as_lambda = lambda steps: rules(steps)  # noqa: E731
