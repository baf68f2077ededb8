"""Honest rewritings of recipe: each is a well tuned run, all are different."""

import warnings

import numpy as np


def _of(optimizer, lr, schedule, batch_size, **options):
    return {
        "optimizer": optimizer,
        "lr": lr,
        "schedule": schedule,
        "schedule_options": options,
        "batch_size": batch_size,
    }


def constant(budget):
    return _of("adam", 0.01, "constant", 16)


def straight_line(budget):
    return _of("adam", 0.01, "linear_decay", 16, total=budget // 16)


def one_cycle(budget):
    return _of("adam", 0.02, "one_cycle", 16, total=budget // 16)


def cosine_with_momentum(budget):
    return _of("nesterov", 0.15, "cosine_annealing", 16, total=budget // 16)


def heavy_ball(budget):
    return _of("heavy_ball", 0.2, "linear_decay", 16, total=budget // 16)


def larger_batches(budget):
    steps = budget // 32
    return _of("adam", 0.02, "warmup_cosine", 32, warmup=steps // 10, total=steps)


def stairs(budget):
    return _of("adam", 0.03, "step_decay", 32, drop=0.5, every=100)


def adagrad(budget):
    return _of("adagrad", 0.05, "constant", 16)


def adamw_in_three_phases(budget):
    return _of("adamw", 0.01, "wsd", 16, warmup=30, stable=500, decay=220)


def numpy_numbers(budget):
    steps = np.int64(budget) // 16
    recipe = _of(np.str_("amsgrad"), np.float32(0.01), "linear_decay", np.int64(16), total=steps)
    return dict(sorted(recipe.items()))


def milestones(budget):
    print(budget)
    warnings.warn("this is a test", stacklevel=1)
    return _of("adam", 0.01, "multi_step_decay", 16.0, drop=0.3, milestones=[400, 600])
