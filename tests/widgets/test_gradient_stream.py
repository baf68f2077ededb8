"""The gradient streams: effective rates are those of the library, and are said in words."""

import numpy as np
import pytest

from lrlib.optimizers import OPTIMIZERS
from lrlib.widgets.gradient_stream import (
    EPS,
    EVERY,
    EXPLORER,
    LIMITS,
    METHODS,
    STEPS,
    effective_rates,
    scene,
    stream,
)

SIZES = np.array(EXPLORER.controls[0].values)

CASES_method_optimizer = [
    ("SGD", OPTIMIZERS["sgd"]()),
    ("AdaGrad", OPTIMIZERS["adagrad"](eps=0.01)),
    ("RMSProp", OPTIMIZERS["rmsprop"](0.9, 0.01)),
    ("Adam", OPTIMIZERS["adam"](0.0, 0.999, 0.01)),  # beta1 = 0: its step is rate times gradient
]


@pytest.mark.parametrize(("method", "optimizer"), CASES_method_optimizer)
@pytest.mark.parametrize("every", [1, 5, 100])
def test_the_rate_is_the_last_step_divided_by_the_last_gradient(method, optimizer, every):
    grads = stream(3.0, every)
    theta, state = np.zeros(2), optimizer.init(np.zeros(2))
    for grad in grads:
        before = theta
        theta, state = optimizer.step(theta, grad, state, 1.0)
    expected = (before - theta) / grads[-1]
    np.testing.assert_allclose(effective_rates(grads, 0.01)[METHODS.index(method)], expected)


@pytest.mark.parametrize("every", EVERY.values())
def test_weight_b_gets_its_last_gradient_in_the_last_step(every):
    grads = stream(7.0, every)
    assert grads[-1, 1] == 7.0
    assert np.count_nonzero(grads[:, 1]) == STEPS // every
    assert (grads[:, 0] == 1.0).all()


def test_a_thousand_small_gradients_leave_a_larger_adagrad_rate_than_one_large_gradient():
    many, one = np.full((1000, 1), 0.01), np.full((1, 1), 10.0)
    ratio = effective_rates(many, 0.0)[1] / effective_rates(one, 0.0)[1]
    assert ratio.item() == pytest.approx(np.sqrt(1000))


def test_one_gradient_of_ten_weighs_as_much_as_a_hundred_of_one():
    k = int(np.argmin(np.abs(SIZES - 10)))
    said = scene(SIZES, "once, in the last step", "0.00000001").sentences[k]
    assert "AdaGrad 1," in said
    assert "B got 1 gradient of 10" in said


def test_a_large_eps_makes_all_methods_one():
    rates = effective_rates(stream(0.01, 10), 1e6)
    np.testing.assert_allclose(rates[1:], 1e-6, rtol=1e-3)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("eps", EPS)
def test_every_state_has_finite_bars_a_sentence_and_a_table(every, eps):
    view = scene(SIZES, every, eps)
    assert all(view.sentences)
    assert view.numbers.shape == (len(SIZES), 2, 3 + len(METHODS))
    assert all(np.isfinite(mark.xy).all() for mark in view.marks)


def test_all_bars_fit_into_their_panel():
    for every in EVERY:
        rates = scene(SIZES, every, "0.00000001").numbers[:, :, 3:]
        assert LIMITS[0] < rates.min()
        assert rates.max() < LIMITS[1]
