"""Every optimizer follows PyTorch, optax and Keras for 200 steps, each under its own conventions.

The rate changes on the way (at steps 60 and 120), which tells apart forms that agree while it is
constant. Where a framework is not installed its stored trajectory stands in. After adding a row,
`python tests/lrlib/test_optimizers_against_frameworks.py` stores its trajectory (the rows that are
stored stay as they are; delete the file to record all).
"""

import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from lrlib import optimizers as ours

STORED = Path(__file__).parent / "data" / "trajectories.npz"
STEPS, D, EVERY = 200, 7, 20
RATES = [0.02 if step < 60 else 0.005 if step < 120 else 0.05 for step in range(STEPS)]
CURVATURES = np.geomspace(0.1, 10, D)
START = np.random.default_rng(1).standard_normal(D)
NOISE = 0.3 * np.random.default_rng(2).standard_normal((STEPS, D))


def gradient(theta, step):
    """A bowl's gradient with the noise of this step: no zeros, both signs, several scales."""
    return CURVATURES * theta + NOISE[step]


# name: (our optimizer, how the framework is asked for the same)
TORCH = {
    "sgd": (ours.sgd(), ("SGD", {})),
    "sgd_l2": (ours.sgd(weight_decay=0.1), ("SGD", {"weight_decay": 0.1})),
    "momentum": (ours.heavy_ball(0.9), ("SGD", {"momentum": 0.9})),
    "momentum_dampened": (
        ours.heavy_ball(0.8, dampening=0.5),
        ("SGD", {"momentum": 0.8, "dampening": 0.5}),
    ),
    "momentum_l2": (
        ours.heavy_ball(0.8, weight_decay=0.1),
        ("SGD", {"momentum": 0.8, "weight_decay": 0.1}),
    ),
    "nesterov": (ours.nesterov(0.9), ("SGD", {"momentum": 0.9, "nesterov": True})),
    "nesterov_l2": (
        ours.nesterov(0.7, weight_decay=0.1),
        ("SGD", {"momentum": 0.7, "nesterov": True, "weight_decay": 0.1}),
    ),
    "adagrad": (ours.adagrad(1e-10), ("Adagrad", {})),
    "adagrad_started": (
        ours.adagrad(1e-3, initial_accumulator=0.1),
        ("Adagrad", {"initial_accumulator_value": 0.1, "eps": 1e-3}),
    ),
    "rmsprop": (ours.rmsprop(0.99), ("RMSprop", {})),
    "rmsprop_eps": (ours.rmsprop(0.9, 1e-2), ("RMSprop", {"alpha": 0.9, "eps": 1e-2})),
    "rmsprop_centered": (
        ours.rmsprop(0.9, centered=True),
        ("RMSprop", {"alpha": 0.9, "centered": True}),
    ),
    "rmsprop_momentum": (ours.rmsprop(0.9, mu=0.5), ("RMSprop", {"alpha": 0.9, "momentum": 0.5})),
    "rmsprop_both": (
        ours.rmsprop(0.9, mu=0.5, centered=True),
        ("RMSprop", {"alpha": 0.9, "momentum": 0.5, "centered": True}),
    ),
    "adam": (ours.adam(), ("Adam", {})),
    "adam_betas": (ours.adam(0.8, 0.95, 1e-2), ("Adam", {"betas": (0.8, 0.95), "eps": 1e-2})),
    "adam_l2": (ours.adam(weight_decay=0.1), ("Adam", {"weight_decay": 0.1})),
    "amsgrad": (
        ours.amsgrad(0.9, 0.9, 1e-2),
        ("Adam", {"amsgrad": True, "betas": (0.9, 0.9), "eps": 1e-2}),
    ),
    "adamw": (ours.adamw(), ("AdamW", {})),
    "adamw_strong": (ours.adamw(weight_decay=0.5), ("AdamW", {"weight_decay": 0.5})),
}
OPTAX = {
    "sgd": (ours.sgd(), ("sgd", {})),
    "momentum": (ours.heavy_ball(0.9), ("sgd", {"momentum": 0.9})),
    "nesterov": (ours.nesterov(0.9), ("sgd", {"momentum": 0.9, "nesterov": True})),
    "adagrad": (ours.adagrad(1e-7, initial_accumulator=0.1, eps_inside=True), ("adagrad", {})),
    "rmsprop": (ours.rmsprop(eps_inside=True), ("rmsprop", {})),
    "rmsprop_centered": (
        ours.rmsprop(centered=True, eps_inside=True),
        ("rmsprop", {"centered": True}),
    ),
    "rmsprop_momentum": (
        ours.rmsprop(mu=0.5, eps_inside=True, lr_in_velocity=True),
        ("rmsprop", {"momentum": 0.5}),
    ),
    "adam": (ours.adam(), ("adam", {})),
    "amsgrad": (
        ours.amsgrad(0.9, 0.9, 1e-2, max_of_corrected=True),
        ("amsgrad", {"b2": 0.9, "eps": 1e-2}),
    ),
    "adamw": (ours.adamw(weight_decay=1e-4), ("adamw", {})),
}
KERAS = {
    "sgd": (ours.sgd(), ("SGD", {})),
    "momentum": (ours.heavy_ball(0.9, lr_in_velocity=True), ("SGD", {"momentum": 0.9})),
    "nesterov": (
        ours.nesterov(0.9, lr_in_velocity=True),
        ("SGD", {"momentum": 0.9, "nesterov": True}),
    ),
    "adagrad": (ours.adagrad(1e-7, initial_accumulator=0.1, eps_inside=True), ("Adagrad", {})),
    "rmsprop": (ours.rmsprop(0.9, 1e-7, eps_inside=True), ("RMSprop", {})),
    "rmsprop_centered": (
        ours.rmsprop(0.9, 1e-7, eps_inside=True, centered=True),
        ("RMSprop", {"centered": True}),
    ),
    "rmsprop_momentum": (
        ours.rmsprop(0.9, 1e-7, mu=0.5, eps_inside=True, lr_in_velocity=True),
        ("RMSprop", {"momentum": 0.5}),
    ),
    "adam": (ours.adam(eps=1e-7, epsilon_hat=True), ("Adam", {})),
    "amsgrad": (
        ours.amsgrad(0.9, 0.9, 1e-2, epsilon_hat=True),
        ("Adam", {"amsgrad": True, "beta_2": 0.9, "epsilon": 1e-2}),
    ),
    "adamw": (ours.adamw(eps=1e-7, weight_decay=0.004, epsilon_hat=True), ("AdamW", {})),
}
ROWS = {"torch": TORCH, "optax": OPTAX, "keras": KERAS}
CASES_framework_row = [(framework, row) for framework, rows in ROWS.items() for row in rows]


def torch_path(name, options):
    import torch

    theta = torch.nn.Parameter(torch.tensor(START))
    optimizer = getattr(torch.optim, name)([theta], lr=RATES[0], **options)
    for step in range(STEPS):
        optimizer.param_groups[0]["lr"] = RATES[step]
        theta.grad = torch.tensor(gradient(theta.detach().numpy(), step))
        optimizer.step()
        yield theta.detach().numpy().copy()


def optax_path(name, options):
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    table = jax.numpy.asarray(RATES)
    theta = jax.numpy.asarray(START)
    optimizer = getattr(optax, name)(lambda count: table[count], **options)
    state = optimizer.init(theta)
    for step in range(STEPS):
        grad = jax.numpy.asarray(gradient(np.asarray(theta), step))
        updates, state = optimizer.update(grad, state, theta)
        theta = optax.apply_updates(theta, updates)
        yield np.asarray(theta)


def keras_path(name, options):
    import keras

    keras.config.set_floatx("float64")
    theta = keras.Variable(START)
    optimizer = getattr(keras.optimizers, name)(learning_rate=RATES[0], **options)
    for step in range(STEPS):
        optimizer.learning_rate = RATES[step]
        now = keras.ops.convert_to_numpy(theta)
        optimizer.apply([keras.ops.convert_to_tensor(gradient(now, step))], [theta])
        yield keras.ops.convert_to_numpy(theta).copy()


PATHS = {"torch": torch_path, "optax": optax_path, "keras": keras_path}


def our_path(optimizer):
    theta, state = START, optimizer.init(START)
    for step in range(STEPS):
        theta, state = optimizer.step(theta, gradient(theta, step), state, RATES[step])
        yield theta


def assert_same_path(got, wanted):
    # 1e-12 of the size of the path: rounding of 200 steps, measured at 2e-13 or less
    np.testing.assert_allclose(got, wanted, rtol=0, atol=1e-12 * np.abs(wanted).max())


@pytest.mark.parametrize(("framework", "row"), CASES_framework_row)
def test_path_is_the_stored_path_of_the_framework(framework, row):
    optimizer, _ = ROWS[framework][row]
    with np.load(STORED) as stored:
        assert f"{framework}.{row}" in stored, f"new row? store it: python {Path(__file__)}"
        wanted = stored[f"{framework}.{row}"]
    assert_same_path(np.array(list(our_path(optimizer)))[EVERY - 1 :: EVERY], wanted)


@pytest.mark.frameworks
@pytest.mark.filterwarnings("ignore")  # the frameworks' own
@pytest.mark.parametrize(("framework", "row"), CASES_framework_row)
def test_path_is_the_path_of_the_framework_itself(framework, row):
    pytest.importorskip(framework, reason=f"{framework} is not installed; its stored path is used")
    optimizer, (name, options) = ROWS[framework][row]
    wanted = np.array(list(PATHS[framework](name, options)))
    assert_same_path(np.array(list(our_path(optimizer))), wanted)


def test_every_optimizer_has_a_row():
    rows = [optimizer for table in ROWS.values() for optimizer, _ in table.values()]
    used = {optimizer.step.__qualname__.split(".")[0] for optimizer in rows}
    assert used == set(ours.OPTIMIZERS)


def record():
    """Run the frameworks for the rows not stored yet and store every twentieth point of each."""
    arrays = {}
    if STORED.exists():
        with np.load(STORED) as stored:
            arrays = dict(stored)
    for framework, row in CASES_framework_row:
        if f"{framework}.{row}" in arrays:
            continue
        name, options = ROWS[framework][row][1]
        path = np.array(list(PATHS[framework](name, options)))
        arrays[f"{framework}.{row}"] = path[EVERY - 1 :: EVERY]
        print(f"stored {framework}.{row}")
    np.savez_compressed(STORED, **arrays)


if __name__ == "__main__":
    record()
