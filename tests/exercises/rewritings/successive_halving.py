"""Honest rewritings of successive_halving: all of these are right."""

import math
import warnings

import numpy as np


def plain(evaluate, rates, steps, eta=2):
    rates = list(rates)
    while len(rates) > 1:
        losses = [evaluate(rate, steps) for rate in rates]
        losses = [loss if math.isfinite(loss) else math.inf for loss in losses]
        order = sorted(range(len(rates)), key=lambda i: losses[i])
        rates = [rates[i] for i in sorted(order[: max(1, len(rates) // eta)])]
        steps *= eta
    return rates[0]


def survivors_in_order_of_loss(evaluate, rates, steps, eta=2):
    left = [(place, rate) for place, rate in enumerate(rates)]
    while len(left) > 1:
        scored = []
        for place, rate in left:
            loss = evaluate(rate, steps)
            scored.append((loss if np.isfinite(loss) else float("inf"), place, rate))
        scored.sort()
        left = [(place, rate) for _, place, rate in scored[: max(1, len(left) // eta)]]
        steps = steps * eta
    return left[0][1]


def recursive(evaluate, rates, steps, eta=2):
    if len(rates) == 1:
        return rates[0]
    losses = np.array([evaluate(float(rate), int(steps)) for rate in rates])
    losses[~np.isfinite(losses)] = np.inf
    keep = np.sort(np.argsort(losses, kind="stable")[: max(1, len(rates) // eta)])
    return recursive(evaluate, rates[keep], steps * eta, eta)


def indices_and_powers(evaluate, rates, steps, eta=2):
    alive, number = np.arange(len(rates)), 0
    while alive.size > 1:
        losses = np.array([evaluate(rates[i], steps * eta**number) for i in alive])
        losses = np.nan_to_num(losses, nan=np.inf, posinf=np.inf)
        alive = alive[np.lexsort((alive, losses))][: max(1, alive.size // eta)]
        number += 1
    return float(rates[alive[0]])


def removing_the_worst(evaluate, rates, steps, eta=2):
    left, budget = [float(rate) for rate in rates], steps
    while len(left) != 1:
        loss_of = {}
        for rate in left:
            loss = evaluate(rate, budget)
            loss_of[rate] = loss if abs(loss) < math.inf else math.inf
        keep = max(1, len(left) // eta)
        while len(left) > keep:
            left.remove(max(reversed(left), key=loss_of.get))
        budget = budget * eta
    return left.pop()


def backwards(evaluate, rates, steps, eta=2):
    rates = np.array(rates)[::-1]
    while rates.size > 1:
        losses = np.array([evaluate(rate=rate, steps=steps) for rate in rates])
        rank = np.argsort(np.argsort(np.where(np.isfinite(losses), losses, np.inf)))
        rates, steps = rates[rank < max(1, rates.size // eta)], steps * eta
    return rates.item()


def single_precision(evaluate, rates, steps, eta=2):
    rates = rates.astype(np.float32)
    while len(rates) > 1:
        losses = np.array([evaluate(rate, steps) for rate in rates])
        order = np.argsort(np.where(np.isfinite(losses), losses, np.inf), kind="stable")
        rates, steps = rates[order[: max(1, len(rates) // eta)]], steps * eta
    return rates[0]


def talkative(evaluate, rates, steps, eta=2):
    rates = tuple(rates)
    while len(rates) > 1:
        warnings.warn("this is a test", stacklevel=1)
        pairs = [(evaluate(rate, steps), rate) for rate in rates]
        print(pairs)
        good = sorted(pair for pair in pairs if np.isfinite(pair[0]))
        bad = [pair for pair in pairs if not np.isfinite(pair[0])]
        keep = max(1, len(rates) // eta)
        rates = tuple(rate for _, rate in (good + bad)[:keep])
        steps = steps * eta
    return rates[0]


def more_options(evaluate, rates, steps, eta=2, least=1):
    while len(rates) > 1:
        losses = np.array([evaluate(rate, steps) for rate in rates], dtype=float)
        losses[~(np.abs(losses) < np.inf)] = np.finfo(float).max
        rates = np.asarray(rates)[np.argsort(losses, kind="stable")][
            : max(least, len(rates) // eta)
        ]
        steps *= eta
    return np.asarray(rates[0])
