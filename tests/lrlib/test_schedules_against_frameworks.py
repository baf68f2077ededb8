"""Every schedule equals PyTorch's, optax' and Keras' at every step, and past the end.

`t` is the index of the update that uses the value. Where a framework is not installed its stored
values stand in; record them anew with `python tests/lrlib/test_schedules_against_frameworks.py`.
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lrlib import schedules as ours

STORED = Path(__file__).parent / "data" / "schedules.npz"
BASE, STEPS = 0.3, 60  # the schedules below end at 50 at the latest: ten more steps past the end

# name: (our schedule, the framework's class, its arguments, steps on which they agree)
TORCH = {
    "step": (ours.step_decay(BASE, 0.5, 7), "StepLR", {"step_size": 7, "gamma": 0.5}),
    "multi_step": (
        ours.multi_step_decay(BASE, 0.1, [5, 6, 31]),
        "MultiStepLR",
        {"milestones": [5, 6, 31], "gamma": 0.1},
    ),
    "exponential": (ours.exponential_decay(BASE, 0.93), "ExponentialLR", {"gamma": 0.93}),
    "polynomial": (
        ours.polynomial_decay(BASE, 50, 2.5),
        "PolynomialLR",
        {"total_iters": 50, "power": 2.5},
    ),
    "linear": (
        ours.linear_decay(BASE, 50, low=0.03),
        "LinearLR",
        {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 50},
    ),
    "linear_warmup": (
        ours.linear_warmup(BASE, 9, start=0.25),
        "LinearLR",
        {"start_factor": 0.25, "total_iters": 9},
    ),
    "cosine": (  # up to T_max: after it PyTorch goes up again
        ours.cosine_annealing(BASE, 59, low=0.01),
        "CosineAnnealingLR",
        {"T_max": 59, "eta_min": 0.01},
    ),
    "restarts": (
        ours.cosine_restarts(BASE, 11, low=0.01),
        "CosineAnnealingWarmRestarts",
        {"T_0": 11, "eta_min": 0.01},
    ),
    "restarts_growing": (
        ours.cosine_restarts(BASE, 3, mult=3),
        "CosineAnnealingWarmRestarts",
        {"T_0": 3, "T_mult": 3},
    ),
    "one_cycle": (
        ours.one_cycle(BASE, 60, pct_start=0.35, div=10, final_div=100),
        "OneCycleLR",
        {"total_steps": 60, "pct_start": 0.35, "div_factor": 10, "final_div_factor": 100},
    ),
    "one_cycle_between_steps": (
        ours.one_cycle(BASE, 60, 0.33),
        "OneCycleLR",
        {"total_steps": 60, "pct_start": 0.33},
    ),
    "one_cycle_three_phases": (
        ours.one_cycle(BASE, 60, pct_start=0.35, three_phase=True),
        "OneCycleLR",
        {"total_steps": 60, "pct_start": 0.35, "three_phase": True},
    ),
    "cyclical": (
        ours.cyclical(BASE, 7, 0.01),
        "CyclicLR",
        {"base_lr": 0.01, "step_size_up": 7, "cycle_momentum": False},
    ),
    "cyclical_shrinking": (
        ours.cyclical(BASE, 7, 0.01, gamma=0.95),
        "CyclicLR",
        {
            "base_lr": 0.01,
            "step_size_up": 7,
            "cycle_momentum": False,
            "mode": "exp_range",
            "gamma": 0.95,
        },
    ),
}
OPTAX = {
    "step": (
        ours.step_decay(BASE, 0.5, 7),
        "exponential_decay",
        {"init_value": BASE, "transition_steps": 7, "decay_rate": 0.5, "staircase": True},
    ),
    "exponential": (
        ours.exponential_decay(BASE, 0.93),
        "exponential_decay",
        {"init_value": BASE, "transition_steps": 1, "decay_rate": 0.93},
    ),
    "polynomial": (
        ours.polynomial_decay(BASE, 50, 2.5, low=0.03),
        "polynomial_schedule",
        {"init_value": BASE, "end_value": 0.03, "power": 2.5, "transition_steps": 50},
    ),
    "multi_step": (
        ours.multi_step_decay(BASE, 0.1, [5, 6, 31]),
        "piecewise_constant_schedule",
        {"init_value": BASE, "boundaries_and_scales": {5: 0.1, 6: 0.1, 31: 0.1}},
    ),
    "cosine": (
        ours.cosine_annealing(BASE, 50, low=0.03),
        "cosine_decay_schedule",
        {"init_value": BASE, "decay_steps": 50, "alpha": 0.1},
    ),
    "warmup_cosine": (  # optax' decay_steps includes the warmup, whose first rate is 0
        ours.warmup_then(ours.cosine_annealing(BASE, 40, low=0.03), 10, start=0.0),
        "warmup_cosine_decay_schedule",
        {
            "init_value": 0.0,
            "peak_value": BASE,
            "warmup_steps": 10,
            "decay_steps": 50,
            "end_value": 0.03,
        },
    ),
}
KERAS = {
    "step": (
        ours.step_decay(BASE, 0.5, 7),
        "ExponentialDecay",
        {"decay_steps": 7, "decay_rate": 0.5, "staircase": True},
    ),
    "multi_step_one_later": (  # Keras keeps the old rate at the boundary itself
        ours.multi_step_decay(BASE, 0.5, [6, 32]),
        "PiecewiseConstantDecay",
        {"boundaries": [5, 31], "values": [BASE, BASE / 2, BASE / 4]},
    ),
    "inverse_time": (
        ours.inverse_time_decay(BASE, 0.2),
        "InverseTimeDecay",
        {"decay_steps": 1, "decay_rate": 0.2},
    ),
    "polynomial": (
        ours.polynomial_decay(BASE, 50, 2.5, low=0.03),
        "PolynomialDecay",
        {"decay_steps": 50, "end_learning_rate": 0.03, "power": 2.5},
    ),
    "cosine": (
        ours.cosine_annealing(BASE, 50, low=0.03),
        "CosineDecay",
        {"decay_steps": 50, "alpha": 0.1},
    ),
    "restarts_growing": (
        ours.cosine_restarts(BASE, 10, mult=2),
        "CosineDecayRestarts",
        {"first_decay_steps": 10, "t_mul": 2.0},
    ),
}
ROWS = {"torch": TORCH, "optax": OPTAX, "keras": KERAS}
CASES_framework_row = [(framework, row) for framework, rows in ROWS.items() for row in rows]


def torch_rates(name, options):
    import torch

    theta = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([theta], lr=BASE)
    peak = {"OneCycleLR": "max_lr", "CyclicLR": "max_lr"}.get(name)
    options = {**options, **({peak: BASE} if peak else {})}
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
    for step in range(STEPS):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        if step < STEPS - 1:
            scheduler.step()


def optax_rates(name, options):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    schedule = getattr(optax, name)(**options)
    return [float(schedule(jax.numpy.asarray(step, dtype="float64"))) for step in range(STEPS)]


def keras_rates(name, options):
    import keras

    keras.config.set_floatx("float64")
    base = {} if name == "PiecewiseConstantDecay" else {"initial_learning_rate": BASE}
    schedule = getattr(keras.optimizers.schedules, name)(**base, **options)
    return [float(schedule(keras.ops.convert_to_tensor(step, "float64"))) for step in range(STEPS)]


RATES = {"torch": torch_rates, "optax": optax_rates, "keras": keras_rates}
# 1e-12: PyTorch multiplies step by step, which drifts by a rounding error each time
CLOSE = {"rtol": 1e-12, "atol": 1e-14}


def our_rates(schedule):
    return [schedule(step) for step in range(STEPS)]


@pytest.mark.parametrize(("framework", "row"), CASES_framework_row)
def test_rates_are_the_stored_rates_of_the_framework(framework, row):
    with np.load(STORED) as stored:
        wanted = stored[f"{framework}.{row}"]
    np.testing.assert_allclose(our_rates(ROWS[framework][row][0]), wanted, **CLOSE)


@pytest.mark.frameworks
@pytest.mark.filterwarnings("ignore")  # the frameworks' own
@pytest.mark.parametrize(("framework", "row"), CASES_framework_row)
def test_rates_are_the_rates_of_the_framework_itself(framework, row):
    pytest.importorskip(
        framework, reason=f"{framework} is not installed; its stored rates are used"
    )
    schedule, name, options = ROWS[framework][row]
    np.testing.assert_allclose(our_rates(schedule), list(RATES[framework](name, options)), **CLOSE)


PLATEAU_options = [
    {"patience": 0, "factor": 0.5},
    {"patience": 2, "factor": 0.5},
    {"patience": 1, "factor": 0.5, "threshold": 0.05},
    {"patience": 1, "factor": 0.5, "threshold": 0.05, "relative": True},
    {"patience": 1, "factor": 0.5, "cooldown": 3},
    {"patience": 1, "factor": 0.5, "min_lr": 0.05},
]


def plateau_losses():
    """A hundred losses that fall, stall and are NaN now and then."""
    rng = np.random.default_rng(3)
    losses = 2 * 0.97 ** np.arange(100) + 0.3 * rng.random(100)
    losses[[4, 50, 51]] = np.nan
    return losses


@pytest.mark.parametrize("number", range(len(PLATEAU_options)))
def test_plateau_is_the_stored_plateau_of_pytorch(number):
    with np.load(STORED) as stored:
        wanted = stored[f"plateau.{number}"]
    np.testing.assert_allclose(our_plateau(PLATEAU_options[number]), wanted, **CLOSE)


@pytest.mark.frameworks
@pytest.mark.parametrize("number", range(len(PLATEAU_options)))
def test_plateau_is_the_plateau_of_pytorch_itself(number):
    pytest.importorskip("torch", reason="torch is not installed; its stored rates are used")
    options = PLATEAU_options[number]
    np.testing.assert_allclose(our_plateau(options), torch_plateau(options), **CLOSE)


def our_plateau(options):
    state, rates = ours.plateau_start(BASE), []
    for loss in plateau_losses():
        state = ours.plateau_update(state, loss, **options)
        rates.append(state.lr)
    return rates


def torch_plateau(options):
    import torch

    options = {"threshold": 0.0, "eps": 0.0, **options}
    mode = "rel" if options.pop("relative", False) else "abs"
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, threshold_mode=mode, **options)
    rates = []
    for loss in plateau_losses():
        plateau.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def record():
    """Run the frameworks and store all values."""
    arrays = {
        f"{framework}.{row}": list(RATES[framework](*ROWS[framework][row][1:]))
        for framework, row in CASES_framework_row
    }
    plateaus = {f"plateau.{k}": torch_plateau(row) for k, row in enumerate(PLATEAU_options)}
    np.savez_compressed(STORED, **arrays, **plateaus)


if __name__ == "__main__":
    record()
