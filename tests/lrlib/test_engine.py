"""Blocks change no bit, wherever the rate comes from, and faded state does not slow a run down."""

import signal
import subprocess
import sys

import numpy as np
import pytest

from lrlib.engine import FLUSH_EVERY, advance, parts_of
from lrlib.layers import layerwise
from lrlib.optimizers import adam, heavy_ball
from lrlib.problems import mlp
from lrlib.training import train
from lrlib.types import Optimizer

RNG = np.random.default_rng(0)
START = RNG.standard_normal((2, 3, 11))
RATES = {
    "one": 0.1,
    "per_member": RNG.random((2, 3)),
    "per_row": RNG.random((1, 3)),
    "per_parameter": RNG.random((1, 1, 11)),
    "per_member_and_parameter": RNG.random((2, 3, 11)),
}


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("block", [4, 11, 30])
def test_blocks_of_any_size_give_the_bits_of_the_whole(name, block, monkeypatch):
    optimizer, lr = adam(), RATES[name]
    whole, state = START.copy(), optimizer.init(START)
    monkeypatch.setattr("lrlib.engine.BLOCK", block)
    cut, parts = START.copy(), parts_of(optimizer, START)
    assert len(parts) > 1
    for step in range(20):
        grad = np.sin(START + step)
        whole, state = optimizer.step(whole, grad, state, lr)
        cut = advance(optimizer, cut, grad, parts, lr)
    assert np.array_equal(whole, cut)


GRADIENTS_of_theta = {
    "theta_itself": (START, lambda theta: theta),
    "whole_numbers": (np.arange(6).reshape(2, 3), lambda theta: theta),
    "another_type": (START.astype("float32"), lambda theta: theta.astype("float64")),
}


@pytest.mark.parametrize("name", GRADIENTS_of_theta)
def test_steps_are_the_textbook_ones_whatever_the_gradient_is(name):
    start, gradient = GRADIENTS_of_theta[name]
    optimizer = adam(weight_decay=0.5)
    theta, parts = start.copy(), parts_of(optimizer, start)
    wanted, state = start.copy(), optimizer.init(start)
    for _ in range(3):
        theta = advance(optimizer, theta, gradient(theta), parts, 0.1)
        wanted, state = optimizer.step(wanted, gradient(wanted), state, 0.1)
    assert theta.dtype == wanted.dtype and np.array_equal(theta, wanted)


def clipped(theta, grad, state, lr):
    """A step that looks at all parameters of a member at once."""
    return theta - lr * grad / np.linalg.norm(grad, axis=-1, keepdims=True), state


@pytest.mark.parametrize(
    "optimizer",
    [
        Optimizer(lambda theta: {}, clipped),
        heavy_ball(mu=np.full((2, 3), 0.5)),
        layerwise(adam(), mlp((1, 2, 3), data=(np.zeros((2, 1)), np.zeros(2, int)), batch_size=1)),
    ],
)
def test_steps_that_cannot_be_cut_stay_whole(optimizer, monkeypatch):
    monkeypatch.setattr("lrlib.engine.BLOCK", 4)
    assert len(parts_of(optimizer, START)) == 1


@pytest.mark.parametrize(("dtype", "tiny"), [("float32", 1e-40), ("float64", 1e-310)])
def test_denormal_state_is_set_to_zero(dtype, tiny):
    seen = []

    def step(theta, grad, state, lr):
        seen.append(state["faded"].copy())
        return theta, {"faded": np.full_like(theta, tiny), "t": 0}

    problem = mlp((1, 2), data=(np.ones((2, 1)), np.zeros(2, int)), batch_size=None, dtype=dtype)
    optimizer = Optimizer(lambda theta: {"faded": np.ones_like(theta), "t": 0}, step)
    train(problem, optimizer, 0.1, FLUSH_EVERY + 2)
    assert (seen[FLUSH_EVERY - 1] > 0).all()
    assert (seen[FLUSH_EVERY] == 0).all()


def test_real_ctrl_c_returns_a_run():
    code = """
import lrlib
from itertools import count
from dataclasses import replace
bowl, calls = lrlib.PROBLEMS["bowl"](1.0), count()
def loss(theta, batch=None):
    if next(calls) == 5:
        print("training", flush=True)
    return bowl.loss(theta)
loud, adam = replace(bowl, loss=loss), lrlib.OPTIMIZERS["adam"]()
run = lrlib.train(loud, adam, 1e-3, 10**6, keep_path=False)
print(run.outcome, 0 < run.steps < 10**6, len(run.losses) == run.steps + 1)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "training\n"
    child.send_signal(signal.SIGINT)
    rest, _ = child.communicate(timeout=60)
    assert rest == "interrupted True True\n"
