"""The clinic's runs show what its cards say about them, and its experiments tell them apart."""

import numpy as np
import pytest

from lrlib.problems import PROBLEMS
from lrlib.widgets import clinic_runs as runs
from lrlib.widgets import curve_clinic as clinic
from lrlib.widgets.questions import questions

IMPROVES = 0.9  # an experiment helps when it ends below this share of the unchanged run


def validation_now(letter):
    patient = runs.patients()[letter]
    return float(patient.make(None).loss(runs.read(letter).theta, patient.validation))


def ratios(letter):
    low, same, high = runs.probe(letter).validation_loss.values()
    return low / same, high / same


def test_there_are_twelve_runs_and_a_card_for_each():
    cards = {item.key.split("/")[1] for item in questions("03_diagnosis")["clinic"]}
    assert tuple(runs.patients()) == clinic.LETTERS
    assert cards == set(clinic.LETTERS)


@pytest.mark.parametrize("letter", ["E", "G"])
def test_a_rate_that_is_too_high_improves_at_a_tenth_only(letter):
    low, high = ratios(letter)
    assert low < IMPROVES < 1 < high
    assert runs.probe(letter).validation_loss["tenth"] < validation_now(letter)


def test_a_rate_that_is_too_low_improves_at_ten_times_only():
    low, high = ratios("C")
    assert high < IMPROVES < low


@pytest.mark.parametrize("letter", ["A", "B", "F", "I", "K", "L"])
def test_where_it_is_not_the_rate_no_rate_helps(letter):
    low, high = ratios(letter)
    assert low > IMPROVES
    assert high > IMPROVES


def test_overfitting_would_look_like_too_low_a_rate_by_the_training_loss():
    trial = runs.probe("B")
    assert trial.training_loss["ten times"] < IMPROVES * trial.training_loss["same"]
    assert trial.validation_loss["ten times"] > trial.validation_loss["same"]


def test_a_diverged_run_can_be_started_again_but_not_continued():
    assert np.isnan(list(runs.probe("D").validation_loss.values())).all()
    assert runs.start_again("D").validation_loss["tenth"] < 0.1


def test_the_wrong_sign_climbs_at_every_rate():
    start = runs.read("J").training.values[0]
    assert runs.start_again("J").training_loss["tenth"] > start
    assert runs.probe("J").validation_loss["tenth"] > validation_now("J")


def test_where_the_rate_decayed_to_nothing_the_gradient_is_still_long():
    gradient = runs.read("F").gradient.values
    training = runs.read("F").training.values
    assert gradient[-1] > 0.25 * gradient.max()
    assert abs(training[-1] - training[-50]) < 1e-3


def test_larger_batches_take_the_noise_and_leave_the_level():
    trial = runs.larger_batches("A")
    before, after = runs.read("A").training.values[-100:], trial.curves["same"].values[-100:]
    assert np.std(np.diff(np.log(after))) < 0.5 * np.std(np.diff(np.log(before)))
    assert trial.training_loss["same"] == pytest.approx(
        runs.probe("A").training_loss["same"], rel=0.2
    )


def test_the_broken_network_has_dead_units_and_the_healthy_one_none():
    assert runs.read("K").dead > 0.2
    assert runs.read("A").dead == 0
    assert (
        runs.start_again("K").training_loss["tenth"] < 0.2 * runs.probe("K").training_loss["same"]
    )


def test_at_the_edge_the_loss_rises_on_some_steps_and_falls_in_the_end():
    training = runs.read("H").training.values
    assert np.mean(np.diff(training) > 0) > 0.2
    assert training[-1] < 0.2 * training[0]
    assert runs.start_again("H").training_loss["tenth"] > training[-1]


def test_a_unit_is_dead_when_no_example_reaches_it():
    problem = PROBLEMS["mlp"]((20, runs.UNITS, 2), data=runs.two_classes(0.0, 1), batch_size=None)
    theta = problem.theta0.copy()
    biases = slice(20 * runs.UNITS, 21 * runs.UNITS)
    theta[biases][:8] = -1e3
    assert runs.dead_share(problem, theta) == 8 / runs.UNITS


def test_the_explorer_gives_a_row_and_a_sentence_for_each_experiment():
    scene = clinic.scene(np.array(clinic.EXPERIMENTS), "E")
    assert len(scene.sentences) == len(clinic.EXPERIMENTS)
    drawn = {mark.label: ~np.isnan(mark.xy).all(axis=(1, 2)) for mark in scene.marks}
    assert drawn["ten times the rate"].tolist() == [False, True, False, False, False]
    assert drawn["a tenth of the rate"].tolist() == [False, True, False, True, False]
    assert drawn["the same rate"].tolist() == [False, True, True, False, False]
    assert drawn["length of the gradient"].tolist() == [False] * 4 + [True]


def test_the_sentences_hold_numbers_and_no_verdict():
    for letter in ("C", "K"):
        for sentence in clinic.scene(np.array(clinic.EXPERIMENTS), letter).sentences:
            assert any(character.isdigit() for character in sentence)
            assert "too high" not in sentence and "too low" not in sentence


def test_a_sentence_quotes_the_probe():
    sentence = clinic.sentence("C", clinic.EXPERIMENTS[1], runs.probe("C"))
    quoted = float(sentence.split("ten times the rate: training ")[1].split(",")[0])
    assert quoted == pytest.approx(runs.probe("C").training_loss["ten times"], rel=5e-3)


def test_a_card_carries_a_picture_and_says_it_in_numbers():
    cards = clinic.ward("BC")
    assert all(item.picture.startswith(b"\x89PNG") for item in cards._items)
    assert "0.956" in cards._items[1].alt
