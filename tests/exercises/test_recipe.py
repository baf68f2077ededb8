"""The capstone: bands pay for the loss, and no answer makes the checker fail or wait."""

import time

import pytest

from autograder.core.judge import judge
from autograder.core.local import LocalSubject
from autograder.core.seeds import rng_for
from autograder.exercises import load

DEFAULT = {
    "optimizer": "adam",
    "lr": 0.001,
    "schedule": "constant",
    "schedule_options": {},
    "batch_size": 32,
}


def report_on(answer, seed=1, secret=False):
    function = answer if callable(answer) else lambda budget: answer
    subject = LocalSubject(function, "recipe", seconds_per_call=0.5)
    return judge(load("recipe"), subject, rng_for(seed, "recipe"), secret=secret)


BETTER_change_points = [
    ({}, 0),
    ({"lr": 0.0008, "batch_size": 16}, 5),
    ({"lr": 0.00125, "batch_size": 16}, 10),
    ({"lr": 0.0021, "batch_size": 16}, 15),
    ({"lr": 0.01, "batch_size": 16}, 20),
]


@pytest.mark.parametrize(("change", "points"), BETTER_change_points)
def test_a_better_recipe_reaches_more_bands(change, points):
    assert report_on({**DEFAULT, **change}).score == points


def test_the_first_line_that_fails_says_the_loss_and_what_it_needs():
    report = report_on(DEFAULT)
    assert "The median validation loss over 3 seeds is 0.2" in report.verdicts[0].said
    assert all(verdict.waits for verdict in report.verdicts[1:])
    assert report.hint_id == "default"


def test_a_wrong_name_is_told_with_the_nearest_and_earns_nothing():
    report = report_on({**DEFAULT, "optimizer": "ADAM"})
    assert report.score == 0
    assert 'did you mean "adam"' in report.verdicts[0].said


def fails(budget):
    raise KeyError("oops")


HOSTILE = [
    fails,
    {**DEFAULT, "lr": 1e308},
    {**DEFAULT, "optimizer": "sgd", "lr": 5e-324},
    {**DEFAULT, "batch_size": 1},
    {**DEFAULT, "batch_size": 1347},
    {**DEFAULT, "schedule": "exponential_decay", "schedule_options": {"gamma": 2**62}},
    {**DEFAULT, "schedule": "cosine_restarts", "schedule_options": {"period": 1, "mult": 1e300}},
    {**DEFAULT, "schedule": "wsd", "schedule_options": {"warmup": 1e18, "stable": 1, "decay": 1}},
    {**DEFAULT, "schedule": "one_cycle", "schedule_options": {"total": 1e9, "pct_start": 1e-9}},
    {**DEFAULT, "schedule_options": {"x" * 199: {"y": 3}}},
    {**DEFAULT, "optimizer": "\x1b[31m<script>" * 10},
    {str(n): n for n in range(900)},
    {},
    [[1], [2, 3]],
    lambda budget: (yield budget),
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_no_answer_makes_the_checker_fail_or_wait(answer):
    began = time.perf_counter()
    report = report_on(answer)
    assert report.alert == ""
    assert report.score == 0
    assert report.verdicts[0].said
    assert time.perf_counter() - began < 15  # about 0.5 s on an idle machine


@pytest.mark.parametrize("answer", [fails, DEFAULT, {}, None])
@pytest.mark.parametrize("secret", [True, False])
def test_no_report_holds_the_recipe_of_the_reference(answer, secret):
    shown = repr(report_on(answer, secret=secret))
    assert "warmup_cosine" not in shown
    assert "0.015" not in shown
