"""The search behind the bands of the capstone: default, finder, search, best known.

    python tests/benchmarks/reference_recipe.py

Each recipe is then trained on seeds that no search has seen. Takes about a minute.
"""

import numpy as np

from lrlib.finder import log_spaced, range_test, smooth, stepper, suggest_min_over_10
from lrlib.optimizers import OPTIMIZERS
from lrlib.problems.mlp import mlp
from lrlib.recipe import BUDGET, plan, points_for, steps_within, validation_losses

SEARCH_SEEDS = (1, 2, 3)
FRESH_SEEDS = tuple(range(100, 109))


def recipe(optimizer, lr, schedule="constant", batch_size=16, **options):
    return {
        "optimizer": optimizer,
        "lr": float(lr),
        "schedule": schedule,
        "schedule_options": options,
        "batch_size": batch_size,
    }


def by_finder(optimizer, batch_size=16):
    """A tenth of the rate with the smallest smoothed loss, from one range test of 100 steps."""
    rising = range_test(
        *stepper(mlp(batch_size=batch_size), OPTIMIZERS[optimizer]()), 1e-5, 10, 100
    )
    return recipe(optimizer, suggest_min_over_10(rising.rates, smooth(rising.losses, 0.9)))


def by_search(optimizer, schedule, low, high, count=7, **options):
    """The best of a log grid, by the median loss over three seeds."""
    grid = [
        recipe(optimizer, lr, schedule, **options)
        for lr in log_spaced("by_search", low, high, count)
    ]
    return min(grid, key=lambda each: np.median(validation_losses(plan(each), SEARCH_SEEDS)))


def candidates():
    total = steps_within(BUDGET, 16)
    yield "default: sgd", recipe("sgd", 0.01, batch_size=32)
    yield "default: adam", recipe("adam", 0.001, batch_size=32)
    for optimizer in ("sgd", "nesterov", "adam"):
        yield f"finder: {optimizer}", by_finder(optimizer)
    for optimizer, low, high in (("sgd", 0.2, 4), ("nesterov", 0.03, 0.6), ("adam", 2e-3, 6e-2)):
        yield f"search: {optimizer}", by_search(optimizer, "constant", low, high)
        yield f"search: {optimizer}", by_search(optimizer, "linear_decay", low, high, total=total)
    yield "best known", recipe("adam", 0.015, "warmup_cosine", warmup=total // 20, total=total)
    yield "best known", recipe("adam", 0.02, "one_cycle", total=total)
    yield "best known", recipe("adam", 0.02, "wsd", warmup=20, stable=500, decay=total - 500)


def main():
    print(f"budget {BUDGET}; median (worst) validation loss of {len(FRESH_SEEDS)} fresh seeds")
    for name, each in candidates():
        losses = validation_losses(plan(each), FRESH_SEEDS)
        median = float(np.median(losses))
        print(
            f"{name:20} {each['optimizer']:9} {each['lr']:<8.3g} {each['schedule']:14}"
            f"{median:7.3f} ({losses.max():.3f})   {points_for(median):2} points",
            flush=True,
        )


if __name__ == "__main__":
    main()
