"""From a function to a report: points, the recognised mistake, secrets kept, faults admitted."""

import dataclasses
import json

import numpy as np
import pytest

from autograder.core.judge import judge
from autograder.core.local import LocalSubject
from autograder.core.report import Report
from autograder.core.seeds import rng_for
from autograder.core.subject import Fault, Outcome
from autograder.core.variant import function_of
from autograder.exercises import load

ADAM = load("adam_step")


def report(function, exercise=ADAM, **options):
    subject = LocalSubject(function, exercise.id, seconds_per_call=0.3)
    return judge(exercise, subject, rng_for(5, exercise.id), **options)


def variant(name, exercise=ADAM):
    (found,) = [each for each in exercise.misconceptions if each.id == name]
    return function_of(found.source, exercise.id)


def right(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return theta - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def test_a_right_function_gets_all_points():
    result = report(right)
    assert result.passed
    assert result.score == result.points == 10
    assert result.hint == ""


def test_a_known_mistake_is_named_and_keeps_the_points_of_what_is_right():
    result = report(variant("no-bias-correction"))
    assert result.hint_ids == ("no-bias-correction",)
    assert result.score == 4
    assert "?" in result.hint


def test_an_unknown_mistake_gets_the_question_of_the_first_property_that_fails():
    result = report(unheard_of)
    assert result.hint_ids == ()
    assert result.hint == ADAM.properties[0].question


def test_a_function_that_remembers_is_told_so():
    calls = []

    def counting(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        calls.append(t)
        return right(theta, grad, m, v, len(calls), lr, beta1, beta2, eps)

    result = report(counting)
    assert "two answers" in result.hint
    assert result.hint_ids == ()


def test_two_variants_that_fit_equally_name_nobody():
    twin = dataclasses.replace(ADAM.misconceptions[0], id="twin")
    exercise = dataclasses.replace(ADAM, misconceptions=(*ADAM.misconceptions, twin))
    assert report(variant("no-bias-correction"), exercise).hint_ids == ()


@pytest.mark.parametrize("answer", [None, 0.0, (), "", float("nan"), (0.0, 0.0, 0.0)])
def test_empty_answers_earn_nothing(answer):
    assert report(lambda *args, **kwargs: answer).score == 0


def test_form_alone_earns_nothing():
    """Unchanged inputs and the right shapes, but no right number."""
    result = report(lambda theta, grad, m, v, *args, **kwargs: (theta + 1, m + 1, v + 1))
    assert result.score == 0
    assert [verdict.waits for verdict in result.verdicts] == [False] * 4 + [True] * 2


def test_an_endless_loop_costs_few_seconds_and_is_called_by_its_name():
    def endless(*args, **kwargs):
        while True:
            pass

    result = report(endless)
    assert result.score == 0
    assert "loop" in result.verdicts[0].said
    assert result.hint == ""


def test_a_missing_function_says_so_once():
    result = judge(ADAM, LocalSubject({}, "adam_step"), rng_for(1))
    assert result.score == 0
    assert str(result).count("There is no function") == 1


def test_a_fault_of_the_grader_scores_nothing_at_all_and_says_so():
    def broken(_call):
        raise ZeroDivisionError("ours")

    properties = (dataclasses.replace(ADAM.properties[0], check=broken), *ADAM.properties[1:])
    result = report(right, dataclasses.replace(ADAM, properties=properties))
    assert result.score is None
    assert not result.passed
    assert [verdict.passed for verdict in result.verdicts] == [None, *[True] * 5]
    assert "our fault" in result.alert
    with pytest.raises(ValueError, match="could not convert"):
        float(repr(result))


SHAPES = [
    lambda theta: np.append(theta, 1.0),
    lambda theta: np.ones((2, 3)),
    lambda theta: 1.0,
    lambda theta: theta[:0],
]
STEPS = ["polyak_step", "momentum_step", "adam_step", "sgd_step", "rmsprop_step"]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_result_of_a_wrong_shape_is_the_students_mistake_and_no_fault_of_ours(name, shape):
    exercise = load(name)
    many = len(exercise.results)

    def wrong(theta, *args, **kwargs):
        result = shape(np.atleast_1d(theta))
        return result if many == 1 else (result, *[np.zeros(2)] * (many - 1))

    result = report(wrong, exercise)
    assert result.score is not None and not result.alert
    assert not result.passed


def test_a_fault_in_recognising_costs_the_hint_and_not_the_points(monkeypatch):
    def broken(*_args):
        raise ValueError("no two shapes fit")

    monkeypatch.setattr("autograder.core.judge.recognise", broken)
    monkeypatch.setattr("autograder.core.judge.same", broken)
    result = report(variant("no-bias-correction"))
    assert result.score == 4
    assert result.hint_ids == ()


class Leaving(LocalSubject):
    """A function whose sandbox is gone after some calls."""

    def __init__(self, function, calls):
        super().__init__(function, "adam_step")
        self.left = calls

    def call(self, args, kwargs):
        self.left -= 1
        if self.left < 0:
            return Outcome(fault=Fault("infra", "the worker is gone"))
        return super().call(args, kwargs)


def unheard_of(theta, grad, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    return right(theta, grad, 1.01 * m, v, t, lr, beta1, beta2, eps)


@pytest.mark.parametrize("function", [right, variant("uphill"), unheard_of])
def test_a_fault_of_the_sandbox_is_not_the_students_whenever_it_comes(function):
    """Also after a mistake was found, and when a call is made again to see if it is steady."""
    enough = 1_000
    whole = Leaving(function, enough)
    assert judge(ADAM, whole, rng_for(1), picture=False).score is not None
    assert whole.left < enough - 10
    for calls in range(enough - whole.left):
        result = judge(ADAM, Leaving(function, calls), rng_for(1), picture=False)
        assert result.score is None
        assert "the worker is gone" in result.alert
        assert not result.hint


def test_a_secret_report_holds_no_input_and_no_expected_number():
    shown = report(variant("uphill"), secret=False, attempt=3)
    secret = report(variant("uphill"), secret=True, attempt=3, picture=False)
    failing = [verdict for verdict in shown.verdicts if verdict.want]
    assert failing
    stored = json.dumps(secret.to_json()) + str(secret) + secret._repr_html_()
    for verdict in failing:
        assert verdict.want not in stored
        assert verdict.called not in stored
    assert secret.hint == shown.hint
    assert ADAM.worked_example in str(secret)


def test_hints_grow_with_the_attempts():
    texts = [str(report(variant("uphill"), attempt=attempt)) for attempt in (1, 2, 3)]
    assert ["expected" in text for text in texts] == [False, True, True]
    assert ["Still lost" in text for text in texts] == [False, False, True]
    assert all("down or up the slope?" in text for text in texts)


def test_the_same_seed_gives_the_same_report():
    one, other = report(variant("no-root")), report(variant("no-root"))
    assert one.to_json() == other.to_json()


def test_other_seeds_give_other_inputs():
    subject = LocalSubject(variant("no-root"), "adam_step")
    calls = {judge(ADAM, subject, rng_for(seed)).verdicts[2].called for seed in range(4)}
    assert len(calls) == 4


def test_a_report_survives_storing():
    result = report(variant("eps-inside-the-root"), attempt=2)
    stored = json.loads(json.dumps(result.to_json()))
    again = Report.from_json(stored)
    assert again == result
    assert again._repr_html_() == result._repr_html_()
