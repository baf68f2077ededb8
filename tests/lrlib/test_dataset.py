"""The digits are all there, centred, and split once and for all."""

import hashlib
from importlib.resources import files

import numpy as np
import pytest

from lrlib import digits
from lrlib.dataset import regression_data, two_classes


def test_digits_are_the_1797_images_of_the_archive():
    x_train, y_train, x_val, y_val = digits()
    assert (x_train.shape, x_val.shape) == ((1347, 64), (450, 64))
    counts = np.bincount(np.concatenate([y_train, y_val]))
    # class sizes as published with the data (UCI, optdigits.names, test part)
    assert counts.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_pixels_are_sixteenths_minus_the_mean_of_the_training_part():
    x_train, _, x_val, _ = digits()
    assert np.abs(x_train.mean(axis=0)).max() < 1e-15
    sixteenths = 16 * (np.concatenate([x_train, x_val]) - x_train.min(axis=0))
    np.testing.assert_allclose(sixteenths, sixteenths.round(), atol=1e-10)
    assert np.ptp(x_train) > 1 and np.ptp(x_train, axis=0).max() == pytest.approx(1.0)


def test_validation_part_has_the_same_mixture_of_classes():
    _, y_train, _, y_val = digits()
    shares = [np.bincount(y) / len(y) for y in (y_train, y_val)]
    assert np.abs(shares[0] - shares[1]).max() < 0.03


def test_file_is_the_one_whose_source_and_licence_lie_beside_it():
    folder = files("lrlib").joinpath("data")
    digest = hashlib.sha256(folder.joinpath("digits.npz").read_bytes()).hexdigest()
    assert digest == DIGEST
    text = folder.joinpath("README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text and "10.24432/C50P49" in text


def test_calls_do_not_share_memory():
    first = digits()
    first.x_train[:] = 0
    assert digits().x_train.any()


def test_synthetic_sets_belong_to_their_generator():
    x, y, w = regression_data(np.random.default_rng(1), 50, 3, noise=0.0)
    np.testing.assert_allclose(x @ w, y)
    x, y = two_classes(np.random.default_rng(1), 5000, 3)
    _, wrong = two_classes(np.random.default_rng(1), 5000, 3, wrong_labels=0.2)
    assert (y != wrong).mean() == pytest.approx(0.2, abs=0.02)  # 3.5 sigma of 5000 draws


DIGEST = "1144d4003c39a84471483055ad053b18c279ac620335dc9951f06fd3b59bc791"
