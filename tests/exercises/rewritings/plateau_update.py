"""Honest rewritings of plateau_update: all of these are right."""

import math
import warnings

import numpy as np


def branches(lr, best, bad, loss, factor, patience, min_lr=0.0):
    if loss < best:
        best = loss
        bad = 0
    else:
        bad += 1
        if bad > patience:
            lr = max(min_lr, factor * lr)
            bad = 0
    return lr, best, bad


def worse_first(lr, best, bad, loss, factor, patience, min_lr=0.0):
    if math.isnan(loss) or loss >= best:
        if bad + 1 <= patience:
            return [lr, best, bad + 1]
        lr = lr * factor
        if lr < min_lr:
            lr = min_lr
        return [lr, best, 0]
    return [lr, loss, 0]


def at_least(lr, best, bad, loss, factor, patience, min_lr=0.0):
    improved = loss < best
    waited = not improved and bad >= patience
    new_lr = max(lr * factor, min_lr) if waited else lr
    return new_lr, loss if improved else best, 0 if improved or waited else bad + 1


def an_array(lr, best, bad, loss, factor, patience, min_lr=0.0):
    return np.array(branches(lr, best, bad, loss, factor, patience, min_lr))


def clipped(lr, best, bad, loss, factor, patience, min_lr=0.0):
    if loss < best:
        return lr, loss, 0.0
    if bad == patience:
        return np.clip(lr * factor, min_lr, lr), best, 0.0
    return lr, best, float(bad + 1)


def nanmin(lr, best, bad, loss, factor, patience, min_lr=0.0):
    better = bool(np.less(loss, best))
    best = min(best, loss) if not math.isnan(loss) else best
    bad = 0 if better else bad + 1
    if bad == patience + 1:
        lr, bad = np.maximum(lr * factor, min_lr), 0
    return lr, best, bad


def truth_for_zero(lr, best, bad, loss, factor, patience, min_lr=0.0):
    worse = not loss < best
    bad = worse and bad + 1
    if bad > patience:
        return max(lr * factor, min_lr), best, False
    return lr, (best if worse else loss), bad


def with_helpers(lr, best, bad, loss, factor, patience, min_lr=0.0):
    def dropped():
        return sorted([min_lr, lr * factor])[-1]

    if loss < best:
        return lr, loss, 0
    return (dropped(), best, 0) if bad + 1 > patience else (lr, best, bad + 1)


def talkative(lr, best, bad, loss, factor, patience, min_lr=0.0, threshold=0.0):
    print("epoch", loss)
    warnings.warn("this is a test", stacklevel=1)
    return branches(lr, best, bad, loss + threshold, factor, patience, min_lr)
