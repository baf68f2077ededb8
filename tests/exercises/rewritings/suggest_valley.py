"""Honest rewritings of suggest_valley: all of these are right."""

import itertools
import warnings

import numpy as np


def _falls(losses):
    """(start, end) of every stretch of falling losses."""
    start, falls = 0, []
    for k in range(1, len(losses) + 1):
        if k == len(losses) or not losses[k] < losses[k - 1]:
            falls.append((start, k - 1))
            start = k
    return falls


def all_falls(rates, losses):
    i, j = max(_falls(losses), key=lambda fall: fall[1] - fall[0])
    return rates[i + (2 * (j - i)) // 3]


def every_pair(rates, losses):
    best = (0, 0)
    for i in range(len(losses)):
        for j in range(i, len(losses)):
            if np.all(np.diff(losses[i : j + 1]) < 0) and j - i > best[1] - best[0]:
                best = (i, j)
    i, j = best
    return rates[i + 2 * (j - i) // 3]


def a_while_loop(rates, losses):
    best_start, best_length, i = 0, 0, 0
    while i < len(losses):
        j = i
        while j + 1 < len(losses) and losses[j + 1] < losses[j]:
            j += 1
        if j - i > best_length:
            best_start, best_length = i, j - i
        i = j + 1
    return rates[best_start + int(2 * best_length / 3)]


def lengths_first(rates, losses):
    lengths = np.zeros(len(losses), dtype=int)
    for k in range(1, len(losses)):
        lengths[k] = lengths[k - 1] + 1 if losses[k] < losses[k - 1] else 0
    end = int(np.argmax(lengths))
    start = end - lengths[end]
    return rates[start + (2 * (end - start)) // 3]


def groups(rates, losses):
    place, best = 0, (0, 0)
    for falling, steps in itertools.groupby(np.diff(losses) < 0):
        length = len(list(steps))
        if falling and length > best[0]:
            best = (length, place)
        place += length
    return rates[best[1] + 2 * best[0] // 3]


def cut_at_rises(rates, losses):
    cuts = np.flatnonzero(np.diff(losses) >= 0) + 1
    pieces = np.split(np.arange(len(losses)), cuts)
    longest = pieces[int(np.argmax([len(piece) for piece in pieces]))]
    return rates[longest[(2 * (len(longest) - 1)) // 3]]


def sorted_falls(rates, losses):
    i, j = sorted(_falls(losses), key=lambda fall: (fall[0] - fall[1], fall[0]))[0]
    return np.array(rates[i + (2 * (j - i)) // 3])


def text_search(rates, losses):
    marks = "".join("f" if step < 0 else "." for step in np.diff(losses))
    longest = max(len(run) for run in marks.split("."))
    return rates[marks.find("f" * longest) + 2 * longest // 3]


def talkative(rates, losses, verbose=True):
    print(losses, verbose)
    warnings.warn("this is a test", stacklevel=1)
    return float(all_falls(rates, losses))
